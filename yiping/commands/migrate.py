"""``yiping migrate``: bring the database up to date."""

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("migrate")(migrate)


def migrate() -> None:
    """Apply the migrations that the database lacks, all or nothing; a second run changes nothing."""
    from store import migrate as migrations
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url

    applied = migrations.migrate(database_url(settings_here()), report=print)
    print(f"{len(applied)} applied" if applied else "the database is up to date")
