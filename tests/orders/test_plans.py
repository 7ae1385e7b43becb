"""The shipped plans as a whole: nothing is without one, and no level waits longer than the level below."""

import re
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from model.catalogue import load_kinds
from model.order import OrderCommand, Purpose
from model.severity import Severity
from orders.calendar import WorkCalendar
from orders.clock import Clock, ClockSort, TimeLimit, TimeUnit
from orders.plan import MAINTENANCE, OTHER, PLANS, ROLES, Plan, load_plans

SHIPPED = load_plans()
EVERY = sorted(SHIPPED.by_id.values(), key=lambda one: one.id)
PAGE = (Path(__file__).parents[2] / "docs/howto/plan.md").read_text(encoding="utf-8")
CALENDAR = WorkCalendar(
    zone=ZoneInfo("Asia/Shanghai"), shifts=((time(8, 30), time(11, 30)), (time(13), time(17, 30)))
)
# Every seven hours of the two weeks around the National Day holiday of 2026 and its swapped Saturday.
STARTS = [datetime(2026, 9, 28, tzinfo=UTC) + timedelta(hours=7 * step) for step in range(48)]


def test_every_kind_has_exactly_one_plan() -> None:
    assert sorted(kind for plan in EVERY for kind in plan.kinds) == sorted(load_kinds())


def test_every_category_is_in_exactly_one_plan() -> None:
    told = [category for plan in EVERY for category in plan.categories]
    assert len(set(told)) == len(told) > 50
    assert [one for one in EVERY if not one.categories] == []
    for plan in EVERY:
        assert all(SHIPPED.for_category(category) is plan for category in plan.categories)
    assert SHIPPED.for_category("unheard_of") is None


def test_an_alert_goes_by_the_plan_of_its_kind_and_a_sensor_that_needs_a_hand_by_maintenance() -> None:
    for kind in load_kinds():
        assert kind in SHIPPED.for_alert(kind, Purpose.FIELD).kinds
        assert SHIPPED.for_alert(kind, Purpose.MAINTENANCE).id == MAINTENANCE
    assert SHIPPED.for_alert("unheard_of", Purpose.FIELD).id == OTHER


@pytest.mark.parametrize("plan", EVERY, ids=lambda one: one.id)
def test_no_limit_is_longer_for_a_higher_level_whenever_it_begins(plan: Plan) -> None:
    for lower, higher in pairwise(Severity):
        for sort, limit in plan.limits[lower].items():
            assert longer(plan.limits[higher][sort], limit) == []


def test_the_check_of_limits_sees_working_hours_that_end_later_than_urgent_ones() -> None:
    urgent = TimeLimit(amount=24, unit=TimeUnit.URGENT_HOUR)
    assert longer(TimeLimit(amount=2, unit=TimeUnit.WORKING_HOUR), urgent)
    assert longer(TimeLimit(amount=25, unit=TimeUnit.URGENT_HOUR), urgent)


def longer(one: TimeLimit, than: TimeLimit) -> list[datetime]:
    """From which times on ``one`` ends later than the other."""
    if one == than:
        return []
    return [at for at in STARTS if due(one, at) > due(than, at)]


def due(limit: TimeLimit, since: datetime) -> datetime:
    at = Clock(limit=limit, since=since).due_at(CALENDAR)
    assert at is not None
    return at


@pytest.mark.parametrize("plan", EVERY, ids=lambda one: one.id)
def test_an_order_is_accepted_before_it_is_reached_and_reached_before_it_is_resolved(plan: Plan) -> None:
    for limits in plan.limits.values():
        for early, late in pairwise([limits[sort] for sort in ClockSort if sort in limits]):
            assert longer(early, late) == []


@pytest.mark.parametrize("plan", EVERY, ids=lambda one: one.id)
def test_a_ladder_leads_upwards(plan: Plan) -> None:
    for sort in ClockSort:
        rungs = sorted((one for one in plan.ladder if one.sort is sort), key=lambda one: one.share)
        assert [one.level for one in rungs] == sorted((one.level for one in rungs), reverse=True)
    assert {one.sort for one in plan.ladder} >= {ClockSort.ACCEPT, ClockSort.RESOLVE}


@pytest.mark.parametrize("plan", EVERY, ids=lambda one: one.id)
def test_those_who_are_told_have_a_known_role_and_nobody_waits_for_a_step_that_is_skipped(plan: Plan) -> None:
    assert {tell.whom for tell in plan.tells} <= set(ROLES)
    assert {tell.whom for tell in plan.tells} >= {"crew", "desk"}
    assert frozenset().union(*(tell.on for tell in plan.tells)).isdisjoint(plan.skips)


def test_committee_and_paired_neighbour_hear_of_a_lone_elder_from_the_dispatch_to_the_end() -> None:
    told = {tell.whom: tell.on for tell in SHIPPED.by_id["lone_elder"].tells}
    wanted = {OrderCommand.DISPATCH, OrderCommand.ESCALATE, OrderCommand.CLOSE}
    assert told["committee"] >= wanted <= told["paired_neighbour"]


def test_two_lone_elders_are_never_one_case() -> None:
    plan = SHIPPED.by_id["lone_elder"]
    assert (plan.radius_m, plan.within) == (0, timedelta())


@pytest.mark.parametrize(
    ("plan", "amount", "unit"),
    [
        ("flood", 4, TimeUnit.URGENT_HOUR),
        ("road_ice", 4, TimeUnit.WORKING_HOUR),
        ("waste", 4, TimeUnit.WORKING_HOUR),
        ("spoil", 2, TimeUnit.WORKING_DAY),
        ("manhole", 6, TimeUnit.URGENT_HOUR),
        ("green", 5, TimeUnit.WORKING_DAY),
    ],
)
def test_the_published_examples_are_kept(plan: str, amount: float, unit: TimeUnit) -> None:
    found = SHIPPED.by_id[plan]
    assert found.limits[Severity.BLUE][ClockSort.RESOLVE] == TimeLimit(amount=amount, unit=unit)
    assert found.passport.certainty == "B"


@pytest.mark.parametrize(
    "plan",
    [
        "flood",
        "gas",
        "fire",
        "charging",
        "lift",
        "crowd",
        "ebike",
        "manhole",
        "lone_elder",
        "curtain_wall",
        "estate",
        "road_danger",
    ],
)
def test_where_somebody_is_in_danger_clocks_run_day_and_night(plan: str) -> None:
    limits = SHIPPED.by_id[plan].limits.values()
    assert {limit.unit for one in limits for limit in one.values()} == {TimeUnit.URGENT_HOUR}


def test_every_file_begins_with_a_sentence_and_every_role_is_in_the_docs() -> None:
    heads = [path.read_text(encoding="utf-8").splitlines()[0] for path in sorted(PLANS.glob("*.toml"))]
    assert [head for head in heads if not re.fullmatch(r"# [A-Z].*\.", head)] == []
    assert [role for role in ROLES if f"`{role}`" not in PAGE] == []
