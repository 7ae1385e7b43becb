"""CSV: a header, commas, one of the encodings that offices here use."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from yiping.registry.table import Cell, Problem, Row, Table, TableError, shown

READ_AS = {"utf-8": "utf-8-sig", "utf-8-bom": "utf-8-sig", "gbk": "gb18030"}
"""UTF-8 with or without its mark; GB 18030 holds GBK and GB 2312 and can write every letter."""
WRITTEN_AS = {**READ_AS, "utf-8": "utf-8"}
MARK = b"\xef\xbb\xbf"


def read(path: Path, *, encoding: str) -> Table:
    """The table of a CSV file. Raises TableError when the encoding or the header is wrong."""
    raw = path.read_bytes()
    records = csv.reader(io.StringIO(_decoded(path, raw, encoding), newline=""), strict=True)
    try:
        columns = _header(path, next(records, []))
        rows, wrong = _rows(records, columns)
    except csv.Error as problem:
        raise TableError(f"{path}: line {records.line_num}: not CSV: {problem}") from problem
    return Table(
        file=path.name, counted="line", columns=columns, rows=rows, wrong=wrong, notes=_doubts(raw, encoding)
    )


def written(columns: Sequence[str], lines: Sequence[Sequence[Cell]], *, encoding: str) -> bytes:
    """The bytes of a CSV file. Raises TableError for an unknown encoding."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return out.getvalue().encode(_codec(encoding, WRITTEN_AS))


def _codec(encoding: str, known: dict[str, str]) -> str:
    if encoding not in known:
        raise TableError(f"encoding {encoding!r} is not one of {', '.join(known)}")
    return known[encoding]


def _decoded(path: Path, raw: bytes, encoding: str) -> str:
    codec = _codec(encoding, READ_AS)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw:
        raise TableError(f"{path}: looks like UTF-16 or no text at all; save it as CSV UTF-8")
    if raw.startswith(MARK) and codec != "utf-8-sig":
        raise TableError(
            f"{path}: begins with the mark of UTF-8, so it is not {encoding}; say --encoding utf-8"
        )
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        other = "gbk" if codec == "utf-8-sig" else "utf-8"
        raise TableError(
            f"{path}: line {line} is not {encoding}; try --encoding {other} or save it as CSV UTF-8"
        ) from problem


def _doubts(raw: bytes, encoding: str) -> tuple[str, ...]:
    if encoding != "gbk" or raw.isascii():
        return ()
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return ()
    return ("the file can also be read as UTF-8; if names look wrong, say --encoding utf-8",)


def _header(path: Path, found: list[str]) -> tuple[str, ...]:
    columns = tuple(name.strip() for name in found)
    if not any(columns):
        raise TableError(f"{path}: the first line must name the columns")
    if len(columns) == 1 and (other := next((mark for mark in ";\t|" if mark in columns[0]), None)):
        raise TableError(f"{path}: columns are divided by {other!r}; divide them by commas")
    return columns


def _rows(
    records: Iterator[list[str]], columns: Sequence[str]
) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    rows: list[Row] = []
    wrong: list[Problem] = []
    line, width = records.line_num + 1, len(columns)  # type: ignore[attr-defined]
    for record in records:
        if any(extra.strip() for extra in record[width:]):
            reason = f"has {len(record)} cells, the header {width}; a comma too many, or quotes that lack?"
            wrong.append(Problem(line=line, column="", value=shown(",".join(record)), reason=reason))
        elif any(cell.strip() for cell in record):
            rows.append(Row(line, (*record[:width], *[None] * (width - len(record)))))
        line = records.line_num + 1  # type: ignore[attr-defined]
    return tuple(rows), tuple(wrong)
