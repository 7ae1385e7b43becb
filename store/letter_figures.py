"""How many dead letters there are, of which reasons, and since when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from store.pool import Connection
from store.sql import load

_SQL = load("letter_figures")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCount:
    """How many dead letters of one reason arrived in the last hour and in the last day."""

    reason: str
    hour: int
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFigures:
    """All dead letters in numbers; times are those of arrival, None when there is none."""

    total: int
    size_bytes: int
    oldest: datetime | None
    newest: datetime | None
    reasons: tuple[ReasonCount, ...]


def letter_figures(conn: Connection, *, now: datetime) -> LetterFigures:
    """Counts the dead letters; reads an index of all of them."""
    row = conn.execute(_SQL["extent"]).fetchone()
    total, oldest, newest, size_bytes = row or (0, None, None, 0)
    asked = {"hour_ago": now - timedelta(hours=1), "day_ago": now - timedelta(days=1)}
    return LetterFigures(
        total=total,
        size_bytes=size_bytes,
        oldest=oldest,
        newest=newest,
        reasons=tuple(
            ReasonCount(reason=reason, hour=hour, day=day)
            for reason, hour, day in conn.execute(_SQL["by_reason"], asked)
        ),
    )
