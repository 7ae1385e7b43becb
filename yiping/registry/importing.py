"""Files into the store: one transaction a file, so that an end in between leaves nothing half done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from geo.crs import WGS_84, crs_from
from store.areas import area_shapes
from store.pool import Connection
from store.sensors import hold_registry
from yiping.progress import Progress, SilentProgress
from yiping.registry.changes import Changes, changes
from yiping.registry.checking import Checked, checked
from yiping.registry.column_map import ColumnMap, entries, passed_over, plain_map, read_map
from yiping.registry.formats import read_table
from yiping.registry.placing import Places, Thing, placed
from yiping.registry.request import Outcome, Request
from yiping.registry.sorts import Sort, sort_of_sensors, sort_of_sites
from yiping.registry.table import Table

T = TypeVar("T", bound=Thing)
LONG_BYTES = 300_000
"""From this size on a person is told how far the import is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings(Generic[T]):
    """A file after all looks at it."""

    table: Table
    given: ColumnMap
    checked: Checked[T]
    places: Places[T]
    changes: Changes[tuple[T, str | None]]
    areas_known: bool

    @property
    def faultless(self) -> bool:
        """Whether every row is right."""
        return not self.table.wrong and not self.checked.wrong


def import_sensors(conn: Connection, request: Request, progress: Progress | None = None) -> Outcome:
    """Checks a file of sensors and registers them, each in the area that holds it.

    The caller's transaction is all or nothing. Raises TableError, DefinitionError or CrsError when the file,
    its map or the CRS cannot be used.
    """
    return _import(conn, request, sort_of_sensors, progress)


def import_sites(conn: Connection, request: Request, progress: Progress | None = None) -> Outcome:
    """Checks a file of sites and writes their dossiers. Transaction and errors as of ``import_sensors``."""
    return _import(conn, request, sort_of_sites, progress)


def _import(
    conn: Connection,
    request: Request,
    sort_of: Callable[[Connection], Sort[T]],
    progress: Progress | None,
) -> Outcome:
    told = progress if progress and _is_long(request) else SilentProgress()
    with told.step(f"read {request.file.name}"):
        table = read_table(request.file, request.manner)
    if not request.dry_run:
        hold_registry(conn)
    sort = sort_of(conn)
    with told.step(f"check {len(table.rows):,} rows"):
        found = _findings(conn, request, sort, table)
    wanted = not request.dry_run and (request.partial or found.faultless)
    if write := wanted and bool(found.changes.to_write):
        _write(sort, found.changes.to_write, told)
    return _outcome(found, sort.things, dry_run=request.dry_run, written=write)


def _is_long(request: Request) -> bool:
    return request.file.exists() and request.file.stat().st_size >= LONG_BYTES


def _findings(conn: Connection, request: Request, sort: Sort[T], table: Table) -> Findings[T]:
    given = read_map(request.map_file, sort.fields) if request.map_file else plain_map(sort.fields)
    rows = list(entries(table, given, sort.required))
    found = checked(rows, given, crs_from(request.crs or WGS_84), sort.make, counted=table.counted)
    shapes = area_shapes(conn)
    places = placed(found.right, shapes, given)
    wanted = {thing.id: ((thing, code), sort.cells(thing, code)) for thing, code in places.located}
    return Findings(
        table=table,
        given=given,
        checked=found,
        places=places,
        changes=changes(wanted, sort.standing),
        areas_known=bool(shapes),
    )


def _write(sort: Sort[T], things: Sequence[tuple[T, str | None]], told: Progress) -> None:
    with told.step(f"write {len(things):,} {sort.things}"):
        sort.put(things, lambda through: told.say(f"    {through:,} of {len(things):,} written"))


def _outcome(found: Findings[T], things: str, *, dry_run: bool, written: bool) -> Outcome:
    table, checked_, differing = found.table, found.checked, found.changes
    return Outcome(
        file=table.file,
        counted=table.counted,
        things=things,
        rows=len(table.rows) + len(table.wrong),
        right=len(checked_.right),
        wrong=sorted([*table.wrong, *checked_.wrong], key=lambda one: one.line),
        doubtful=sorted([*checked_.doubtful, *found.places.outside], key=lambda one: one.line),
        notes=_notes(found),
        new=list(differing.new),
        changed={one: names for one, (_, names) in differing.changed.items()},
        unchanged=differing.unchanged,
        dry_run=dry_run,
        written=written,
    )


def _notes(found: Findings[T]) -> list[str]:
    notes = list(found.table.notes)
    if not found.areas_known:
        notes.append("no areas are known yet, so nothing was given an area")
    if columns := passed_over(found.table, found.given):
        notes.append(f"columns that no field reads: {', '.join(columns)}")
    return notes
