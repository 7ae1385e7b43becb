"""What only time, or several sensors, can tell: the watches of all rules, and the feed they rely on."""

import logging
from collections.abc import Sequence
from datetime import datetime

from alerts.feed import AWAY, LONG_AGO, Verdict
from alerts.watching import look, look_at_feed
from store.feeds import CITY
from store.pool import Connection
from yiping.rulebooks import in_force_by
from yiping.settings import Settings

_log = logging.getLogger(__name__)
EVERY_S = 10.0


def run(conn: Connection, now: datetime, settings: Settings) -> bool:  # noqa: ARG001  one signature for all
    """Takes one look; True when it left changes for the next tick."""
    with conn.transaction():
        verdicts = look_at_feed(conn, now=now)
        looked = look(conn, in_force_by(conn, now=now).watches, now=now)
    for verdict in worth_telling(verdicts):
        _tell(verdict)
    return looked.more


def worth_telling(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """What has begun or ended; of the city alone where all of it is stopped."""
    city = [one for one in verdicts if one.look.place == CITY]
    told = city if any(one.stopped_since is not None or one.ends for one in city) else verdicts
    return [one for one in told if one.begins or one.ends]


def _tell(verdict: Verdict) -> None:
    place = verdict.look.place or "the whole city"
    if verdict.ends:
        _log.info("feed of %s: can be relied on again", place, extra={"action": "feed_fine"})
        return
    # After a start of this process, or of ingest: no fault, but sensors get their time anew.
    level = logging.INFO if verdict.reason == AWAY else logging.WARNING
    _log.log(
        level,
        "feed of %s %s: %s; no sensor of it is called silent meanwhile. Do ingest and the broker run?",
        place,
        "from its beginning" if verdict.stopped_since == LONG_AGO else f"since {verdict.stopped_since}",
        verdict.reason,
        extra={"action": "feed_stopped"},
    )
