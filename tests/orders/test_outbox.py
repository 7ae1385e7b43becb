"""What is put into the outbox: everything once, drills only where they are named, replays nowhere."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.reading import Origin
from orders.channels.log import as_json
from orders.outbox import EXPIRES, Put, in_force, is_told, notification_from, put, put_many
from store.outbox_channels import DrillChannel, drill_channels, name_for_drills
from store.outbox_lists import listed
from store.pool import connect
from tests.fixtures.notifications import AT, notification
from tests.fixtures.outboxes import outgoing

MINUTES = st.integers(-100, 100).map(lambda minutes: timedelta(minutes=minutes))
CHANNELS = st.sampled_from(["crews", "bureau", "mail"])


def said(channel: str = "crews", since: float = 0, until: float = 60) -> DrillChannel:
    """A word on a channel, its times in minutes."""
    return DrillChannel(
        channel=channel,
        since=AT + timedelta(minutes=since),
        until=AT + timedelta(minutes=until),
        named_by="zhang",
        reason="spring drill",
    )


WORDS = st.builds(lambda channel, since, length: said(channel, since, since + length), CHANNELS,
                  st.integers(-90, 90), st.integers(0, 90))  # fmt: skip


@given(said=st.lists(WORDS, max_size=6), channel=CHANNELS, after=MINUTES)
def test_only_a_channel_that_is_named_at_the_time_tells_of_a_drill(
    said: list[DrillChannel], channel: str, after: timedelta
) -> None:
    named = in_force(said, now=AT + after)
    last = [one for one in said if one.channel == channel][-1:]
    assert is_told(Origin.EXERCISE, channel, named=named) == any(
        one.since <= AT + after < one.until for one in last
    )
    assert is_told(Origin.LIVE, channel, named=named)
    assert not is_told(Origin.REPLAY, channel, named=named)


@given(
    at=MINUTES,
    area=st.none() | st.text(min_size=1),
    ends=st.booleans(),
    origin=st.sampled_from(Origin),
    event=st.text(),
)
def test_a_notification_comes_back_as_it_was(
    at: timedelta, area: str | None, ends: bool, origin: Origin, event: str
) -> None:
    told = notification(
        at=AT + at,
        area_code=area,
        area_name=notification().area_name if area else None,
        ends=ends,
        origin=origin,
        event=event,
        earlier=(("WO-000017.filed", AT),),
    )
    assert notification_from(as_json(told), earlier=told.earlier) == told


def test_the_same_key_is_kept_once_also_within_one_batch(fresh_database: str) -> None:
    with connect(fresh_database, name="test") as conn:
        batch = [outgoing("A.1"), outgoing("A.2"), outgoing("A.1", to="crew-8")]
        assert put_many(conn, batch, now=AT) == [Put.PUT, Put.PUT, Put.KNOWN]
        assert put_many(conn, batch, now=AT) == [Put.KNOWN] * 3
        assert put(conn, notification(key="A.1"), channel="mail", event_num=3, now=AT) is Put.KNOWN
        assert [(one.key, one.line.receiver) for one in listed(conn, limit=9)] == [
            ("A.2", "crew-7"),
            ("A.1", "crew-7"),
        ]


def test_what_is_kept_is_due_at_once_and_for_a_day(fresh_database: str) -> None:
    with connect(fresh_database, name="test") as conn:
        assert put(conn, notification(), channel="crews", event_num=3, now=AT) is Put.PUT
        kept = listed(conn, limit=9)[0]
    assert (kept.key, kept.line.channel, kept.line.case_id) == (notification().key, "crews", "WO-000017")
    assert (kept.event_num, kept.tries, kept.state) == (3, 0, "waiting")
    assert (kept.made_at, kept.due_at, kept.expires_at) == (AT, AT, AT + EXPIRES)


def test_an_empty_batch_is_nothing(fresh_database: str) -> None:
    with connect(fresh_database, name="test") as conn:
        assert put_many(conn, [], now=AT) == []


@pytest.mark.parametrize(
    ("minute", "kept"), [(-0.1, Put.DRILL), (0, Put.PUT), (59.9, Put.PUT), (60, Put.DRILL)]
)
def test_a_drill_goes_to_the_channels_that_it_names_while_it_lasts(
    fresh_database: str, minute: float, kept: Put
) -> None:
    with connect(fresh_database, name="test") as conn:
        name_for_drills(conn, said())
        drill = [outgoing("A.1", origin=Origin.EXERCISE), outgoing("A.2", "bureau", origin=Origin.EXERCISE)]
        found = put_many(conn, [*drill, outgoing("A.3", "bureau")], now=AT + timedelta(minutes=minute))
    assert found == [kept, Put.DRILL, Put.PUT]


def test_a_drill_can_be_ended_before_its_time_and_all_that_was_said_is_kept(fresh_database: str) -> None:
    with connect(fresh_database, name="test") as conn:
        name_for_drills(conn, said())
        name_for_drills(conn, said(since=5, until=5))
        assert in_force(drill_channels(conn), now=AT + timedelta(minutes=6)) == frozenset()
        assert conn.execute("select count(*) from drill_channel").fetchone() == (2,)
        with pytest.raises(Exception, match="append-only"), conn.transaction():
            conn.execute("update drill_channel set until = since")


def test_a_replay_is_told_by_nobody(fresh_database: str) -> None:
    with connect(fresh_database, name="test") as conn:
        name_for_drills(conn, said())
        assert put_many(conn, [outgoing("A.1", origin=Origin.REPLAY)], now=AT) == [Put.DRILL]
        assert listed(conn, limit=9) == []
