"""The texts of a DBF file as bytes, to judge their encoding before anything is decoded."""

import codecs
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geo.errors import AreaFileError

_HEAD = 32
_FIELD = 32
_END_OF_FIELDS = 0x0D
TRIED = ("utf-8", "gbk", "gb18030", "big5", "shift_jis", "cp1252")
"""Encodings that an error names, the likelier first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DbfTexts:
    """What a DBF holds beyond ASCII: names of fields and distinct cells, each as bytes."""

    path: Path
    cells: tuple[bytes, ...]

    def decodes(self, encoding: str) -> bool:
        """Whether every cell is text in ``encoding``."""
        return all(_decoded(cell, encoding) is not None for cell in self.cells)

    def suggestions(self) -> str:
        """Which encodings would decode all of it, each with a sample."""
        sample = max(self.cells, key=len)
        fit = [f"{name} ({_decoded(sample, name)!r})" for name in TRIED if self.decodes(name)]
        return f"it would decode as {', '.join(fit)}" if fit else f"no usual encoding fits {sample!r}"


def dbf_texts(path: Path) -> DbfTexts:
    """The texts of the DBF at ``path``. Raises AreaFileError when it is cut short."""
    whole = path.read_bytes()
    if len(whole) < _HEAD:
        raise AreaFileError(f"{path}: is no DBF file: {len(whole)} bytes")
    rows, head, width = (int.from_bytes(whole[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
    fields = _fields(whole[_HEAD:head])
    if width == 0 or len(whole) < head + rows * width:
        raise AreaFileError(f"{path}: is cut short: it promises {rows} rows of {width} bytes")
    table = np.frombuffer(whole[head : head + rows * width], dtype=np.uint8)
    names = [name for name, _ in fields if not name.isascii()]
    return DbfTexts(path=path, cells=tuple(names + _cells(table.reshape(rows, width), fields)))


def encoding_of(texts: DbfTexts, *, declared: str | None, cpg: str | None) -> str:
    """The encoding that decodes every text: the declared one, else that of the .cpg, else UTF-8.

    Raises AreaFileError, with the encodings that would fit and a sample, when it does not decode all.
    """
    told, source = (declared, "the declared encoding") if declared else (cpg or "utf-8", ".cpg")
    encoding = codec_of(told, where=f"{texts.path}: {source}")
    if texts.decodes(encoding):
        return encoding
    named = f"is not {told}" if declared else f"is not {told}, as its .cpg says"
    why = named if declared or cpg else "has no .cpg and is not UTF-8"
    raise AreaFileError(f"{texts.path}: {why}; {texts.suggestions()}: declare one with --encoding")


def codec_of(told: str, *, where: str) -> str:
    """Python's name of an encoding as people and .cpg files write it: GBK, 936, ANSI 1252, 88591."""
    plain = told.strip().lower().removeprefix("ansi").strip(" -")
    for name in (plain, f"cp{plain}", f"iso{plain}"):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    raise AreaFileError(f"{where} {told!r} is no known encoding; usual are UTF-8, GBK, GB18030")


def _fields(head: bytes) -> list[tuple[bytes, int]]:
    found = []
    for at in range(0, len(head) - _FIELD + 1, _FIELD):
        if head[at] == _END_OF_FIELDS:
            break
        found.append((head[at : at + 11].split(b"\0")[0], head[at + 16]))
    return found


def _cells(table: np.ndarray, fields: list[tuple[bytes, int]]) -> list[bytes]:
    cells: set[bytes] = set()
    begin = 1  # the first byte of a row says whether it is deleted
    for _, width in fields:
        column = np.ascontiguousarray(table[:, begin : begin + width])
        beyond_ascii = column[(column > 127).any(axis=1)]
        cells.update(row.tobytes().rstrip(b" \0") for row in np.unique(beyond_ascii, axis=0))
        begin += width
    return sorted(cells)


def _decoded(cell: bytes, encoding: str) -> str | None:
    try:
        return cell.decode(encoding)
    except UnicodeDecodeError:
        return None
