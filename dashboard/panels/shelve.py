"""The dialog that shelves a rule at a sensor: why, for how long, and until when that lasts."""

from dash import html

from dashboard.alert_actions import HOURS, LONGEST_COMMENT, LONGEST_REASON
from dashboard.panels.attributes import aria, data
from dashboard.words import Words

QUICK = ("shelve.quick_1", "shelve.quick_2", "shelve.quick_3", "shelve.quick_4")


def shelve(words: Words) -> html.Dialog:
    """The page's script opens it, fills in what is shelved and the times, and sends it."""
    quick = [html.Button(words(key), type="button", **data(fill=words(key))) for key in QUICK]
    return html.Dialog(
        [
            html.H2(words("shelve.title"), id="shelve-title"),
            html.P(id="shelve-what", className="what-shelved"),
            html.P(words("shelve.hint"), className="dim"),
            html.Label(
                [words("shelve.reason"), html.Span(words("shelve.required"), className="dim")],
                htmlFor="shelve-reason",
            ),
            html.Div(quick, className="quick"),
            html.Textarea(id="shelve-reason", maxLength=LONGEST_REASON, rows=2, required=True),
            html.Div(
                [hour(words, hours) for hours in HOURS],
                className="hours",
                role="radiogroup",
                **aria(label=words("shelve.hours")),
            ),
            html.P(id="shelve-until", className="until", **aria(live="polite")),
            html.Label(words("shelve.comment"), htmlFor="shelve-comment"),
            html.Textarea(id="shelve-comment", maxLength=LONGEST_COMMENT, rows=2),
            html.Div(
                [
                    html.Button(words("tablet.cancel"), type="button", **data(cancel="shelve")),
                    html.Button(
                        words("shelve.submit"), type="button", className="primary", **data(shelved="1")
                    ),
                ],
                className="buttons",
            ),
        ],
        id="shelve-dialog",
        **aria(labelledby="shelve-title"),
    )


def hour(words: Words, hours: int) -> html.Button:
    """One length of a shelf, as a radio button of which the script knows the chosen one."""
    return html.Button(
        words("age.hours", n=hours),
        type="button",
        role="radio",
        **data(hours=str(hours)),
        **aria(checked="false"),
    )
