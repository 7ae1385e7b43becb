"""How the groups of an evaluation stand beside each other: on time, and overdue."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.trend import FONT
from dashboard.palette import palette

MOST = 20
"""Groups that are drawn: those with the most orders."""
BAR_PX, FRAME_PX = 34, 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One bar of each chart; ``on_time`` is a part of 1, None where nothing was due."""

    name: str
    filed: int
    on_time: float | None
    overdue: int


def by_group(groups: Sequence[Group], *, on_time: str, overdue: str, theme: str = "light") -> go.Figure:
    """Two bar charts side by side with the same groups, the largest on top; the words are titles."""
    shown = sorted(groups, key=lambda one: (-one.filed, one.name))[:MOST][::-1]
    names, colours = [one.name for one in shown], palette(theme)
    figure = make_subplots(
        cols=2, shared_yaxes=True, horizontal_spacing=0.06, subplot_titles=(on_time, overdue)
    )
    rates = [None if one.on_time is None else 100 * one.on_time for one in shown]
    told = ["–" if rate is None else f"{rate:.1f} %" for rate in rates]
    _bars(figure, 1, names, [rate or 0 for rate in rates], told, colours["accent"])
    _bars(
        figure,
        2,
        names,
        [one.overdue for one in shown],
        [f"{one.overdue:,}" for one in shown],
        colours["red"],
    )
    figure.update_xaxes(range=[0, 115], col=1, tickvals=[0, 25, 50, 75, 100], ticksuffix=" %")
    most = max((one.overdue for one in shown), default=0)
    figure.update_xaxes(range=[0, max(1, most) * 1.2], col=2, nticks=5, tickformat=",d")
    figure.update_xaxes(gridcolor=colours["line"], zerolinecolor=colours["line"], fixedrange=True)
    figure.update_yaxes(automargin=True, fixedrange=True)
    figure.update_layout(
        height=FRAME_PX + BAR_PX * max(1, len(shown)),
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "color": colours["ink"], "size": 14},
        margin={"l": 8, "r": 16, "t": 40, "b": 30},
        showlegend=False,
        bargap=0.35,
    )
    return figure


def _bars(
    figure: go.Figure,
    column: int,
    names: Sequence[str],
    values: Sequence[float],
    told: Sequence[str],
    colour: str,
) -> None:
    figure.add_bar(
        y=list(range(len(names))),
        x=list(values),
        orientation="h",
        text=list(told),
        textposition="outside",
        cliponaxis=False,
        marker={"color": colour},
        hovertemplate="%{customdata}  <b>%{text}</b><extra></extra>",
        customdata=list(names),
        row=1,
        col=column,
    )
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=list(names), col=column)
