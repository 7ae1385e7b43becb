"""What a cell says, and why it says nothing."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from model.site_kind import load_site_kinds
from yiping.registry.cells import CellError, ReadAsTextError, day, dossier_value, number, text, whole, word

NOON = datetime(2026, 3, 12, 12)  # noqa: DTZ001 (a workbook knows no zones)
GOOD: list[tuple[Any, Any, Any]] = [
    (text, " 外滩\u3000", "外滩"),
    (text, "two\r\nlines", "two\nlines"),
    (word, "wd-1", "wd-1"),
    (whole, "007", 7),
    (whole, 30.0, 30),
    (whole, "9007199254740993", 9007199254740993),
    (number, "1e3", 1000.0),
    (number, " -.5 ", -0.5),
    (day, "2026-11-20", "2026-11-20"),
    (day, "2026/1/2", "2026-01-02"),
    (day, "2026年1月2日", "2026-01-02"),
    (day, "20260102", "2026-01-02"),
    (day, date(2026, 3, 12), "2026-03-12"),
    (day, NOON, "2026-03-12"),
]
BAD: list[tuple[Any, Any, str]] = [
    (text, NOON, "turned this into a date"),
    (text, time(1), "turned this into a date or time"),
    (text, timedelta(1), "turned this into a date or time"),
    (text, True, "truth value"),
    (text, 1.5, "is a number, not a text"),
    (text, float("nan"), "is a number, not a text"),
    (text, 1e15, "15 digits only"),
    (text, 10**15, "15 digits only"),
    (text, -5, "is a number, not a text"),
    (text, "#N/A", "fault of the spreadsheet"),
    (text, "a\0b", "U\\+0000"),
    (text, "\ud800", "U\\+D800"),
    (word, "310101.0", "a number of '310101'"),
    (word, "水-1", "cannot stand in a topic"),
    (word, "a" * 65, "cannot stand in a topic"),
    (whole, "1.5", "not a whole number"),
    (whole, "二", "is not a number"),
    (number, "1,5", "a point, not a comma"),
    (number, "nan", "is not a number"),
    (number, "１", "is not a number"),
    (number, float("inf"), "not a finite number"),
    (number, "1e999", "not a finite number"),
    (number, 10**400, "not a finite number"),
    (number, NOON, "turned this into a date"),
    (number, True, "truth value"),
    (day, "2026-02-30", "no day of the calendar"),
    (day, "2026111", "is not a date"),
    (day, "12/03/2026", "is not a date"),
    (day, 46000, "is not a date"),
]


@pytest.mark.parametrize(("read", "cell", "value"), GOOD)
def test_a_cell_is_read(read: Any, cell: Any, value: Any) -> None:
    assert read(cell) == value
    assert type(read(cell)) is type(value)


@pytest.mark.parametrize(("read", "cell", "reason"), BAD)
def test_a_cell_is_refused_with_the_reason(read: Any, cell: Any, reason: str) -> None:
    with pytest.raises(CellError, match=reason):
        read(cell)


@pytest.mark.parametrize("cell", [310101, 310101.0])
def test_a_number_where_text_is_meant_tells_its_digits(cell: float) -> None:
    with pytest.raises(ReadAsTextError) as caught:
        text(cell)
    assert caught.value.digits == "310101"


@pytest.mark.parametrize(
    ("kind", "field", "cell", "value"),
    [
        ("building", "inspections", "2021/3/4;2026-01-02 ;", "2021-03-04; 2026-01-02"),
        ("building", "inspections", NOON, "2026-03-12"),
        ("building", "storeys", "60", 60),
        ("square", "area_m2", "12", 12.0),
        ("square", "gates", "4号口; 8号口", "4号口; 8号口"),
        ("lift", "serviced", "20260102", "2026-01-02"),
    ],
)
def test_a_value_of_a_dossier_is_read_by_its_field(kind: str, field: str, cell: Any, value: Any) -> None:
    assert dossier_value(cell, load_site_kinds()[kind].fields[field]) == value


@pytest.mark.parametrize(
    ("kind", "field", "cell", "reason"),
    [
        ("building", "inspections", "2021-03-04; soon", "is not a date"),
        ("building", "storeys", "999", "999 is above 200"),
        ("square", "use", "lying", "'lying' is not one of standing, moving"),
    ],
)
def test_a_value_beyond_its_field_is_refused(kind: str, field: str, cell: Any, reason: str) -> None:
    with pytest.raises(CellError, match=reason):
        dossier_value(cell, load_site_kinds()[kind].fields[field])
