"""What an import found, for a person and for a program."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.cells import cell_len

from yiping.registry.request import Outcome
from yiping.registry.table import Problem

ALIKE = 5
"""So many lines of doubts that are alike are named; the report in JSON names all."""


def told(outcome: Outcome) -> Iterator[str]:
    """The lines that a person reads: every wrong cell, doubts of one sort together, and what came of it."""
    if outcome.wrong:
        yield from _table(outcome.wrong, outcome.counted)
        yield ""
    yield from (f"look at: {line}" for line in _doubts(outcome.doubtful, outcome.counted))
    yield from (f"note: {note}" for note in outcome.notes)
    yield _figures(outcome)
    yield _end(outcome)


def as_json(outcome: Outcome) -> str:
    """All of it: wrong and doubtful cells, new, changed and unchanged things."""
    found: dict[str, Any] = {
        "file": outcome.file,
        "lines_are": outcome.counted,
        "rows": outcome.rows,
        "right": outcome.right,
        "wrong": [asdict(problem) for problem in outcome.wrong],
        "doubtful": [asdict(problem) for problem in outcome.doubtful],
        "notes": list(outcome.notes),
        "new": list(outcome.new),
        "changed": {one: list(names) for one, names in outcome.changed.items()},
        "unchanged": outcome.unchanged,
        "dry_run": outcome.dry_run,
        "written": outcome.written,
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _table(problems: Sequence[Problem], counted: str) -> Iterator[str]:
    cells = [(counted, "column", "value", "what is wrong")]
    cells += [(str(one.line), one.column, one.value.replace("\n", " "), one.reason) for one in problems]
    widths = [min(max(cell_len(row[place]) for row in cells), 32) for place in range(3)]
    for row in cells:
        padded = (text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=False))
        yield "  ".join([*padded, row[3]])


def _doubts(problems: Sequence[Problem], counted: str) -> Iterator[str]:
    alike: defaultdict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        alike[problem.column, _general(problem)].append(problem)
    for (column, reason), group in alike.items():
        lines = ", ".join(f"{one.line} ({one.value})" for one in group[:ALIKE])
        more = f" and {len(group) - ALIKE:,} more" if len(group) > ALIKE else ""
        yield f"{column} {reason}: {counted} {lines}{more}"


def _general(problem: Problem) -> str:
    return problem.reason.replace(repr(problem.value), "that text")


def _figures(outcome: Outcome) -> str:
    would = "would be " if outcome.dry_run else ""
    fields = sorted({name for names in outcome.changed.values() for name in names})
    which = f" ({', '.join(fields)})" if fields else ""
    return (
        f"{outcome.rows:,} rows of {outcome.file}: {len(outcome.new):,} {would}new, "
        f"{len(outcome.changed):,} {would}changed{which}, {outcome.unchanged:,} unchanged, "
        f"{outcome.rows - outcome.right:,} wrong"
    )


def _end(outcome: Outcome) -> str:
    if outcome.dry_run:
        return "dry run: nothing was written"
    if outcome.written:
        return f"{len(outcome.new) + len(outcome.changed):,} {outcome.things} written"
    if outcome.wrong and (outcome.new or outcome.changed):
        return (
            f"nothing was written: mend the rows above, or --partial imports the {outcome.right:,} right ones"
        )
    return "nothing was written: there is nothing to change"
