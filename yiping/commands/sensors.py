"""``yiping sensors``: the registry as files."""

import typer

from yiping.registry.group import Words, group_of


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    words = Words(
        group="Sensors from files and to files.",
        import_="Register the sensors of a file: all of them, or none when a row is wrong.",
        export="Write all sensors to a file that can be imported again.",
    )
    app.add_typer(group_of("sensors", words), name="sensors")
