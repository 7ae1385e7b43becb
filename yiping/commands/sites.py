"""``yiping sites``: dossiers (一楼一档) as files."""

import typer

from yiping.registry.group import Words, group_of


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    words = Words(
        group="Sites from files and to files.",
        import_="Write the sites of a file with their dossiers: all, or none when a row is wrong.",
        export="Write all sites with their dossiers to a file that can be imported again.",
    )
    app.add_typer(group_of("sites", words), name="sites")
