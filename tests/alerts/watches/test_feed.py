"""When a feed is not to be relied on, by tables of times and by Hypothesis."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.feed import AWAY, FEW, LATE, LONG_AGO, NOTHING, SETTLE, Verdict, judged, verdict, wrong
from store.feeds import CITY, FeedLook, FeedState

NOW = datetime(2026, 8, 25, 9, 0, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def look(place: str = "d/s", **changed: object) -> FeedLook:
    fields = {"sensors": 10, "newest": NOW, "live": 10, "fresh": 10, "every_s": 60, "lag_s": 1.0}
    return FeedLook(place=place, **{**fields, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "heard_until", "reason"),
    [
        (look(), ago(5), None),
        (look(newest=ago(90)), ago(95), None),
        (look(newest=ago(91)), ago(95), NOTHING),
        (look(newest=ago(450), every_s=300), ago(455), None),
        (look(newest=None, live=0, fresh=0), None, NOTHING),
        (look(lag_s=60), ago(5), None),
        (look(lag_s=61), ago(5), LATE),
        (look(lag_s=None), ago(5), None),
        (look(fresh=5), ago(5), None),
        (look(fresh=4), ago(5), FEW),
        (look(live=3, fresh=0), ago(5), None),
        (look(), ago(91), AWAY),
        (look(), None, AWAY),
    ],
)
def test_what_is_wrong_with_a_feed(one: FeedLook, heard_until: datetime | None, reason: str | None) -> None:
    assert wrong(one, heard_until, now=NOW) == reason


def test_a_stop_begins_when_the_last_look_still_heard_something() -> None:
    one = verdict(look(newest=ago(91)), FeedState(ago(95), ago(900), None), now=NOW)
    assert (one.begins, one.stopped_since, one.fine_since) == (True, ago(95), None)


def test_what_was_never_looked_at_was_never_fine() -> None:
    assert verdict(look(), None, now=NOW).stopped_since == LONG_AGO


@given(fine=st.lists(st.booleans(), max_size=80))
def test_a_stop_ends_once_all_was_fine_for_long_enough(fine: list[bool]) -> None:
    state, step, since = FeedState(ago(5), ago(900), None), timedelta(seconds=20), None
    for number, is_fine in enumerate(fine):
        now = NOW + number * step
        one = verdict(look(newest=now, lag_s=1 if is_fine else 99), state, now=now)
        since = (since or now) if is_fine else None
        was_stopped = state.stopped_since is not None
        assert one.begins == (not was_stopped and not is_fine)
        assert one.ends == (was_stopped and since is not None and now - since >= SETTLE)
        assert (one.stopped_since is None) == (one.ends or (not was_stopped and is_fine))
        state = FeedState(now, one.fine_since, one.stopped_since)


def judge(*looks: FeedLook) -> list[Verdict]:
    return judged(looks, {}, now=NOW)


def test_streets_with_few_sensors_count_with_the_city() -> None:
    places = [one.look.place for one in judge(look("d/a"), look("d/b", live=3), look("d/c", live=0))]
    assert places == [CITY, "d/a"]


def test_without_sensors_nothing_is_judged() -> None:
    assert judge() == []


def test_the_city_is_late_only_where_every_street_is_and_old_only_where_every_street_is() -> None:
    whole = judge(look("d/a", lag_s=99, newest=ago(500)), look("d/b", lag_s=None), look("d/c", lag_s=2))[0]
    assert (whole.look.lag_s, whole.look.newest, whole.look.live) == (2, NOW, 30)
