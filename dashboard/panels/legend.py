"""What the signs on the map mean: shape is the kind, colour and outline the state."""

from collections.abc import Iterable

from dash import html

from dashboard.panels import badge
from dashboard.words import Words
from model.kind import Kind
from model.severity import Severity


def legend(words: Words, kinds: Iterable[Kind]) -> html.Section:
    return html.Section(
        [
            html.H3(words("wall.legend")),
            html.Ul([entry(f"sign {kind.shape}", words.of(kind.label)) for kind in kinds]),
            html.Ul(
                [
                    entry("sign circle", words("wall.legend_normal")),
                    entry("sign circle silent", words("wall.legend_silent")),
                    entry("sign pin", words("wall.legend_order")),
                ]
            ),
            html.Div([badge.level(words, level) for level in reversed(Severity)], className="levels"),
        ],
        className="panel legend",
    )


def entry(sign: str, label: str) -> html.Li:
    return html.Li([html.I(className=sign), label])
