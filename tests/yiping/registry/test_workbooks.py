"""Workbooks: sheets, types, and what is broken in them."""

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.yiping.registry.tables import xlsx_file
from yiping.registry.formats import Manner, read_table, write_table
from yiping.registry.table import Row, TableError


def test_a_sheet_is_read_by_row_with_its_types(tmp_path: Path) -> None:
    day = datetime(2026, 3, 12)  # noqa: DTZ001 (a workbook knows no zones)
    path = xlsx_file(tmp_path, ["id", "when", "n", None], [], ["a", day, 310101.5, None, "beyond"])
    (row,) = read_table(path, Manner()).rows
    assert (row.line, row.cells) == (3, ("a", day, 310101.5))


def test_a_wrong_extent_in_a_workbook_hides_nothing(tmp_path: Path) -> None:
    path, narrow = xlsx_file(tmp_path, ["id", "name"], ["1", "a"]), tmp_path / "narrow.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(narrow, "w") as out:
        for name in whole.namelist():
            out.writestr(name, whole.read(name).replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1:A1"'))
    assert read_table(narrow, Manner()).rows == (Row(2, ("1", "a")),)


def test_a_broken_workbook_is_named(tmp_path: Path) -> None:
    path, broken = xlsx_file(tmp_path, ["id"], ["1"]), tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(broken, "w") as out:
        for name in whole.namelist():
            out.writestr(name, whole.read(name)[: 200 if "sheet1" in name else None])
    with pytest.raises(TableError, match=r"is no workbook of the kind \.xlsx, or a broken one"):
        read_table(broken, Manner())


def test_texts_stay_texts_in_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    write_table(path, ["id", "name"], [["002", "=1+1"], ["3-12", "1e5"]], Manner())
    assert [row.cells for row in read_table(path, Manner()).rows] == [("002", "=1+1"), ("3-12", "1e5")]
    assert {cell.number_format for line in load_workbook(path).active for cell in line} == {"@"}  # type: ignore[union-attr]


def test_of_several_sheets_one_must_be_named(tmp_path: Path) -> None:
    book, path = Workbook(), tmp_path / "rows.xlsx"
    for name in ("one", "two"):
        book.create_sheet(name).append(["id"])
    book.save(path)
    with pytest.raises(TableError, match=r"several sheets hold something \(one, two\); say --sheet"):
        read_table(path, Manner())
    assert read_table(path, Manner(sheet="two")).columns == ("id",)
    with pytest.raises(TableError, match="no sheet 'three'"):
        read_table(path, Manner(sheet="three"))
