"""What a wrong plan is told, and the copy that an order keeps."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from model.area import Level
from model.catalogue import load_kinds
from model.errors import DefinitionError
from model.order import OrderCommand
from model.severity import Severity
from orders.clock import ClockSort, TimeLimit, TimeUnit
from orders.plan import (
    MAINTENANCE,
    OTHER,
    PLANS,
    ROLES,
    Plan,
    Rung,
    Tell,
    load_plan,
    load_plans,
)
from orders.plan_copy import copy_of, ladder_in, limits_in, tells_in
from yiping.main import build

SHIPPED = load_plans()
EVERY = sorted(SHIPPED.by_id.values(), key=lambda one: one.id)
FLOOD = (PLANS / "flood.toml").read_text(encoding="utf-8")
ARRIVE = 'arrive = { amount = 1, unit = "urgent_hour" }'
STREET = '{ clock = "accept", share = 1, level = "street" }'
DESK = '{ whom = "desk", on = ["file", "return", "extend"] }'
WRONG = [
    ('id = "flood"', 'id = "storm"', "id: 'storm' differs from the file's name"),
    ('kinds = ["rain",', 'kinds = ["no_kind",', "kinds: 'no_kind' is not one of"),
    ("radius_m = 150", "radius_m = -1", "radius_m: must be 0 or above, not -1"),
    ("within_h = 3", "within_h = inf", "within_h: must be 0 or above, not inf"),
    ("within_h = 3", "within_h = 3\ncolour = 1", "colour: unknown key"),
    ("within_h = 3", 'within_h = 3\nskips = ["verify"]', "skips: 'verify' is not one of arrive, close"),
    ("within_h = 3", 'within_h = 3\nskips = ["arrive"]', "limits: must tell accept, resolve for blue"),
    ('road_water = { zh = "道路积水", ', "road_water = { ", "categories.road_water.zh: is missing"),
    (ARRIVE, "", "limits: must tell accept, arrive, resolve for blue"),
    (
        ARRIVE,
        ARRIVE.replace("urgent_hour", "week"),
        "limits.default.arrive.unit: 'week' is not one of urgent_",
    ),
    (ARRIVE, ARRIVE.replace("1", "0"), "limits.default.arrive: must be above 0"),
    (ARRIVE, ARRIVE.replace("1,", "1, colour = 1,"), "limits.default.arrive.colour: unknown key"),
    (
        ARRIVE,
        ARRIVE.replace("arrive", "leave"),
        "limits.default.leave: is not one of accept, arrive, resolve",
    ),
    ("[limits.default]", "[limits.usual]", "limits.default: is missing"),
    ("[limits.red]", "[limits.purple]", "limits.purple: unknown key"),
    (STREET, STREET.replace("share = 1,", "share = 0.8,"), "ladder: has two rungs at one share of a clock"),
    (STREET, STREET.replace("share = 1,", "share = 0,"), "ladder[1].share: must be above 0"),
    (STREET, STREET.replace('"street"', '"planet"'), "ladder[1].level: 'planet' is not one of"),
    (STREET, STREET.replace("share", "colour = 1, share"), "ladder[1].colour: unknown key"),
    (DESK, DESK.replace("desk", "mayor"), f"tell[1].whom: 'mayor' is not one of {', '.join(ROLES)}"),
    (DESK, DESK.replace('"file"', '"paint"'), "tell[1].on: 'paint' is not one of report, file"),
    (DESK, '{ whom = "desk", on = [] }', "tell[1].on: must name one or more commands"),
    ('certainty = "B"', 'certainty = "D"', "passport.certainty: 'D' is not one of A, B, C"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PLANS, tmp_path / "plans"))


def another(folder: Path, stem: str, *, of: str = FLOOD) -> Path:
    """The flood plan once more under another name, without its kinds and with a category of its own."""
    told = of.replace('id = "flood"', f'id = "{stem}"')
    told = re.sub(r"^kinds = .*$", "kinds = []", told, flags=re.MULTILINE)
    told = re.sub(
        r"^\[categories\]\n(.+\n)+", f'[categories]\n{stem} = {{ zh = "x", en = "x" }}\n', told, flags=re.M
    )
    (folder / f"{stem}.toml").write_text(told, encoding="utf-8")
    return folder / f"{stem}.toml"


@pytest.mark.parametrize(("right", "wrong", "problem"), WRONG)
def test_a_wrong_plan_names_its_file_and_key(tmp_path: Path, right: str, wrong: str, problem: str) -> None:
    assert FLOOD.count(right) == 1
    path = tmp_path / "flood.toml"
    path.write_text(FLOOD.replace(right, wrong), encoding="utf-8")
    with pytest.raises(DefinitionError, match=rf"flood\.toml: {re.escape(problem)}"):
        load_plan(path, kinds=load_kinds())


def test_a_ladder_hangs_on_no_clock_that_its_plan_skips(tmp_path: Path) -> None:
    told = FLOOD.replace("within_h = 3", 'within_h = 3\nskips = ["arrive"]')
    told = re.sub(r"^arrive = .*\n", "", told, flags=re.MULTILINE)
    (tmp_path / "flood.toml").write_text(told, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"flood\.toml: ladder: hangs on a clock that this plan skips"):
        load_plan(tmp_path / "flood.toml", kinds=load_kinds())


def test_a_kind_and_a_category_belong_to_one_plan(folder: Path) -> None:
    path = another(folder, "storm")
    told = path.read_text(encoding="utf-8")
    path.write_text(told.replace("kinds = []", 'kinds = ["rain"]'), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"storm\.toml: kinds: 'rain' belongs to 'flood' already"):
        load_plans(folder)
    path.write_text(told.replace("storm = {", "road_water = {"), encoding="utf-8")
    with pytest.raises(
        DefinitionError, match=r"storm\.toml: categories: 'road_water' belongs to 'flood' already"
    ):
        load_plans(folder)


@pytest.mark.parametrize("needed", [OTHER, MAINTENANCE])
def test_no_city_is_without_the_two_plans_for_everything_else(folder: Path, needed: str) -> None:
    (folder / f"{needed}.toml").unlink()
    with pytest.raises(DefinitionError, match=rf"plans: there must be a plan {needed}\.toml"):
        load_plans(folder)


def test_adding_a_plan_is_one_file(folder: Path) -> None:
    another(folder, "storm")
    plans = load_plans(folder)
    found = plans.for_category("storm")
    assert found is not None
    assert found.id == "storm"
    assert plans.by_id.keys() - SHIPPED.by_id.keys() == {"storm"}


def test_a_level_takes_the_limits_of_the_level_below_unless_it_has_its_own(tmp_path: Path) -> None:
    path = tmp_path / "flood.toml"
    path.write_text(FLOOD.replace("[limits.red]", "[limits.yellow]"), encoding="utf-8")
    limits = load_plan(path, kinds=load_kinds()).limits
    hours = {severity.key: limit[ClockSort.RESOLVE].amount for severity, limit in limits.items()}
    assert hours == {"blue": 4, "yellow": 2, "orange": 2, "red": 2}


LIMITS = st.builds(
    TimeLimit,
    amount=st.floats(min_value=0, exclude_min=True, allow_infinity=False),
    unit=st.sampled_from(TimeUnit),
)
RUNGS = st.builds(
    Rung, sort=st.sampled_from(ClockSort), share=st.floats(0.01, 10), level=st.sampled_from(Level)
)
TELLS = st.builds(Tell, on=st.frozensets(st.sampled_from(OrderCommand)), whom=st.sampled_from(ROLES))
BY_SORT = st.dictionaries(st.sampled_from(ClockSort), LIMITS)
MADE = st.builds(
    replace,
    st.sampled_from(EVERY),
    limits=st.fixed_dictionaries(dict.fromkeys(Severity, BY_SORT)),
    ladder=st.lists(RUNGS).map(tuple),
    tells=st.lists(TELLS).map(tuple),
)


@given(MADE | st.sampled_from(EVERY))
def test_an_order_reads_from_its_copy_what_its_plan_said(plan: Plan) -> None:
    copy = json.loads(json.dumps(copy_of(plan), allow_nan=False))
    assert {severity: limits_in(copy, severity) for severity in Severity} == plan.limits
    assert ladder_in(copy) == plan.ladder
    assert tells_in(copy) == plan.tells
    assert frozenset(OrderCommand(one) for one in copy["skips"]) == plan.skips


def test_an_order_from_before_there_were_plans_has_no_limits_and_tells_nobody() -> None:
    assert (limits_in({}, Severity.RED), ladder_in({}), tells_in({})) == ({}, (), ())


def test_check_data_reads_the_plans(folder: Path) -> None:
    another(folder, "storm")
    result = CliRunner().invoke(build(), ["check-data", "--plans", str(folder)])
    assert f"{len(EVERY) + 1} plans" in result.stdout
    (folder / "storm.toml").write_text("id = 7")
    result = CliRunner().invoke(build(), ["check-data", "--plans", str(folder)])
    assert "storm.toml: id: must be a text" in str(result.exception)
