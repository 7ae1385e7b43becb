"""How many firings of one rule on one sensor lie within a minute."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.watches.chatter import Chatter
from model.reading import Origin
from model.severity import Severity
from store.watches import Firing

NOW = datetime(2026, 8, 25, 9, 0, tzinfo=UTC)
CHATTER = Chatter(kinds=("kind",), cycles=3, within_s=60, severity=Severity.BLUE)


def firing(ago_s: int, rule: str = "rule", origin: Origin = Origin.LIVE) -> Firing:
    at = NOW - timedelta(seconds=ago_s)
    return Firing(rule_id=rule, sensor_num=1, kind="kind", area=None, origin=origin, at=at)


@given(st.lists(st.integers(min_value=0, max_value=300), max_size=30))
def test_the_most_within_a_minute_is_told_whatever_the_order_of_arrival(times: list[int]) -> None:
    most = max((sum(0 <= one - first < 60 for one in times) for first in times), default=0)
    held = CHATTER.holding(NOW, [firing(ago_s) for ago_s in times])
    assert [one.value for one in held.values()] == ([most] if most >= 3 else [])


def test_the_rules_that_rattle_are_quiet_and_no_other() -> None:
    loud = [firing(ago_s, rule) for rule in ("one", "two") for ago_s in (5, 15, 25)]
    held = CHATTER.holding(NOW, [*loud, firing(5, "three"), firing(8, "three")])
    assert [sorted(one.quiets) for one in held.values()] == [["one", "two"]]


def test_a_drill_does_not_rattle_together_with_what_is_live() -> None:
    drilled = [firing(ago_s, origin=Origin.EXERCISE) for ago_s in (5, 15)]
    assert CHATTER.holding(NOW, [*drilled, firing(25)]) == {}
