"""The words of notifications: complete in both languages, and nothing left to fill in."""

import re
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import DefinitionError
from model.order import OrderCommand
from model.severity import Severity
from model.text import Text
from orders.notices import FIELDS, LANGUAGES, NOTICES, Fields, load_notices, words_of
from orders.plan import shipped_plans

TOLD = sorted({one for plan in shipped_plans().by_id.values() for tell in plan.tells for one in tell.on})
WORDS = NOTICES.read_text(encoding="utf-8")
LEAST = Fields(
    case="WO-000017", name=Text(zh="人民路下立交", en="Renmin Road underpass"), level=Severity.ORANGE
)
FULL = Fields(
    case="WO-000017",
    name=LEAST.name,
    level=Severity.ORANGE,
    area=Text(zh="外滩街道", en="The Bund"),
    address="人民路 1 号",
    note="泵已开",
    person="wang",
    due=Text(zh="今天 18:30", en="today, 6.30 pm"),
    plan=Text(zh="积水内涝", en="Flooding"),
)
CLOSE = 'headline = { zh = "{level}案件已结案：{name}（{case}）"'
WRONG = [
    (CLOSE, CLOSE.replace("{case}", ""), "command.close.headline.zh: does not name case"),
    (CLOSE, CLOSE.replace("{case}", "{case.name}"), "command.close.headline.zh: 'case.name' is not one of"),
    (CLOSE, CLOSE.replace("{case}", "{case!r}"), "command.close.headline.zh: 'case!r' is not one of"),
    (CLOSE, CLOSE.replace("{case}", "{case:>9}"), "command.close.headline.zh: 'case:>9' is not one of"),
    (CLOSE, CLOSE.replace("{case}", "{case"), "command.close.headline.zh: cannot be filled in"),
    ('zh = "区域：{area}"', 'zh = "区域：{region}"', "line.area.zh: 'region' is not one of"),
    ('red = { zh = "红色", ', "red = { ", "level.red.zh: is missing"),
    ("[command.close]", "[command.paint]", "command.close: is missing"),
    ("[command.close]", '[command.close]\ncolour = "red"', "command.close.colour: unknown key"),
    ("[level]", "[level]\npurple = { zh = 'x', en = 'x' }", "level.purple: unknown key"),
    ("[level]", "[colour]\n[level]", "colour: unknown key"),
    ('case = { zh = "案件', 'what = { zh = "案件', "command.report.body: 'case' is not one of what, plan"),
]


@pytest.mark.parametrize("command", OrderCommand)
@pytest.mark.parametrize("fields", [LEAST, FULL], ids=["least", "full"])
def test_every_command_has_words_that_say_which_case_how_bad_and_leave_nothing_open(
    command: OrderCommand, fields: Fields
) -> None:
    for told in words_of(command, fields):
        for word in ("WO-000017", "人民路下立交", "橙色"):
            assert word in told.zh
        for word in ("WO-000017", "Renmin Road underpass", "orange"):
            assert word in told.en
        assert not set("{}") & set(told.zh + told.en)
        assert "None" not in told.zh + told.en


def test_whatever_a_shipped_plan_tells_of_has_words_of_its_own() -> None:
    headlines = {words_of(command, FULL)[0].in_language(one) for command in TOLD for one in LANGUAGES}
    assert len(TOLD) > 10
    assert len(headlines) == len(LANGUAGES) * len(TOLD)


@pytest.mark.parametrize(
    ("level", "zh", "en"),
    [
        (Severity.BLUE, "蓝色", "blue"),
        (Severity.YELLOW, "黄色", "yellow"),
        (Severity.ORANGE, "橙色", "orange"),
        (Severity.RED, "红色", "red"),
    ],
)
def test_levels_have_their_official_words(level: Severity, zh: str, en: str) -> None:
    headline, _ = words_of(OrderCommand.DISPATCH, Fields(case="WO-1", name=LEAST.name, level=level))
    assert headline.zh == f"{zh}派单：人民路下立交（WO-1）"
    assert headline.en == f"Dispatched, {en}: Renmin Road underpass (WO-1)"


def test_a_dispatch_says_where_until_when_and_by_which_plan() -> None:
    _, body = words_of(OrderCommand.DISPATCH, FULL)
    assert body.zh.splitlines()[1:] == [
        "预案：积水内涝",
        "区域：外滩街道",
        "地址：人民路 1 号",
        "经办：wang",
        "处置时限：今天 18:30",
        "说明：泵已开",
    ]
    assert body.en.splitlines()[5] == "To be resolved by today, 6.30 pm"


def test_a_line_of_which_a_field_is_unknown_is_left_out() -> None:
    _, body = words_of(OrderCommand.DISPATCH, LEAST)
    assert body.zh == "案件：WO-000017，人民路下立交，橙色"


def test_every_field_is_used_and_every_command_that_takes_words_of_people_shows_them() -> None:
    assert get_type_hints(Fields).keys() == FIELDS
    assert [name for name in FIELDS if f"{{{name}}}" not in WORDS.split("[line]")[1]] == []
    for command in (OrderCommand.RETURN, OrderCommand.REWORK, OrderCommand.EXTEND, OrderCommand.SUPERVISE):
        assert "泵已开" in words_of(command, FULL)[1].zh


@given(note=st.text(), name=st.text(), command=st.sampled_from(OrderCommand))
def test_whatever_people_write_stays_on_its_line_and_is_never_filled_in(
    note: str, name: str, command: OrderCommand
) -> None:
    fields = Fields(case="WO-1", name=Text(zh=name, en=name), level=Severity.RED, note=f"{{case}} {note}")
    headline, body = words_of(command, fields)
    assert len(headline.zh.splitlines()) == 1
    notes = [line for line in body.zh.splitlines() if line.startswith("说明：")]
    assert notes in ([], [f"说明：{' '.join(f'{{case}} {note}'.split())}"])


@pytest.mark.parametrize(("right", "wrong", "problem"), WRONG)
def test_wrong_words_name_their_file_and_key(tmp_path: Path, right: str, wrong: str, problem: str) -> None:
    assert WORDS.count(right) == 1
    path = tmp_path / "notices.toml"
    path.write_text(WORDS.replace(right, wrong), encoding="utf-8")
    with pytest.raises(DefinitionError, match=rf"notices\.toml: {re.escape(problem)}"):
        load_notices(path)
