"""Tables of three formats, and what is said of files that are none."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.yiping.registry.tables import csv_file, feature, geojson_file
from yiping.registry.formats import Manner, read_table, write_table
from yiping.registry.formats.delimited import READ_AS
from yiping.registry.table import TableError

GBK = Manner(encoding="gbk")
ROWS = ({"id": "1", "name": "外滩"}, {"id": "2", "name": "Bund"})
# What the checks let through: any letter but control characters, carriage returns and halves of pairs.
LETTERS = st.characters(
    exclude_categories=("Cs",), exclude_characters=[chr(n) for n in (*range(9), *range(11, 32), 127)]
)
TEXTS = st.text(LETTERS, min_size=1).map(str.strip).filter(bool)
LINES = st.lists(st.tuples(TEXTS, TEXTS | st.none(), st.floats(-180, 180), st.floats(-90, 90)), max_size=5)
COLUMNS = ("id", "name", "lon", "lat")


@pytest.mark.parametrize(("python", "manner"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gbk", "gbk")])
def test_offices_encodings_are_read_alike(tmp_path: Path, python: str, manner: str) -> None:
    table = read_table(csv_file(tmp_path, *ROWS, encoding=python), Manner(encoding=manner))
    assert table.columns == ("id", "name")
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("1", "外滩")), (3, ("2", "Bund"))]


@pytest.mark.parametrize(
    ("text", "manner", "problem"),
    [
        ("id,name\n1,a\n2,外滩".encode("gbk"), Manner(), "line 3 is not utf-8; try --encoding gbk"),
        (b"id,name\n1,\xff\xff", GBK, "line 2 is not gbk; try --encoding utf-8"),
        ("id,name".encode("utf-8-sig"), GBK, "begins with the mark of UTF-8"),
        ("id,name".encode("utf-16"), Manner(), "UTF-16"),
        (b"id;name\n1;a", Manner(), "divided by ';'"),
        (b"id\tname\n1\ta", Manner(), r"divided by '\\t'"),
        (b"", Manner(), "first line must name the columns"),
        (b'id,name\n1,"a', Manner(), "line 2: not CSV"),
        (b"id", Manner(encoding="latin1"), "encoding 'latin1' is not one of utf-8, utf-8-bom, gbk"),
    ],
    ids=[
        "gbk as utf-8",
        "utf-8 as gbk",
        "mark",
        "utf-16",
        "semicolons",
        "tabs",
        "empty",
        "quote",
        "encoding",
    ],
)
def test_a_csv_that_cannot_be_read_says_why(
    tmp_path: Path, text: bytes, manner: Manner, problem: str
) -> None:
    (tmp_path / "rows.csv").write_bytes(text)
    with pytest.raises(TableError, match=problem):
        read_table(tmp_path / "rows.csv", manner)


def test_what_may_be_utf_8_all_the_same_is_noted(tmp_path: Path) -> None:
    assert "also be read as UTF-8" in read_table(csv_file(tmp_path, *ROWS), GBK).notes[0]


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text('id,name\n\n1,"two\nlines"\n,\n2,b,c\n3\n')
    table = read_table(tmp_path / "rows.csv", Manner())
    assert [(row.line, row.cells) for row in table.rows] == [(3, ("1", "two\nlines")), (7, ("3", None))]
    assert [(one.line, one.reason[:11]) for one in table.wrong] == [(6, "has 3 cells")]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("rows.xlsx", b"no zip", "is no workbook"),
        ("rows.xls", b"", "save the file as .xlsx"),
        ("rows.pdf", b"", "'.pdf' is not one of .csv, .xlsx, .geojson, .json"),
        ("rows.geojson", b"{", "is not GeoJSON"),
        ("rows.geojson", b"[]", "a FeatureCollection is expected"),
        ("rows.geojson", b'{"features": [{"properties": {"lon": 1}}]}', "property 'lon' and the point"),
        ("rows.geojson", b'{"features": [], "crs": "EPSG:2385"}', "declare them by --crs"),
    ],
)
def test_a_file_of_another_kind_says_what_to_do(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TableError, match=problem):
        read_table(tmp_path / name, Manner())


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"none.csv: cannot be read: No such file"):
        read_table(tmp_path / "none.csv", Manner())


def test_features_that_are_no_points_are_named(tmp_path: Path) -> None:
    path = geojson_file(
        tmp_path,
        feature({"id": "a", "more": [1, 2]}, [121.4, 31.2]),
        feature({"id": "b"}, [121.4, 31.2], kind="LineString"),
        feature({"id": "c"}, None),
        feature({"id": "d"}, [121.4]),
    )
    table = read_table(path, Manner())
    assert table.columns == ("id", "more", "lon", "lat")
    assert [row.cells for row in table.rows] == [("a", "1; 2", 121.4, 31.2), ("c", None, None, None)]
    assert [one.line for one in table.wrong] == [2, 4]


def test_a_declared_crs_overrules_what_the_file_says(tmp_path: Path) -> None:
    path = geojson_file(tmp_path, feature({"id": "a"}, [1, 2]), crs="EPSG:2385")
    assert len(read_table(path, Manner(crs="EPSG:2385")).rows) == 1


@pytest.mark.parametrize("name", ["rows.csv", "gbk.csv", "rows.xlsx", "rows.geojson"])
@given(lines=LINES)
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, name: str, lines: list[tuple[object, ...]]
) -> None:
    path, manner = tmp_path_factory.getbasetemp() / name, GBK if name == "gbk.csv" else Manner()
    write_table(path, COLUMNS, lines, manner)  # type: ignore[arg-type]
    known = ("id", "name", "lon", "lat")
    cells = [
        dict(zip(table.columns, row.cells, strict=True))
        for table in [read_table(path, manner)]
        for row in table.rows
    ]
    assert [tuple(as_text(one.get(name)) for name in known) for one in cells] == [
        tuple(as_text(value) for value in line) for line in lines
    ]


def as_text(cell: object) -> str:
    return str(float(cell)) if isinstance(cell, int | float) else str(cell or "")


@pytest.mark.parametrize("encoding", READ_AS)
def test_csv_is_written_in_every_encoding_that_is_read(tmp_path: Path, encoding: str) -> None:
    manner = Manner(encoding=encoding)
    write_table(tmp_path / "rows.csv", ["id"], [["外滩𠮷"]], manner)
    assert read_table(tmp_path / "rows.csv", manner).rows[0].cells == ("外滩𠮷",)


def test_what_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    path.write_text("old")
    with pytest.raises(TableError):
        write_table(path, ["id"], [["\x01"]], Manner())
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("rows.xlsx", "old")]


def test_a_place_that_takes_no_file_is_named_and_left_clean(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").mkdir()
    with pytest.raises(TableError, match=r"rows.csv: cannot be written: Is a directory"):
        write_table(tmp_path / "rows.csv", ["id"], [], Manner())
    assert [one.name for one in tmp_path.iterdir()] == ["rows.csv"]


def test_geojson_needs_the_columns_of_the_point(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="lon and lat"):
        write_table(tmp_path / "rows.geojson", ["id"], [["a"]], Manner())


def test_geojson_has_a_feature_a_line(tmp_path: Path) -> None:
    write_table(tmp_path / "rows.geojson", COLUMNS, [["a", None, 1.5, 2.0]], Manner())
    lines = (tmp_path / "rows.geojson").read_text().splitlines()
    assert json.loads(lines[1]) == feature({"id": "a"}, [1.5, 2.0])
