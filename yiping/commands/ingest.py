"""``yiping ingest``: from the broker to the database, by one worker or by several."""

from typing import Annotated

import typer

Prefixes = Annotated[
    list[str] | None,
    typer.Option("--prefix", help="Only <district> or <district>/<street>; again for more. Default: all."),
]
Workers = Annotated[
    int | None, typer.Option(min=1, help="So many workers, among which the streets are shared out.")
]
Name = Annotated[
    str, typer.Option(help="Of this worker; the broker keeps its session under it. Default: its prefixes.")
]
Sources = Annotated[
    bool | None, typer.Option(help="Take the topics of YIPING_SOURCES. Default: only without --prefix.")
]
Watched = Annotated[bool, typer.Option("--watched", hidden=True, help="Whoever starts it looks for gaps.")]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("ingest")(ingest)


def ingest(
    prefix: Prefixes = None,
    workers: Workers = None,
    name: Name = "",
    sources: Sources = None,
    watched: Watched = False,
) -> None:
    """Store what sensors say; acknowledge each message after its reading and its alert are committed."""
    from yiping.ingest_share import Share
    from yiping.process import log_to_stderr, settings_here, stop_on_signals

    log_to_stderr()
    if workers is not None and (prefix or name or sources is not None):
        raise typer.BadParameter("--workers shares out the whole city; it goes with no other option")
    if workers is not None and workers > 1:
        from yiping.ingest_workers import run_workers

        run_workers(settings_here(), workers)
    else:
        from yiping.ingesting import run_ingest

        share = Share(prefixes=tuple(prefix or ()), name=name, sources=sources)
        run_ingest(settings_here(), share, stop=stop_on_signals(), watched=watched)
