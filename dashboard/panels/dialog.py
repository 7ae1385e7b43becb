"""Dialogs that ask for what a command needs. The page's script opens them and sends what was typed."""

from collections.abc import Iterable

from dash import html

from dashboard.panels.attributes import data
from dashboard.words import Words

QUICK = ("tablet.note_quick_1", "tablet.note_quick_2", "tablet.note_quick_3", "tablet.note_quick_4")


def note(words: Words) -> html.Dialog:
    """What was done: required with RESOLVE."""
    quick = [html.Button(words(key), type="button", **data(quick=words(key))) for key in QUICK]
    return dialog(
        words, "note", title=words("tablet.note_title"), hint=words("tablet.note_hint"), above=quick
    )


def override(words: Words) -> html.Dialog:
    """Why an order is closed though its sensor still reads high: required with CLOSE then."""
    return dialog(words, "override", title=words("tablet.override_title"), hint=words("tablet.override_hint"))


def dialog(
    words: Words, name: str, *, title: str, hint: str, above: Iterable[html.Button] = ()
) -> html.Dialog:
    """A dialog with one text; `name` is the field of the request that takes it."""
    return html.Dialog(
        [
            html.H2(title),
            html.P(hint, className="dim"),
            html.Div(list(above), className="quick"),
            html.Textarea(id=f"{name}-text", maxLength=2000, rows=4, title=hint),
            html.Div(
                [
                    html.Button(words("tablet.cancel"), type="button", **data(cancel=name)),
                    html.Button(
                        words("tablet.submit"), type="button", className="primary", **data(send=name)
                    ),
                ],
                className="buttons",
            ),
        ],
        id=f"{name}-dialog",
    )
