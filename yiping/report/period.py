"""The period of a report, as people tell it: a month, or from when until when."""

import re
from datetime import MAXYEAR, UTC, datetime
from zoneinfo import ZoneInfo

from model.errors import YipingError
from store.evaluation import Period
from yiping.duty.cells import time_told

_MONTH = re.compile(r"(\d{4})-(\d{1,2})")


def period_told(
    *, month: str | None, begin: str | None, end: str | None, under: str | None, zone: ZoneInfo, now: datetime
) -> Period:
    """The period of a month like 2026-11, or between two times of ``zone``; without either, this month.

    Raises YipingError where it is none.
    """
    if month is not None and (begin or end):
        raise YipingError("say a month, or from when until when, not both")
    if month is not None or begin is None:
        first, following = _month(month, zone, now)
        since, until = first, following if end is None else time_told(end, zone)
    else:
        since, until = time_told(begin, zone), now if end is None else time_told(end, zone)
    if since >= until:
        raise YipingError("a period ends after it begins")
    return Period(begin=since, end=until, under=under)


def _month(words: str | None, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    year, month = now.astimezone(zone).year, now.astimezone(zone).month
    if words is not None:
        found = _MONTH.fullmatch(words)
        year, month = (int(found[1]), int(found[2])) if found else (0, 0)
        if not (1 <= month <= 12 and 1 <= year < MAXYEAR):
            raise YipingError(f"{words!r} is no month like 2026-11")
    first = datetime(year, month, 1, tzinfo=zone)
    following = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    return first.astimezone(UTC), following.astimezone(UTC)
