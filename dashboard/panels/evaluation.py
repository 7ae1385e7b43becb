"""The evaluation on screen: what is asked for, the figures with their formulas, and the table of groups."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import dcc, html

from dashboard import address
from dashboard.evaluated import GROUPINGS, Asked, figure
from dashboard.figures import evaluation as charts
from dashboard.panels import badge
from dashboard.panels.attributes import aria
from dashboard.panels.order_list import Options, select
from dashboard.panels.plain import plain
from dashboard.panels.trend import GRAPH
from dashboard.periods import READY
from dashboard.words import Words
from orders.evaluating import Evaluation, Row
from orders.evaluation import Figures
from orders.measures import Measure, shipped_measures

PATH = "/stats"
CARDS: Mapping[str, tuple[str, ...]] = {
    "on_time_rate": ("in_time", "overdue"),
    "overdue_rate": ("overdue", "filed", "cancelled"),
    "closing_rate": ("closed", "filed", "cancelled"),
    "filing_rate": ("reports_filed", "reported"),
    "rework_rate": ("reworked", "resolved"),
    "reopen_rate": ("reopened", "closed"),
    "resolve_median": ("accept_median", "arrive_median"),
    "close_median": ("filed", "closed"),
}
"""The figures that have a card, each with those that are told in small under it."""
COLUMNS = (
    *(
        "filed",
        "closed",
        "closing_rate",
        "on_time_rate",
        "overdue",
        "overdue_rate",
        "rework_rate",
        "reopen_rate",
    ),
    *("returns", "accept_median", "resolve_median", "close_median"),
)


def form(words: Words, want: Asked, areas: Options) -> html.Div:
    """Which period, area and grouping; the answer is another address, which can be kept and passed on."""
    told = want.told
    ready = [
        html.A(
            words(f"period.{key}"),
            href=address.to(PATH, told, **{"period": key, "from": None, "to": None}),
            className="chip on" if want.span.key == key else "chip",
            **(aria(current="true") if want.span.key == key else {}),
        )
        for key in READY
    ]
    fields = [
        _field(words("stats.from"), _day("from", want.span.first)),
        _field(words("stats.to"), _day("to", want.span.last)),
        _field(words("orders.area"), select("area", areas, want.under or "", words("stats.everywhere"))),
        _field(words("stats.by"), select("by", [(by, words(f"grouping.{by}")) for by in GROUPINGS], want.by)),
        html.Button(words("orders.show"), type="submit", className="primary"),
        *(
            html.A(words(f"export_as.{kind}"), href=address.to(f"{PATH}.{kind}", told), className="clear")
            for kind in ("csv", "xlsx")
        ),
    ]
    return plain(
        html.Div(
            [
                html.Nav(ready, className="chips", **aria(label=words("stats.periods"))),
                html.Form(fields, action=PATH, method="get", className="asking"),
            ]
        )
    )


def _day(name: str, day: date) -> dcc.Input:
    return dcc.Input(type="date", name=name, value=str(day))  # type: ignore[arg-type]  # HTML has it


def _field(label: str, control: Any) -> html.Label:
    return html.Label([html.Span(label), control])


def cards(words: Words, total: Figures) -> html.Div:
    """The rates and times of the whole, each with what it is made of and its formula."""
    return plain(html.Section([_card(words, total, name) for name in CARDS], className="measures"))


def _card(words: Words, total: Figures, name: str) -> html.Article:
    measures = shipped_measures()
    parts = [
        html.Span([words.of(measures[one].name), " ", html.B(_value(words, total, one))])
        for one in CARDS[name]
    ]
    return html.Article(
        [
            html.H2(words.of(measures[name].name)),
            html.Strong(_value(words, total, name)),
            html.P(parts, className="parts dim"),
            html.Details([html.Summary(words("stats.formula")), *_formulas(words, name)]),
        ],
        className="measure",
    )


def _formulas(words: Words, name: str) -> list[html.P]:
    """The formula of a figure, then those of what it is made of."""
    measures = shipped_measures()
    return [
        html.P([html.B(words.of(measures[one].name)), " = ", words.of(measures[one].formula)])
        for one in (name, *CARDS[name])
    ]


def _value(words: Words, figures: Figures, name: str) -> str:
    return figure(words, getattr(figures, name), shipped_measures()[name].unit)


def chart(words: Words, found: Evaluation) -> html.Section:
    """On time and overdue by group."""
    groups = [
        charts.Group(
            name=words.of(row.name),
            filed=row.figures.filed,
            on_time=row.figures.on_time_rate,
            overdue=row.figures.overdue,
        )
        for row in found.rows
    ]
    measures = shipped_measures()
    drawn = charts.by_group(
        groups, on_time=words.of(measures["on_time_rate"].name), overdue=words.of(measures["overdue"].name)
    )
    least = words("stats.most", n=charts.MOST) if len(groups) > charts.MOST else ""
    graph = dcc.Graph(id="stats-graph", figure=drawn, config=GRAPH)  # type: ignore[arg-type]  # as in trend
    return html.Section(
        [
            html.H2([words("stats.chart"), html.Span(f" {least}", className="dim")]),
            graph if groups else badge.emptiness(words("stats.empty"), words("stats.empty_hint")),
        ],
        className="sheet",
    )


def table(words: Words, want: Asked, found: Evaluation) -> html.Div:
    """The figures of each group, the whole last."""
    measures = [shipped_measures()[name] for name in COLUMNS]
    head = html.Tr(
        [
            html.Th(words(f"grouping.{want.by}"), scope="col"),
            *(html.Th(words.of(one.name), scope="col", title=words.of(one.formula)) for one in measures),
        ]
    )
    lines = [_line(words, _name(words, want, row), row.figures, measures) for row in found.rows]
    total = _line(words, words("stats.total"), found.total, measures)
    return plain(
        html.Section(
            [
                html.H2(words("stats.table")),
                html.Div(
                    html.Table(
                        [html.Thead(head), html.Tbody(lines), html.Tfoot(total)], className="stats-table"
                    ),
                    className="wide",
                    tabIndex=0,
                    role="region",
                    **aria(label=words("stats.table")),
                ),
            ],
            className="sheet",
        )
    )


def _line(words: Words, name: Any, figures: Figures, measures: Sequence[Measure]) -> html.Tr:
    cells = [
        html.Td(
            _value(words, figures, one.id),
            className="late" if one.id == "overdue" and figures.overdue else None,
        )
        for one in measures
    ]
    return html.Tr([html.Th(name, scope="row"), *cells])


def _name(words: Words, want: Asked, row: Row) -> Any:
    """What a group is called; where the list of orders knows it, as the way there."""
    name = words.of(row.name)
    if row.key is None or want.by in ("kind", "source"):
        return name
    kept = {"area": want.under} if want.under else {}
    asked = {"area" if want.by not in ("crew", "plan") else want.by: row.key}
    return html.A(name, href=address.to("/orders", {**kept, **asked}))
