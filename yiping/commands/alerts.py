"""``yiping alerts``: what only time can tell."""

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("alerts")(alerts)


def alerts() -> None:
    """Tick: route orders that had no area when they were filed. Only one such process acts at a time."""
    from yiping.process import log_to_stderr, settings_here, stop_on_signals
    from yiping.runtime.attach import database_url
    from yiping.ticking import run_ticks

    log_to_stderr()
    run_ticks(database_url(settings_here()), stop=stop_on_signals())
