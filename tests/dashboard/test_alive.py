"""Who is missing behind the screen."""

from datetime import UTC, datetime, timedelta

from dashboard.push.alive import alive
from store.pulse import Pulse

NOW = datetime(2026, 8, 25, 9, 0, tzinfo=UTC)
MS = int(NOW.timestamp() * 1000)
SECOND = timedelta(seconds=1)


def test_nobody_who_never_spoke_is_missed() -> None:
    assert alive(()) == {"engine": None, "ingest": None, "broker": None}


def test_of_several_ingests_the_one_that_is_behind_most_counts() -> None:
    told = [
        Pulse("alerts", NOW, None),
        Pulse("ingest:a", NOW, NOW - 9 * SECOND),
        Pulse("ingest:b", NOW - 5 * SECOND, NOW),
    ]
    assert alive(told) == {"engine": MS, "ingest": MS - 5000, "broker": MS - 9000}


def test_an_ingest_that_never_had_the_broker_says_nothing_of_it() -> None:
    assert alive([Pulse("ingest:a", NOW, None)])["broker"] is None
