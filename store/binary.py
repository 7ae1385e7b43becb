"""Arrays as PostgreSQL's binary COPY takes them: no Python object for each value.

Format: PostgreSQL documentation, "COPY", section "Binary Format".
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from store.pool import Connection

_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TAIL = b"\xff\xff"
_US_1970_TO_2000 = 946_684_800_000_000
_BIG_ENDIAN = {"i": ">i4", "l": ">i8", "d": ">f8", "?": "|b1"}


class Coded(NamedTuple):
    """A column of text: for each row a place in ``words``."""

    words: Sequence[str]
    codes: NDArray[np.integer[Any]]


Column = NDArray[Any] | Coded


def timestamps(us: NDArray[np.int64]) -> NDArray[np.int64]:
    """Microseconds since 1970 as a timestamptz column counts them, since 2000."""
    return us - _US_1970_TO_2000


def copy_in(conn: Connection, statement: bytes, columns: Sequence[Column]) -> None:
    """Copies columns of one length in; int32, int64, float64 and bool become the types of that width.

    The order of rows is kept within equal texts only.
    """
    with conn.cursor().copy(statement) as copy:
        copy.write(_HEAD)
        for which in _alike(columns):
            copy.write(_rows(columns, which))
        copy.write(_TAIL)


def _alike(columns: Sequence[Column]) -> list[NDArray[np.intp]]:
    """The places of rows whose texts are all equal: within them every row has the same length."""
    coded = [column for column in columns if isinstance(column, Coded)]
    if not coded:
        return [np.arange(len(columns[0]))]
    mixed = np.zeros(len(coded[0].codes), np.int64)
    for column in coded:
        mixed = mixed * len(column.words) + column.codes
    found, inverse = np.unique(mixed, return_inverse=True)
    return [np.flatnonzero(inverse == number) for number in range(len(found))]


def _rows(columns: Sequence[Column], which: NDArray[np.intp]) -> bytes:
    values = [_values(column, which) for column in columns]
    layout: list[tuple[str, str]] = [("count", ">i2")]
    for number, value in enumerate(values):
        layout += [(f"length{number}", ">i4"), (f"value{number}", value.dtype.str)]
    rows = np.empty(len(which), np.dtype(layout))
    rows["count"] = len(columns)
    for number, value in enumerate(values):
        rows[f"length{number}"] = value.dtype.itemsize
        rows[f"value{number}"] = value
    return rows.tobytes()


def _values(column: Column, which: NDArray[np.intp]) -> NDArray[Any]:
    if isinstance(column, Coded):
        word = column.words[int(column.codes[which[0]])].encode()
        return np.array(word, f"S{max(1, len(word))}")
    return column[which].astype(_BIG_ENDIAN[column.dtype.char])
