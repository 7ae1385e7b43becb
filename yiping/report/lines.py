"""The evaluation as lines on a terminal."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from orders.evaluating import Evaluation, Row
from orders.evaluation import Figure, Figures
from orders.measures import Unit, shipped_measures

COLUMNS = {
    "filed": "filed",
    "closed": "closed",
    "closing_rate": "closing",
    "on_time_rate": "on time",
    "overdue": "overdue",
    "rework_rate": "rework",
    "reopen_rate": "reopen",
    "returns": "returns",
    "filing_rate": "filing",
    "accept_median": "accept",
    "resolve_median": "resolve",
    "close_median": "close",
}
"""What the table has of each area, crew, plan or source, and the heads of its columns."""

WIDTH = 8


def lines(found: Evaluation, zone: ZoneInfo, *, formulas: bool) -> Iterator[str]:
    """The table, then every figure of the whole; with ``formulas`` also how each is reckoned."""
    period = found.period
    where = period.under or "the whole district"
    yield f"{where}: filed from {_time(period.begin, zone)} until before {_time(period.end, zone)}"
    yield f"reckoned at {_time(found.at, zone)} ({zone.key})"
    if found.rows:
        yield ""
        yield "".join(f"{head:>{WIDTH}}" for head in COLUMNS.values())
        yield from map(_row, found.rows)
        yield f"{_cells(found.total)}  合计 Total"
    yield ""
    for measure in shipped_measures().values():
        value = told(getattr(found.total, measure.id), measure.unit)
        yield f"{value:>{WIDTH}}  {measure.name.zh} {measure.name.en}"
        if formulas:
            yield f"{'':{WIDTH}}  = {measure.formula.zh}"
            yield f"{'':{WIDTH}}  = {measure.formula.en}"


def told(value: Figure, unit: Unit) -> str:
    """A figure for people; a dash where there is none."""
    if value is None:
        return "-"
    if isinstance(value, timedelta):
        return span(value)
    return f"{value:.1%}" if unit is Unit.SHARE else str(value)


def span(value: timedelta) -> str:
    """A time in its two largest units."""
    minutes = round(value.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02}" if hours < 100 else f"{hours / 24:.1f} d"


def _row(row: Row) -> str:
    key = "-" if row.key is None or row.key == row.name.zh else row.key
    return f"{_cells(row.figures)}  {key}  {row.name.zh}"


def _cells(figures: Figures) -> str:
    values, units = asdict(figures), shipped_measures()
    return "".join(f"{told(values[name], units[name].unit):>{WIDTH}}" for name in COLUMNS)


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
