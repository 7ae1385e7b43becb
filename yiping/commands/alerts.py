"""``yiping alerts``: what only time can tell."""

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("alerts")(alerts)


def alerts() -> None:
    """Tick: route orders without an area, refresh rollups, remove what is old. One such process acts."""
    from yiping.process import log_to_stderr, settings_here, stop_on_signals
    from yiping.runtime.attach import database_url
    from yiping.ticking import run_ticks

    log_to_stderr()
    settings = settings_here()
    run_ticks(settings, database_url(settings), stop=stop_on_signals())
