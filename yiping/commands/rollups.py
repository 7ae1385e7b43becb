"""``yiping rollups``: minutes and hours beside the readings that they are made of."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from store.pool import Connection
    from store.reconciliation import Difference, Progress


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="Compare rollups with readings, or make them anew.", no_args_is_help=True)
    group.command("reconcile")(reconcile)
    group.command("rebuild")(rebuild)
    app.add_typer(group, name="rollups")


def reconcile(
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day, UTC.")] = None,
) -> None:
    """Compare rollups with readings day by day (yesterday without options) and repair what differs.

    Exit 1 when anything did.
    """
    from store.pool import connect
    from yiping.letters import database_here
    from yiping.wiring import utc_now

    last = until.date() if until else utc_now().date() - timedelta(days=1)
    first = since.date() if since else last
    differences = 0
    with connect(database_here(), name="rollups") as conn:
        for back in range((last - first).days, -1, -1):
            day = last - timedelta(days=back)
            found = _compared(conn, day)
            differences += found.differences
            print(f"{day} {found.differences} differences" + (", put right" if found.differences else ""))
            for one in found.examples:
                print(f"  {_words(one)}")
    raise typer.Exit(1 if differences else 0)


def rebuild() -> None:
    """Compute all minutes and hours anew from the readings that are kept, week by week."""
    from store.pool import connect
    from store.rollups import note_span, refresh, weeks
    from yiping.letters import database_here

    with connect(database_here(), name="rollups") as conn:
        for since, until in weeks(conn):
            lines = note_span(conn, since=since, until=until)
            conn.commit()
            while refresh(conn, limit=50):
                conn.commit()
            conn.commit()
            first, last = since.astimezone(UTC), until.astimezone(UTC)
            print(f"{first:%Y-%m-%d} to {last:%Y-%m-%d}: {lines} days of sensors")


def _compared(conn: "Connection", day: date) -> "Progress":
    from store.reconciliation import Progress, compare_share

    progress = Progress()
    while not progress.done:
        progress = compare_share(conn, day=day, so_far=progress)
        conn.commit()
    return progress


def _words(one: "Difference") -> str:
    return (
        f"{one.table} sensor {one.sensor_num} {one.metric} {one.origin} {one.at:%Y-%m-%d %H:%M}: "
        f"held {one.held_count} with highest {one.held_max}, readings {one.true_count} with {one.true_max}"
    )
