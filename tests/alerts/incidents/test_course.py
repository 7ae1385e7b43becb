"""What an incident stands at by its members, played at random."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.incidents.course import Course, Stand, after, changes
from model.incident import IncidentChange
from model.severity import Severity

NOW = datetime(2026, 8, 25, 9, 0, tzinfo=UTC)
PATIENCE = timedelta(minutes=30)
STANDS = st.lists(
    st.builds(Stand, st.integers(1, 6), st.sampled_from(Severity), asks=st.booleans(), follows=st.booleans()),
    max_size=6,
    unique_by=lambda one: one.num,
).map(lambda some: sorted(some, key=lambda one: one.num))


def course(**changed: object) -> Course:
    fields = {"severity": Severity.BLUE, "lead_num": 1, "open_members": 1, "quiet_since": None}
    return Course(**{**fields, **changed})  # type: ignore[arg-type]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 40), STANDS), min_size=1, max_size=8))
def test_what_always_holds_between_two_looks(looks: list[tuple[int, list[Stand]]]) -> None:
    before, now, quiet_s = course(), NOW, None
    for minutes, stands in looks:
        now += timedelta(minutes=minutes)
        then = after(before, stands, now=now, close_after=PATIENCE)
        asking = [one for one in stands if one.asks]
        leading = {one.num: one.severity for one in asking if not one.follows}
        quiet_s = None if leading else (0 if quiet_s is None else quiet_s + 60 * minutes)
        assert (then.closed_at is not None) == (quiet_s is not None and quiet_s >= 1800)
        assert then.open_members == (0 if then.closed_at else len(asking))
        assert then.severity == max((one.severity for one in asking), default=before.severity)
        if leading:
            assert leading[then.lead_num] == max(leading.values())
            # Nobody takes the lead from one that is as bad.
            if leading.get(before.lead_num) == max(leading.values()):
                assert then.lead_num == before.lead_num
        else:
            assert then.lead_num == before.lead_num
        if then.closed_at is not None:
            return
        before = then


@given(st.permutations([Stand(num, Severity.RED, asks=True, follows=False) for num in (2, 3, 4)]))
def test_equals_never_take_the_lead_from_each_other(stands: list[Stand]) -> None:
    for lead in (2, 3, 4):
        then = after(course(lead_num=lead), stands, now=NOW, close_after=PATIENCE)
        assert then.lead_num == lead


def test_what_follows_raises_the_level_and_keeps_nothing_open() -> None:
    silent = Stand(9, Severity.YELLOW, asks=True, follows=True)
    then = after(course(), [silent], now=NOW, close_after=PATIENCE)
    assert (then.severity, then.lead_num, then.quiet_since) == (Severity.YELLOW, 1, NOW)
    assert after(then, [silent], now=NOW + PATIENCE, close_after=PATIENCE).closed_at == NOW + PATIENCE


def test_changes_are_told_once_each() -> None:
    before = course(quiet_since=NOW)
    then = course(severity=Severity.RED, lead_num=2)
    assert changes(before, then) == [IncidentChange.ROSE, IncidentChange.LED_BY, IncidentChange.STIRRED]
    ended = course(quiet_since=NOW, closed_at=NOW)
    assert changes(then, ended) == [
        IncidentChange.EASED,
        IncidentChange.LED_BY,
        IncidentChange.QUIET,
        IncidentChange.CLOSED,
    ]
    assert changes(then, then) == []
