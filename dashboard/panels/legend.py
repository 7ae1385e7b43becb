"""What the outlines and colours of the signs mean; their shapes are told by the cards of the themes."""

from dash import html

from dashboard.panels import badge
from dashboard.words import Words
from model.severity import Severity


def legend(words: Words) -> html.Section:
    return html.Section(
        [
            html.H3(words("wall.legend")),
            html.Ul(
                [
                    entry("sign circle", words("wall.legend_normal")),
                    entry("sign circle silent", words("wall.legend_silent")),
                    entry("sign pin", words("wall.legend_order")),
                    entry("sign circle drill", words("wall.legend_drill")),
                ]
            ),
            html.Div([badge.level(words, level) for level in reversed(Severity)], className="levels"),
        ],
        className="panel legend",
    )


def entry(sign: str, label: str) -> html.Li:
    return html.Li([html.I(className=sign), label])
