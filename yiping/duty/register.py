"""A register that files fill: crews, turns or contacts. One transaction a file, all of it or nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from yiping.registry.changes import Changes, changes
from yiping.registry.column_map import ColumnMap, entries, passed_over, plain_map, read_map
from yiping.registry.formats import Manner, read_table, write_table
from yiping.registry.request import Outcome, Request
from yiping.registry.row import RowCheck
from yiping.registry.table import Cell, Table

T = TypeVar("T")
Cells = Mapping[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Generic[T]):
    """What differs between the registers.

    ``key`` tells rows of one thing, ``standing`` holds the cells of what is in the store, by key.
    ``make`` gives the thing of a row, or None after noting what is wrong.
    """

    things: str
    fields: Sequence[str]
    required: Sequence[str]
    key_field: str
    make: Callable[[RowCheck], T | None]
    key: Callable[[T], str]
    cells: Callable[[T], Cells]
    standing: Mapping[str, Cells]
    put: Callable[[Sequence[T]], None]


def take_in(register: Register[Any], request: Request) -> Outcome:
    """Checks a file and writes what is new or changed in it, unless a row is wrong or it is a dry run.

    Raises TableError or DefinitionError where the file or its map cannot be used.
    """
    table = read_table(request.file, request.manner)
    given = read_map(request.map_file, register.fields) if request.map_file else plain_map(register.fields)
    rows = [RowCheck(entry, given) for entry in entries(table, given, register.required)]
    things = _things(register, rows, table.counted)
    found = changes({register.key(one): (one, register.cells(one)) for one in things}, register.standing)
    faultless = not table.wrong and not any(row.wrong for row in rows)
    wanted = not request.dry_run and (request.partial or faultless)
    if write := wanted and bool(found.to_write):
        register.put(found.to_write)
    return _outcome(register, request, table, given, rows, found, right=len(things), written=write)


def write_out(fields: Sequence[str], standing: Iterable[Cells], file: Path, manner: Manner) -> int:
    """Writes things to a file that can be taken in again; returns how many."""
    lines = [[cells.get(field) for field in fields] for cells in standing]
    write_table(file, fields, lines, manner)
    return len(lines)


def _things(register: Register[T], rows: Sequence[RowCheck], counted: str) -> list[T]:
    made = [(row, register.make(row)) for row in rows]
    by_key: defaultdict[str, list[RowCheck]] = defaultdict(list)
    for row, thing in made:
        if thing is not None:
            by_key[register.key(thing)].append(row)
    for same in by_key.values():
        _refuse_doubles(same, register.key_field, counted)
    return [thing for row, thing in made if thing is not None and not row.wrong]


def _refuse_doubles(rows: Sequence[RowCheck], field: str, counted: str, most: int = 5) -> None:
    for row in rows if len(rows) > 1 else ():
        others = [str(other.entry.line) for other in rows if other is not row]
        more = f" and {len(others) - most} more" if len(others) > most else ""
        row.refuse(field, f"stands also in {counted} {', '.join(others[:most])}{more}")


def _outcome(
    register: Register[T],
    request: Request,
    table: Table,
    given: ColumnMap,
    rows: Sequence[RowCheck],
    found: Changes[T],
    *,
    right: int,
    written: bool,
) -> Outcome:
    wrong = [*table.wrong, *(problem for row in rows for problem in row.wrong)]
    return Outcome(
        file=table.file,
        counted=table.counted,
        things=register.things,
        rows=len(table.rows) + len(table.wrong),
        right=right,
        wrong=sorted(wrong, key=lambda one: one.line),
        doubtful=[problem for row in rows for problem in row.doubtful],
        notes=list(_notes(table, given)),
        new=list(found.new),
        changed={one: names for one, (_, names) in found.changed.items()},
        unchanged=found.unchanged,
        dry_run=request.dry_run,
        written=written,
    )


def _notes(table: Table, given: ColumnMap) -> Iterator[str]:
    yield from table.notes
    if columns := passed_over(table, given):
        yield f"columns that no field reads: {', '.join(columns)}"
