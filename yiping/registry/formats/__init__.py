"""The three formats of tables, by the end of the file's name."""

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from yiping.registry.formats import delimited, geojson, spreadsheet
from yiping.registry.table import Cell, Table, TableError

Lines = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a file is written: ``encoding`` is for CSV, ``sheet`` for XLSX, ``crs`` where it was declared."""

    encoding: str = "utf-8"
    sheet: str | None = None
    crs: str | None = None


READERS: dict[str, Callable[[Path, Manner], Table]] = {
    ".csv": lambda path, manner: delimited.read(path, encoding=manner.encoding),
    ".xlsx": lambda path, manner: spreadsheet.read(path, sheet=manner.sheet),
    ".geojson": lambda path, manner: geojson.read(path, crs_declared=manner.crs is not None),
    ".json": lambda path, manner: geojson.read(path, crs_declared=manner.crs is not None),
}
WRITERS: dict[str, Callable[[Sequence[str], Lines, Manner], bytes]] = {
    ".csv": lambda columns, lines, manner: delimited.written(columns, lines, encoding=manner.encoding),
    ".xlsx": lambda columns, lines, manner: spreadsheet.written(columns, lines, sheet=manner.sheet),
    ".geojson": lambda columns, lines, _manner: geojson.written(columns, lines),
    ".json": lambda columns, lines, _manner: geojson.written(columns, lines),
}


def read_table(path: Path, manner: Manner) -> Table:
    """The table of a file. Raises TableError when it is none, naming the file and what to do."""
    reader = READERS[_format_of(path)]
    try:
        return reader(path, manner)
    except OSError as problem:
        raise TableError(f"{path}: cannot be read: {problem.strerror or problem}") from problem


def write_table(path: Path, columns: Sequence[str], lines: Lines, manner: Manner) -> None:
    """Writes a table whole or not at all. Raises TableError when the place or a value does not take it."""
    put_whole(path, WRITERS[_format_of(path)](columns, lines, manner))


def put_whole(path: Path, content: bytes) -> None:
    """Puts a file where nobody finds half of it. Raises TableError when the place does not take it."""
    try:
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise TableError(f"{path}: cannot be written: {problem.strerror}") from problem


def _format_of(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix == ".xls":
        raise TableError(f"{path}: the old Excel format is not read; save the file as .xlsx")
    if suffix not in READERS:
        raise TableError(f"{path}: {suffix or 'no ending'!r} is not one of {', '.join(READERS)}")
    return suffix
