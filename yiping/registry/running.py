"""Imports and exports as a person asks for them: connect, do, tell."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import typer

from store.pool import Connection, connect
from yiping.process import settings_here
from yiping.progress import Progress, progress_for
from yiping.registry.formats import Manner
from yiping.registry.report import as_json, told
from yiping.registry.request import Outcome, Request
from yiping.registry.table import TableError
from yiping.runtime.attach import database_url

HONEST_NO = 1

Import = Callable[[Connection, Request, Progress], Outcome]
Export = Callable[[Connection, Path, Path | None, Manner, str | None], tuple[int, int]]


def run_import(do: Import, request: Request, report: Path | None) -> None:
    """Imports in one transaction and tells what was found; exit code 1 when rows are wrong."""
    if report and not report.parent.is_dir():
        raise TableError(f"{report}: there is no folder {report.parent}")
    with _store() as conn:
        outcome = do(conn, request, progress_for())
    if report:
        report.write_text(as_json(outcome), encoding="utf-8")
    for line in told(outcome):
        typer.echo(line)
    if outcome.wrong:
        raise typer.Exit(HONEST_NO)


def run_export(
    do: Export, file: Path, map_file: Path | None, manner: Manner, *, replace: bool, under: str | None = None
) -> None:
    """Writes a file and tells how much is in it. Raises TableError when it is there already."""
    if file.exists() and not replace:
        raise TableError(f"{file}: is there already; --replace writes over it")
    with _store() as conn:
        written, left_out = do(conn, file, map_file, manner, under)
    typer.echo(f"{written:,} written to {file.name}, positions in WGS-84")
    if left_out:
        typer.echo(f"{left_out:,} left out: they differ from the constants of the map")


def _store() -> AbstractContextManager[Connection]:
    return connect(database_url(settings_here()), name="registry")
