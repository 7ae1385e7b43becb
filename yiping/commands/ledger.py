"""``yiping ledger``: where every received reading went."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from store.ledger import HourAccount

WIDTH = 16
HEAD = (
    "hour (UTC)",
    "messages",
    "received",
    "stored",
    "duplicate",
    "late",
    "notice",
    "dead-letter",
    "unaccounted",
)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("ledger")(ledger)


def ledger(
    hours: Annotated[int, typer.Option(min=1, help="How many hours back.")] = 24,
    area: Annotated[str | None, typer.Option(help="Only the sensors of this area and all below.")] = None,
) -> None:
    """Print received = stored + duplicate + late + notice + dead-letter per hour; exit 1 where they differ.

    An hour also differs when the tables do not hold the rows that the ledger says they hold, those apart
    that maintenance has removed and counted.
    """
    from store.ledger import by_hour
    from store.pool import connect
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url
    from yiping.wiring import utc_now

    until = utc_now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    with connect(database_url(settings_here()), name="ledger") as conn:
        accounts = by_hour(conn, since=until - timedelta(hours=hours), until=until, under=area)
    print(" ".join(f"{head:>{WIDTH}}" for head in HEAD))
    for account in accounts:
        print(_line(account))
    wrong = [account.hour for account in accounts if not account.balances]
    print(f"{len(accounts)} hours, {len(wrong)} do not balance")
    raise typer.Exit(1 if wrong else 0)


def _line(account: "HourAccount") -> str:
    figures = (
        account.messages,
        account.received,
        account.stored,
        account.duplicate,
        account.late,
        account.notice,
        account.dead_letter,
        account.unaccounted,
    )
    words = [_hour(account.hour), *map(str, figures)]
    line = " ".join(f"{word:>{WIDTH}}" for word in words)
    if account.balances:
        return line
    return (
        f"{line}  DIFFERS: the tables hold {account.readings_held} readings "
        f"and {account.dead_letters_held} dead letters of this hour, "
        f"{account.readings_removed} and {account.dead_letters_removed} were removed"
    )


def _hour(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:00}"
