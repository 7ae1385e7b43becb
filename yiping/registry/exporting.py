"""What stands in the store as a file that can be imported again."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from store.pool import Connection
from store.sensors import registry, sites
from yiping.registry.column_map import ColumnMap, plain_map, read_map
from yiping.registry.formats import Lines, Manner, write_table
from yiping.registry.sorts import Cells, sort_of_sensors, sort_of_sites
from yiping.registry.table import TableError


def export_sensors(
    conn: Connection, file: Path, map_file: Path | None, manner: Manner, under: str | None = None
) -> tuple[int, int]:
    """Writes the sensors of ``under`` and all below in the order of their numbers; positions are WGS-84.

    With a map: its columns, and only what agrees with its constants. Returns how many were written and how
    many left out. Raises TableError or DefinitionError.
    """
    sort = sort_of_sensors(conn)
    given = read_map(map_file, sort.fields) if map_file else plain_map(sort.columns)
    wanted = {sensor.id for sensor in registry(conn, under=under)}
    return _export(_of(sort.standing.values(), wanted), given, file, manner)


def export_sites(
    conn: Connection, file: Path, map_file: Path | None, manner: Manner, under: str | None = None
) -> tuple[int, int]:
    """Writes the sites of ``under`` and all below in the order of their ids; else as ``export_sensors``."""
    sort = sort_of_sites(conn)
    given = read_map(map_file, sort.fields) if map_file else plain_map(sort.columns)
    wanted = {site.id for site, _ in sites(conn, under=under)}
    return _export(_of(sort.standing.values(), wanted), given, file, manner)


def _of(standing: Iterable[Cells], ids: set[str]) -> list[Cells]:
    return [cells for cells in standing if cells["id"] in ids]


def _export(standing: Sequence[Cells], given: ColumnMap, file: Path, manner: Manner) -> tuple[int, int]:
    chosen = [cells for cells in standing if _agrees(cells, given.constants)]
    lines: Lines = [[cells.get(field) for field in given.columns] for cells in chosen]
    columns = list(given.columns.values())
    if twice := {column for column in columns if columns.count(column) > 1}:
        raise TableError(f"two fields would be written to the column {min(twice)!r}")
    write_table(file, columns, lines, manner)
    return len(chosen), len(standing) - len(chosen)


def _agrees(cells: Cells, constants: Mapping[str, object]) -> bool:
    return all(str(cells.get(field)) == str(value) for field, value in constants.items())
