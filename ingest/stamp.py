"""Times as foreign messages write them, with the key named when one is wrong."""

from datetime import UTC, datetime
from typing import Any

from ingest.clock import FIRST_US, LAST_US, us_of, us_of_number, us_of_text
from ingest.errors import Reason, RejectedError
from ingest.payload import number_of, shown

_NEVER_SET_US = us_of(datetime(2016, 1, 1, tzinfo=UTC))


def us_of_stamp(stamp: Any, what: str, *, per_s: int = 1) -> int:
    """Microseconds of an RFC 3339 text with a zone, or of a count of 1/``per_s`` seconds since 1970.

    Raises RejectedError, which calls the time ``what``, when it is neither.
    """
    try:
        us = us_of_text(stamp) if isinstance(stamp, str) else _us_of_count(stamp, per_s)
    except RejectedError as rejected:
        raise RejectedError(Reason.BAD_TIME, f"{what}: {rejected.detail}") from None
    except OverflowError:  # a number near the largest, times a million
        us = LAST_US + 1
    if FIRST_US <= us <= LAST_US:
        return us
    raise RejectedError(Reason.BAD_TIME, f"{what}: {shown(stamp)} lies outside of the years 1 to 9999 UTC")


def us_if_set(us: int) -> int | None:
    """``us``, or None when it lies before 2016.

    A device whose clock was not set since its start counts from 1970; none of those that are asked here was
    made before 2016, so such a time is no time.
    """
    return us if us >= _NEVER_SET_US else None


def _us_of_count(stamp: Any, per_s: int) -> int:
    return us_of_number(number_of(stamp, "a time"), per_s=per_s)
