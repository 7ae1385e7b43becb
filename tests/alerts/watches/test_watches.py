"""Every watch by tables, and what follows from one by Hypothesis."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.evaluate import Change
from alerts.watch import Held, Open, turned
from alerts.watches.chatter import Chatter
from alerts.watches.cluster import Cluster, Step
from alerts.watches.combined import Combined
from alerts.watches.silent import NEVER, QUIET, Silent
from alerts.watches.stuck import Stuck
from model.area import Level
from model.reading import Origin
from model.severity import Severity
from store.watches import Arrival, Firing, Member, Standstill, Still

NOW = datetime(2026, 8, 25, 9, 0, tzinfo=UTC)
SILENT = Silent(kinds=("gauge",), severity=Severity.BLUE, periods=3, never_after_s=86_400)
STUCK = Stuck(limits={("gauge", "depth_cm"): Still("gauge", "depth_cm", 600.0, 0.0)}, severity=Severity.BLUE)
CLUSTER = Cluster(
    rules=("flood",),
    kinds=("gauge",),
    level=Level.COMMITTEE,
    steps=(
        Step(severity=Severity.ORANGE, count=2, share=0.0),
        Step(severity=Severity.RED, count=3, share=0.5),
    ),
)
CHATTER = Chatter(kinds=("gauge",), cycles=3, within_s=60, severity=Severity.BLUE)


def arrival(quiet_s: float, *, every_s: int = 60, heard: bool = True, kind: str = "gauge") -> Arrival:
    return Arrival(7, kind, "area", every_s, heard, quiet_s)


def member(num: int, **changed: object) -> Member:
    fields = {"area": "a", "rule_id": "flood", "severity": Severity.BLUE, "origin": Origin.LIVE, "sensors": 6}
    return Member(sensor_num=num, **{**fields, **changed})  # type: ignore[arg-type]


def combined(needed: int) -> Combined:
    return Combined(rules=("rain", "flood"), needed=needed, level=Level.STREET, severity=Severity.ORANGE)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (arrival(179.9), None),
        (arrival(180), QUIET),
        (arrival(180, every_s=61), None),
        (arrival(86_399, heard=False), None),
        (arrival(86_400, heard=False), NEVER),
        (arrival(86_400, heard=False, every_s=86_400), None),
        (arrival(900, kind="another"), None),
    ],
)
def test_silence_counts_in_periods_and_from_registration_in_a_day(one: Arrival, reason: str | None) -> None:
    found = SILENT.holding(NOW, [one])
    assert [held.reason for held in found.values()] == ([] if reason is None else [reason])


@pytest.mark.parametrize(
    ("value", "still_s", "holds"), [(5.0, 600, True), (5.0, 599, False), (0.0, 900, False), (0.1, 900, True)]
)
def test_a_value_is_stuck_after_its_kinds_time_and_never_at_rest(
    value: float, still_s: float, holds: bool
) -> None:
    one = Standstill(7, "gauge", "area", "depth_cm", value, still_s)
    assert bool(STUCK.holding(NOW, [one])) is holds


def test_of_two_metrics_that_are_stuck_the_longer_one_is_told() -> None:
    stills = [Standstill(7, "gauge", None, "depth_cm", 1.0, still_s) for still_s in (900, 700)]
    assert STUCK.holding(NOW, stills)[7, Origin.LIVE].value == 900


@pytest.mark.parametrize(
    ("nums", "of", "severity"),
    [
        ([1], 6, None),
        ([1, 1], 6, None),
        ([1, 2], 6, Severity.ORANGE),
        ([1, 2, 3], 6, Severity.RED),
        ([1, 2, 3], 7, Severity.ORANGE),
    ],
)
def test_a_cluster_counts_sensors_and_their_share(
    nums: list[int], of: int, severity: Severity | None
) -> None:
    found = CLUSTER.holding(NOW, [member(num, sensors=of) for num in nums])
    assert [held.severity for held in found.values()] == ([] if severity is None else [severity])


def test_a_cluster_hangs_on_its_worst_sensor() -> None:
    worst = member(2, severity=Severity.RED)
    held = CLUSTER.holding(NOW, [member(1), worst, member(3)])["a", Origin.LIVE]
    assert (held.carriers, held.area, held.about, held.value) == ((2, 1, 3), "a", "a", 3)


@pytest.mark.parametrize(
    "other", [member(2, area="b"), member(2, origin=Origin.EXERCISE), member(2, rule_id="else")]
)
def test_other_areas_rules_and_exercises_make_no_cluster(other: Member) -> None:
    assert CLUSTER.holding(NOW, [member(1), other]) == {}


@pytest.mark.parametrize(
    ("rules", "all_of", "any_of"),
    [([], 0, 0), (["rain"], 0, 1), (["flood", "flood"], 0, 1), (["rain", "flood"], 1, 1), (["else"], 0, 0)],
)
def test_all_needs_every_rule_and_any_needs_one(rules: list[str], all_of: int, any_of: int) -> None:
    view = [member(num, rule_id=rule) for num, rule in enumerate(rules)]
    assert len(combined(2).holding(NOW, view)) == all_of
    assert len(combined(1).holding(NOW, view)) == any_of


@given(ago_s=st.lists(st.integers(0, 300), max_size=12))
def test_chatter_is_any_minute_with_three_firings(ago_s: list[int]) -> None:
    fired = [
        Firing("rule", 7, "gauge", None, Origin.LIVE, NOW - timedelta(seconds=seconds)) for seconds in ago_s
    ]
    most = max((sum(begin <= one < begin + 60 for one in ago_s) for begin in ago_s), default=0)
    found = CHATTER.holding(NOW, fired)
    assert [held.value for held in found.values()] == ([most] if most >= 3 else [])


def test_live_firings_and_those_of_a_drill_make_no_chatter_together() -> None:
    fired = [Firing("rule", 7, "gauge", None, origin, NOW) for origin in (*Origin, Origin.LIVE)]
    assert CHATTER.holding(NOW, fired) == {}
    both = CHATTER.holding(NOW, [*fired * 2])
    assert {subject: one.origin for subject, one in both.items()} == {(7, Origin.LIVE): Origin.LIVE}


def held(severity: Severity) -> Held:
    return Held(severity=severity, value=1, reason="so", origin=Origin.LIVE, carriers=(1,), area=None)


@given(
    steps=st.lists(st.tuples(st.integers(1, 90), st.sampled_from([None, *Severity])), max_size=40),
    clear_after_s=st.sampled_from([0, 60]),
)
def test_an_alert_ends_only_after_its_delay_of_not_holding(
    steps: list[tuple[int, Severity | None]], clear_after_s: int
) -> None:
    before: Open | None = None
    now, normal_s = NOW, None
    for gap_s, level in steps:
        now += timedelta(seconds=gap_s)
        if before is None and level is None:
            continue
        turn = turned(
            before, held(level) if level else None, now=now, clear_after=timedelta(seconds=clear_after_s)
        )
        normal_s = None if level else (0 if normal_s is None else normal_s + gap_s)
        cleared = turn.transition is not None and turn.transition.change is Change.CLEARED
        assert cleared == (normal_s is not None and normal_s >= clear_after_s)
        fired = turn.transition is not None and turn.transition.change is Change.FIRED
        assert fired == (before is None)
        if cleared:
            before, normal_s = None, None
        elif level:
            before = Open(severity=level, value=1)
        elif before:
            before = Open(severity=before.severity, value=1, normal_since=turn.normal_since)


@pytest.mark.parametrize(
    ("level", "change"),
    [(Severity.BLUE, Change.EASED), (Severity.RED, Change.ESCALATED), (Severity.YELLOW, None)],
)
def test_another_level_changes_an_open_alert(level: Severity, change: Change | None) -> None:
    turn = turned(Open(severity=Severity.YELLOW, value=1), held(level), now=NOW, clear_after=timedelta(0))
    assert (turn.transition and turn.transition.change) == change
