"""How loud the seat was: the figures of ISA-18.2 and EEMUA 191, each beside what they allow."""

from dash import html

from alerts.noise_figures import Figure, SeatFigures, Verdict
from dashboard import say
from dashboard.panels.plain import plain
from dashboard.words import Words

WHOLE = frozenset({"most_in_10_min", "floods", "chattering", "stale", "suppressed_outside", "unanswered"})
"""Figures that are counts."""


def seat_noise(words: Words, found: SeatFigures) -> html.Div:
    """A table of all figures of a seat; what is over is marked by a word."""
    head = html.Tr(
        [
            html.Th(words(f"noise_column.{name}"), scope="col")
            for name in ("figure", "value", "allowed", "verdict")
        ]
    )
    hours = round(found.noise.span.total_seconds() / 3600)
    return plain(
        html.Section(
            [
                html.H2(
                    [
                        words("stats.noise"),
                        html.Span([" ", words("stats.noise_span", n=hours)], className="dim"),
                    ]
                ),
                html.Table(
                    [html.Thead(head), html.Tbody([_row(words, one) for one in found.figures])],
                    className="stats-table noise",
                ),
            ],
            className="sheet",
        )
    )


def _row(words: Words, one: Figure) -> html.Tr:
    return html.Tr(
        [
            html.Th(words(f"noise.{one.key}"), scope="row"),
            html.Td(told(words, one, one.value)),
            html.Td(allowed(words, one), className="dim"),
            html.Td(
                html.Span(
                    words(f"noise_verdict.{one.verdict.value}"),
                    className="judged missed" if one.verdict is Verdict.OVER else "judged met",
                )
                if one.verdict is not Verdict.TOLD
                else "–"
            ),
        ]
    )


def allowed(words: Words, one: Figure) -> str:
    """The most, or the least, that the standards allow."""
    if one.target is None:
        return "–"
    return f"{'≥' if one.least else '≤'} {told(words, one, one.target)}"


def told(words: Words, one: Figure, value: float | None) -> str:
    """A figure with its unit; a dash where there is nothing to tell."""
    if value is None:
        return "–"
    if one.unit == "s":
        return say.age(words, value)
    decimals = 0 if one.key in WHOLE or value == int(value) else 1
    number = say.number(value, decimals)
    if one.unit == ": 1":
        return f"{number} : 1"
    return f"{number} %" if one.unit.startswith("%") else number
