"""Back-tests that a person had recorded, for the passports of the rules."""

from dataclasses import asdict, dataclass
from datetime import datetime

from store.pool import Connection
from store.sql import load

_SQL = load("backtests")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The outcome of a back-test between two aware times; ``digest`` tells which text of the rule was tried.

    ``area`` is None for the whole city, ``origin`` for readings of every origin. ``labelled`` is how many
    events the truth held; it and the two shares (0..1) are None where there was nothing to count.
    """

    rule_id: str
    digest: str
    ran_at: datetime
    since: datetime
    until: datetime
    area: str | None
    origin: str | None
    readings: int
    firings: int
    orders: int
    labelled: int | None
    precision: float | None
    recall: float | None


def record(conn: Connection, backtest: Recorded) -> None:
    """Keeps a back-test beside all before it."""
    conn.execute(_SQL["record"], asdict(backtest))


def last(conn: Connection) -> dict[str, Recorded]:
    """The last recorded back-test of each rule that has one, by the rule's id."""
    names = Recorded.__dataclass_fields__
    return {row[0]: Recorded(**dict(zip(names, row, strict=True))) for row in conn.execute(_SQL["last"])}


def last_of_text(conn: Connection, digest: str) -> Recorded | None:
    """The last recorded back-test of one text of a rule, None where it was never tried."""
    row = conn.execute(_SQL["last_of_text"], {"digest": digest}).fetchone()
    return None if row is None else Recorded(**dict(zip(Recorded.__dataclass_fields__, row, strict=True)))
