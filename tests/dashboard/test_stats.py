"""The evaluation on screen and as files: periods, groups, formulas, and cells that are no formulas."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from dashboard import exports, periods
from dashboard.application import application, screen_for
from dashboard.figures.evaluation import MOST, Group, by_group
from dashboard.screen import Screen
from model.order import OrderState as Is
from orders.measures import shipped_measures
from store.pool import connect
from tests.dashboard.conftest import config_for, log_in
from tests.dashboard.flows import order_in
from tests.dashboard.test_order_list import shown
from tests.fixtures.city import WEST

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 31, 17, 0, tzinfo=UTC)
"""In the district it is the first of April already."""


@pytest.fixture
def live(small_city: str) -> Iterator[Screen]:
    """A dashboard on the small city with one closed order in the west."""
    order_in(small_city, Is.CLOSED)
    screen = screen_for(config_for(small_city))
    screen.hub.read_once()
    yield screen
    screen.hub.close()
    screen.pool.close()


@pytest.mark.parametrize(
    ("told", "first", "last"),
    [
        ({}, date(2026, 4, 1), date(2026, 4, 30)),
        ({"period": "last_month"}, date(2026, 3, 1), date(2026, 3, 31)),
        ({"period": "week"}, date(2026, 3, 26), date(2026, 4, 1)),
        ({"from": "2026-02-03", "to": "2026-02-03"}, date(2026, 2, 3), date(2026, 2, 3)),
        ({"from": "2026-03-20", "period": "week"}, date(2026, 3, 20), date(2026, 4, 1)),
    ],
)
def test_a_period_is_told_by_days_of_the_district(told: dict[str, str], first: date, last: date) -> None:
    span = periods.span_of(told, zone=ZONE, now=NOW)
    assert (span.first, span.last) == (first, last)


def test_the_last_day_of_a_period_counts_whole() -> None:
    span = periods.span_of({"from": "2026-02-03", "to": "2026-02-03"}, zone=ZONE, now=NOW)
    period = span.period(ZONE, under=None)
    assert period.begin == datetime(2026, 2, 2, 16, tzinfo=UTC)
    assert period.end == datetime(2026, 2, 3, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "told",
    [
        {"period": "century"},
        {"from": "x"},
        {"from": "2026-02-02", "to": "2026-02-01"},
        {"from": "2020-01-01"},
        {"to": "9999-12-31"},
    ],
)
def test_a_period_that_is_none_leads_nowhere(told: dict[str, str]) -> None:
    with pytest.raises(LookupError):
        periods.span_of(told, zone=ZONE, now=NOW)


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ("按期处置率", "100.0%", "合计")), ("en", ("On-time rate", "100.0%", "Total"))],
)
def test_figures_formulas_and_groups_are_on_the_page(
    live: Screen, language: str, words: tuple[str, ...]
) -> None:
    found = shown(live, "/stats", language=language)
    assert [word for word in words if word not in found] == []
    formula = shipped_measures()["on_time_rate"].formula
    assert formula.in_language(language) in found
    assert "/orders?area=310101002" in found, "a group leads to its orders"


@pytest.mark.parametrize("by", ["area", "street", "committee", "crew", "plan", "kind", "source"])
def test_every_grouping_has_its_page(live: Screen, by: str) -> None:
    assert "stats-graph" in shown(live, f"/stats?by={by}&period=week&area=310101002")


def test_an_area_without_orders_says_so(live: Screen) -> None:
    assert "该时段没有工单" in shown(live, "/stats?from=2024-01-01&to=2024-01-31")
    assert "没有这个区域" in shown(live, "/stats?area=nowhere")
    assert "没有这个页面" in shown(live, "/stats?by=moon")


def test_the_seat_is_told_beside_what_the_standards_allow(live: Screen) -> None:
    assert "≤ 150" in shown(live, "/stats")


def test_the_evaluation_can_be_taken_along(live: Screen) -> None:
    officer = log_in(application(live).test_client(), "officer")
    answer = officer.get(f"/stats.csv?area={WEST}&by=source")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    filed = lines[0].index("立案数")
    assert [(line[1], line[filed]) for line in lines[1:]] == [("合计", "1"), ("感知告警", "1")]
    assert "attachment" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(officer.get("/stats.xlsx?by=source&lang=en").data))
    rows = list(book.worksheets[0].values)
    assert [row[1] for row in rows] == ["Name", "Total", "Alerts of sensors"]
    assert len(list(book.worksheets[1].values)) == 1 + len(shipped_measures())
    assert officer.get("/stats.csv?by=moon").status_code == 404


def test_no_cell_becomes_a_formula(live: Screen) -> None:
    with connect(live.config.database_url, name="test") as conn:
        conn.execute("update area set name_zh = '=1+1', name_en = '=1+1'")
    officer = log_in(application(live).test_client(), "officer")
    assert "'=1+1" in officer.get("/stats.csv").data.decode()
    cells = [
        cell
        for row in load_workbook(io.BytesIO(officer.get("/stats.xlsx").data)).worksheets[0]
        for cell in row
    ]
    assert {cell.data_type for cell in cells if cell.value == "=1+1"} == {"s"}
    assert exports.guarded(-1.5) == -1.5
    assert [exports.guarded(one) for one in ("+1", " @a", "\t=b", "a=b")] == ["'+1", "' @a", "'\t=b", "a=b"]


def test_the_chart_draws_the_largest_groups() -> None:
    groups = [
        Group(name=str(at), filed=at, on_time=None if at == 29 else 0.5, overdue=at) for at in range(30)
    ]
    figure = by_group(groups, on_time="a", overdue="b")
    rates, overdue = figure.data
    assert len(rates.y) == len(overdue.y) == MOST
    assert (rates.customdata[-1], rates.text[-1], overdue.x[-1]) == ("29", "–", 29), "the largest on top"
    assert len(by_group([], on_time="a", overdue="b").data) == 2
