"""The command `yiping`: one file of `yiping/commands/` is one command or group."""

import importlib
import pkgutil
import sys

import typer

from model.errors import YipingError
from yiping import commands

WRONG = 2


def build() -> typer.Typer:
    """Make the application of all command modules."""
    app = typer.Typer(
        name="yiping",
        help="一屏: one screen for the state of a city.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(lambda: None)
    for found in sorted(pkgutil.iter_modules(commands.__path__), key=lambda module: module.name):
        importlib.import_module(f"{commands.__name__}.{found.name}").register(app)
    return app


def main() -> None:
    """Run the command line of this process.

    A mistake that a person can mend is one line and exit code 2; Ctrl-C is quiet and 130.
    """
    try:
        build()(prog_name="yiping")
    except YipingError as error:
        sys.stderr.write(f"yiping: {error}\n")
        sys.exit(WRONG)
