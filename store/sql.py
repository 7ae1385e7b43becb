"""Named queries: ``queries/<family>.sql`` is cut at its ``-- name --`` lines."""

import re
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent / "queries"
_NAME = re.compile(r"^-- ([a-z0-9_]+) --$", re.MULTILINE)


def load(family: str) -> Mapping[str, bytes]:
    """The statements of one family by name. Raises ValueError when a name stands twice."""
    pieces = _NAME.split((FOLDER / f"{family}.sql").read_text(encoding="utf-8"))
    names, statements = pieces[1::2], pieces[2::2]
    if len(set(names)) != len(names):
        raise ValueError(f"{family}.sql names a query twice")
    return {name: sql.strip().encode() for name, sql in zip(names, statements, strict=True)}
