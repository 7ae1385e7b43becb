"""Times as codecs count them: whole microseconds since 1970-01-01 UTC."""

from datetime import UTC, datetime, timedelta

from ingest.errors import Reason, RejectedError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_US = -62_135_596_800_000_000
"""The first microsecond of the year 1; what lies outside of FIRST_US..LAST_US is no time of ours."""

LAST_US = 253_402_300_799_999_999
_US = timedelta(microseconds=1)


def us_of(time: datetime) -> int:
    """An aware time in microseconds."""
    return (time - EPOCH) // _US


def time_of(us: int) -> datetime:
    """The aware UTC time of a count of microseconds within FIRST_US..LAST_US."""
    return EPOCH + timedelta(microseconds=us)


def us_of_number(number: float, *, per_s: int) -> int:
    """Microseconds of a count of 1/``per_s`` seconds since 1970. Raises RejectedError when it is no time.

    ``per_s`` divides a million; whole numbers are exact.
    """
    us_each = 1_000_000 // per_s
    if FIRST_US <= number * us_each <= LAST_US:  # so is neither NaN nor an infinity
        return round(number * us_each)
    raise RejectedError(Reason.BAD_TIME, f"{number!r} is no time")


def us_of_text(text: str) -> int:
    """Microseconds of an RFC 3339 time with a zone; digits past the microsecond are cut off.

    Raises RejectedError when it is none, or names no zone.
    """
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is not None and FIRST_US <= (us := us_of(time)) <= LAST_US:
            return us
    except (ValueError, OverflowError):
        pass
    raise RejectedError(Reason.BAD_TIME, f"{text!r} is not an RFC 3339 time with a zone")
