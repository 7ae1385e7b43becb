"""CSV files to which columns are added and nothing else happens."""

from pathlib import Path

import pytest

from geo.sheet import SheetError, read_sheet


def sheet_file(folder: Path, content: str | bytes) -> Path:
    path = folder / "points.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("text", "with_column"),
    [
        ("a,b\n1,2\n", "a,b,c\n1,2,x\n"),
        ("a;b\r\n1;2\r\n", "a;b;c\r\n1;2;x\r\n"),
        ("a\tb\n1\t2", "a\tb\tc\n1\t2\tx"),
        ('a,b\n"1.0" , "q ""z"""\n', 'a,b,c\n"1.0" , "q ""z""",x\n'),
        ('a,b\n"two\nlines",2\n', 'a,b,c\n"two\nlines",2,x\n'),
        ("a,b \n1,2 \t\n", "a,b ,c\n1,2 \t,x\n"),
        ("a,b\n1,2\n\n\n", "a,b,c\n1,2,x\n"),
    ],
)
def test_what_was_written_stays_letter_by_letter(text: str, with_column: str, tmp_path: Path) -> None:
    assert read_sheet(sheet_file(tmp_path, text)).text_with({"c": ["x"]}) == with_column


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_the_file_keeps_its_encoding(encoding: str, tmp_path: Path) -> None:
    sheet = read_sheet(sheet_file(tmp_path, "街道,b\n外滩,2\n".encode(encoding)))
    assert sheet.column("街道") == ["外滩"]
    assert sheet.bytes_with({"区": ["黄浦"]}) == "街道,b,区\n外滩,2,黄浦\n".encode(encoding)


def test_new_cells_are_quoted_where_they_must_be(tmp_path: Path) -> None:
    sheet = read_sheet(sheet_file(tmp_path, "a,b\n1,2\n"))
    assert sheet.text_with({"c": ['x, "y"']}) == 'a,b,c\n1,2,"x, ""y"""\n'


def test_a_row_of_other_length_is_named_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="line 4 has 1 cells, the head 2"):
        read_sheet(sheet_file(tmp_path, 'a,b\n"1\n1",2\n3\n'))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xff\xfe\x00a", "neither UTF-8 nor GBK"),
        (b'a,b\n"1,2\n' + b"x" * 200_000, "no CSV"),
    ],
)
def test_files_that_cannot_be_read_are_named(content: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(SheetError, match=rf"points\.csv: .*{message}"):
        read_sheet(sheet_file(tmp_path, content))


def test_a_column_that_is_missing_or_taken_is_named(tmp_path: Path) -> None:
    sheet = read_sheet(sheet_file(tmp_path, "a,b\n1,2\n"))
    with pytest.raises(SheetError, match="no column 'lon'; it has a, b"):
        sheet.column("lon")
    with pytest.raises(SheetError, match="has a column 'b' already"):
        sheet.text_with({"b": ["x"]})
