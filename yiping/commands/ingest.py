"""``yiping ingest``: one worker from the broker to the database."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("ingest")(ingest)


def ingest(
    prefix: Annotated[str, typer.Option(help="Only <district> or <district>/<street>; default: all.")] = "",
) -> None:
    """Store what sensors say; acknowledge each message after its reading and its alert are committed."""
    from yiping.ingesting import run_ingest
    from yiping.process import log_to_stderr, settings_here, stop_on_signals

    log_to_stderr()
    run_ingest(settings_here(), prefix=prefix, stop=stop_on_signals())
