"""The trend of one metric of one sensor, with the lines at which rules change level."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import plotly.graph_objects as go

from dashboard.palette import palette
from dashboard.thresholds import Threshold

FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
GAP_PERIODS = 3
WORDS_SHARE = 0.14
"""How much of the height a line's words take in the small chart of the wall."""


def trend(
    series: Sequence[tuple[datetime, float]],
    *,
    unit: str,
    thresholds: Sequence[tuple[Threshold, str]],
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    expected_every_s: int,
    scale: float = 1.0,
    theme: str = "dark",
    ticks: str = "%H:%M",
    hover: str = "%H:%M:%S",
) -> go.Figure:
    """The figure; `scale` is the screen's size in units of 1080 lines, `thresholds` come with their words.

    `ticks` and `hover` are how times are written below the chart and beside a point.
    """
    figure = go.Figure(layout=_layout(unit, scale, palette(theme), ticks))
    times, values = _with_gaps(series, expected_every_s)
    figure.add_scatter(
        x=[at.astimezone(zone).replace(tzinfo=None) for at in times],
        y=values,
        mode="lines" if len(series) > 1 else "markers",
        line={"color": palette(theme)["ink"], "width": 2 * scale},
        marker={"color": palette(theme)["ink"], "size": 8 * scale},
        hovertemplate=f"%{{x|{hover}}}  <b>%{{y}}</b><extra></extra>",
        connectgaps=False,
    )
    figure.update_xaxes(range=[at.astimezone(zone).replace(tzinfo=None) for at in (since, until)])
    values_seen = [value for _, value in series]
    for threshold, label in spaced(shown(thresholds, values_seen), values_seen):
        _line(figure, threshold, label, scale, palette(theme))
    return figure


def shown(
    thresholds: Sequence[tuple[Threshold, str]], values: Sequence[float]
) -> list[tuple[Threshold, str]]:
    """The lines worth drawing: those that values reached and the next one, so the scale stays useful."""
    top = max(values, default=0.0)
    ordered = sorted(thresholds, key=lambda pair: pair[0].value)
    reached = [pair for pair in ordered if pair[0].value <= top]
    return [*reached, *ordered[len(reached) : len(reached) + 1]]


def spaced(lines: Sequence[tuple[Threshold, str]], values: Sequence[float]) -> list[tuple[Threshold, str]]:
    """The lines, without the words of those that a worse one would cover; lines rise in value."""
    top = max([threshold.value for threshold, _ in lines] + [*values], default=0.0)
    kept: list[tuple[Threshold, str]] = []
    covered_from = float("inf")
    for threshold, label in reversed(lines):
        covers = covered_from - threshold.value < WORDS_SHARE * top
        kept.append((threshold, "" if covers else label))
        covered_from = covered_from if covers else threshold.value
    return kept[::-1]


def _with_gaps(
    series: Sequence[tuple[datetime, float]], expected_every_s: int
) -> tuple[list[datetime], list[float | None]]:
    """Times and values with a break wherever readings are missing: a line there would be invented."""
    longest = timedelta(seconds=GAP_PERIODS * expected_every_s)
    times: list[datetime] = []
    values: list[float | None] = []
    for at, value in series:
        if times and at - times[-1] > longest:
            times.append(times[-1] + timedelta(seconds=1))
            values.append(None)
        times.append(at)
        values.append(value)
    return times, values


def _line(
    figure: go.Figure, threshold: Threshold, label: str, scale: float, colours: Mapping[str, str]
) -> None:
    key = threshold.severity.key
    colour = colours.get(f"{key}-text", colours[key])  # yellow on white is no line
    figure.add_hline(y=threshold.value, line={"color": colour, "width": 1.5 * scale, "dash": "dash"})
    figure.add_annotation(
        xref="paper",
        x=0.005,
        y=threshold.value,
        xanchor="left",
        yanchor="bottom",
        text=label,
        showarrow=False,
        bgcolor=colours["panel"],  # a dense year would cover the words
        font={"color": colour, "size": 14 * scale},
    )


def _layout(unit: str, scale: float, colours: Mapping[str, str], ticks: str) -> go.Layout:
    axis = {
        "gridcolor": colours["line"],
        "linecolor": colours["line"],
        "zeroline": False,
        "tickfont": {"size": 14 * scale},
        "nticks": 6,
        "automargin": True,
    }
    return go.Layout(
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "color": colours["dim"], "size": 14 * scale},
        margin={"l": 8 * scale, "r": 14 * scale, "t": 12 * scale, "b": 8 * scale},
        xaxis={**axis, "tickformat": ticks, "showgrid": False},
        yaxis={**axis, "rangemode": "tozero", "ticksuffix": f" {unit}" if unit else "", "nticks": 4},
        showlegend=False,
        hoverlabel={"font": {"size": 16 * scale, "family": FONT}},
        uirevision="kept",
    )
