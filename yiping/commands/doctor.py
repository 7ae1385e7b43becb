"""`yiping doctor`: what is here, what is missing, what mends it."""

import os
from pathlib import Path

import typer


def doctor() -> None:
    """Tell what this machine has and lacks for Yiping; exit code 1 when something needed is missing."""
    from yiping.doctor import examine, sentence
    from yiping.settings import load_settings

    findings = examine(load_settings(os.environ, cwd=Path.cwd()))
    for finding in findings:
        print("\n".join(sentence(finding)))
    blocking = [finding.name for finding in findings if finding.blocks]
    print(f"\nYiping cannot start yet: {', '.join(blocking)}" if blocking else "\nYiping can start.")
    raise typer.Exit(1 if blocking else 0)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)
