"""Which column of a file is which field."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from model.definition import Definition, read_definition
from yiping.registry.table import Cell, Entry, Table, TableError


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """``columns`` says the column of each field, ``constants`` the value of those that have no column.

    ``whole`` is true when every column of a file must be a field, so that no misspelt one is passed over.
    """

    columns: Mapping[str, str]
    constants: Mapping[str, Cell]
    whole: bool

    def title(self, field: str) -> str:
        """Where a person finds what is wrong with a field."""
        return f"{field} (constant)" if field in self.constants else self.columns.get(field, field)


def plain_map(fields: Collection[str]) -> ColumnMap:
    """Columns named as the fields."""
    return ColumnMap(columns={field: field for field in fields}, constants={}, whole=True)


def read_map(path: Path, fields: Collection[str]) -> ColumnMap:
    """The map of a TOML file: tables ``columns`` and ``constants``, keys are fields.

    Raises DefinitionError naming file and key when a key is no field, or a field stands in both.
    """
    definition = read_definition(path)
    columns = definition.table("columns")
    constants = definition.optional_table("constants")
    found = ColumnMap(
        columns=dict(_texts(columns, fields)),
        constants=dict(_values(constants, fields)) if constants else {},
        whole=False,
    )
    definition.take("constants", dict, {})
    definition.finish()
    for field in found.constants:
        if field in found.columns and constants:
            raise constants.error(field, "has a column too; one of the two")
    return found


def _texts(table: Definition, fields: Collection[str]) -> Iterator[tuple[str, str]]:
    told = {field: table.take(field, str, "").strip() for field in fields}
    table.finish()
    yield from ((field, told[field]) for field in table.names() if told[field])


def _values(table: Definition, fields: Collection[str]) -> Iterator[tuple[str, Cell]]:
    for field in fields:
        if field in table.names():
            value = table.take(field, object)
            if not isinstance(value, str | int | float):
                raise table.error(field, "must be a text or a number")
            yield field, value
    table.finish()


def entries(table: Table, given: ColumnMap, required: Collection[str]) -> Iterator[Entry]:
    """Every row of ``table`` by its fields. Raises TableError when the header does not fit the map."""
    places = {field: table.columns.index(column) for field, column in _present(table, given, required)}
    for row in table.rows:
        cells = {field: row.cells[place] for field, place in places.items()}
        yield Entry(row.line, {**given.constants, **cells})


def passed_over(table: Table, given: ColumnMap) -> list[str]:
    """The columns that no field reads."""
    used = set(given.columns.values())
    return [column for column in table.columns if column and column not in used]


def _present(table: Table, given: ColumnMap, required: Collection[str]) -> list[tuple[str, str]]:
    present = [(field, column) for field, column in given.columns.items() if column in table.columns]
    absent = sorted(set(given.columns.values()) - set(table.columns))
    lacking = [field for field in required if field not in given.constants and field not in dict(present)]
    if lacking or (absent and not given.whole):
        names = ", ".join(map(repr, lacking if given.whole else absent or lacking))
        raise TableError(f"{table.file}: no column for {names}; it has {', '.join(table.columns)}; see --map")
    if given.whole and (unknown := passed_over(table, given)):
        raise TableError(f"{table.file}: column {unknown[0]!r} is no field; say by --map which columns count")
    for _, column in present:
        if table.columns.count(column) > 1:
            raise TableError(f"{table.file}: two columns are named {column!r}")
    return present
