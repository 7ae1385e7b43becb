"""How far what arrives has come, street by street, and when it was not to be relied on."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from store.pool import Connection
from store.sql import load

_SQL = load("feeds")
CITY = ""
"""The place that stands for all streets together."""


class FeedLook(NamedTuple):
    """What a look at one place tells: counts of sensors, the newest arrival, seconds.

    Of ``sensors`` that are registered, ``live`` were heard within a day before the feed last went wrong, and
    of those ``fresh`` within two periods before ``newest``. ``lag_s`` is what three in four of the latest
    arrivals exceed, None where no device has a clock.
    """

    place: str
    sensors: int
    newest: datetime | None
    live: int
    fresh: int
    every_s: int
    lag_s: float | None


class FeedState(NamedTuple):
    """What the last look left: since when a feed is fine, or since when it is stopped."""

    heard_until: datetime | None
    fine_since: datetime | None
    stopped_since: datetime | None


class FeedStop(NamedTuple):
    """A place whose feed is not to be relied on now."""

    place: str
    since: datetime
    reason: str


def look_at_feeds(conn: Connection) -> list[FeedLook]:
    """One look at every street that has sensors."""
    return [
        FeedLook(place, sensors, newest, live, fresh, every_s, None if lag_s is None else float(lag_s))
        for place, sensors, newest, live, fresh, every_s, lag_s in conn.execute(_SQL["looks"])
    ]


def feed_states(conn: Connection) -> dict[str, FeedState]:
    """What the last look left, by place."""
    return {place: FeedState(*state) for place, *state in conn.execute(_SQL["feeds"])}


def put_feed(
    conn: Connection, place: str, *, heard_until: datetime | None, fine_since: datetime | None
) -> None:
    """Keeps how far a feed has come."""
    conn.execute(_SQL["put_feed"], {"place": place, "heard_until": heard_until, "fine_since": fine_since})


def begin_stop(conn: Connection, place: str, *, since: datetime, reason: str) -> None:
    """Notes that a feed is not to be relied on from ``since`` on."""
    conn.execute(_SQL["begin_stop"], {"place": place, "since": since, "reason": reason})


def end_stop(conn: Connection, place: str, *, now: datetime) -> None:
    """Notes that a feed is to be relied on again."""
    conn.execute(_SQL["end_stop"], {"place": place, "now": now})


def keep_feeds(conn: Connection, places: Collection[str], *, now: datetime, stops_for: timedelta) -> None:
    """Forgets every other place, and stops that ended longer ago than ``stops_for``."""
    conn.execute(_SQL["forget_feeds"], {"places": list(places), "now": now})
    conn.execute(_SQL["forget_stops"], {"before": now - stops_for})


def open_stops(conn: Connection) -> list[FeedStop]:
    """Feeds that are not to be relied on now; the city alone where all of it is."""
    stops = [FeedStop(*row) for row in conn.execute(_SQL["open_stops"])]
    return stops[:1] if stops and stops[0].place == CITY else stops
