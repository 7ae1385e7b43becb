"""What a person asks of an import, and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from yiping.registry.formats import Manner
from yiping.registry.table import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """``partial`` writes the right rows although others are wrong; ``dry_run`` writes nothing at all."""

    file: Path
    map_file: Path | None = None
    crs: str | None = None
    manner: Manner = field(default_factory=Manner)
    partial: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an import found and did; ``wrong`` and ``doubtful`` in the order of the file.

    ``changed`` holds the fields that differ, by id; ``written`` says whether the store was touched.
    """

    file: str
    counted: str
    things: str
    rows: int
    right: int
    wrong: Sequence[Problem]
    doubtful: Sequence[Problem]
    notes: Sequence[str]
    new: Sequence[str]
    changed: Mapping[str, Sequence[str]]
    unchanged: int
    dry_run: bool
    written: bool
