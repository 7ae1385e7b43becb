"""Sites and their dossiers as rows of a table, both ways."""

from collections.abc import Callable, Iterable, Mapping

from model.position import Position
from model.site import Site
from model.site_kind import Field, SiteKind, Value
from yiping.registry.cells import dossier_value, word
from yiping.registry.row import RowCheck, one_of
from yiping.registry.sensor_rows import name_of
from yiping.registry.table import Cell

OWN = ("id", "kind", "name_zh", "name_en", "lon", "lat")
REQUIRED = ("id", "kind", "name_zh", "lon", "lat")


def fields(kinds: Iterable[SiteKind]) -> tuple[str, ...]:
    """The fields of a file that holds sites of ``kinds``: their own, then those of all dossiers."""
    return (*OWN, *dict.fromkeys(name for kind in kinds for name in kind.fields))


def site_maker(
    kinds: Mapping[str, SiteKind], before: Mapping[str, Site]
) -> Callable[[RowCheck, Position | None], Site | None]:
    """Makes sites of rows; ``before`` are those that are there, by id."""
    every, kind_of = fields(kinds.values()), one_of(kinds, "kind of site")

    def make(row: RowCheck, position: Position | None) -> Site | None:
        site_id, kind = row.required("id", word), row.required("kind", kind_of)
        old = before.get(site_id or "")
        name = name_of(row, old.name if old else None)
        if kind is None:
            return None
        dossier = _dossier(row, kind, every, old.dossier if old and old.kind == kind.id else {})
        if not (site_id and name and position):
            return None
        return Site(id=site_id, kind=kind.id, name=name, position=position, dossier=dossier)

    return make


def site_cells(site: Site) -> dict[str, Cell]:
    """What a file says of a site, by field."""
    return {
        "id": site.id,
        "kind": site.kind,
        "name_zh": site.name.zh,
        "name_en": site.name.en,
        "lon": site.position.lon,
        "lat": site.position.lat,
        **{name: _plain(value) for name, value in site.dossier.items()},
    }


def _dossier(
    row: RowCheck, kind: SiteKind, every: Iterable[str], old: Mapping[str, Value]
) -> dict[str, Value]:
    found = {name: value for name, value in old.items() if not row.carries(name)}
    for name in every:
        if name in OWN or not row.filled(name):
            continue
        if name not in kind.fields:
            row.refuse(name, f"a {kind.id} has no such field")
        elif (value := row.required(name, _reader(kind.fields[name]))) is not None:
            found[name] = value
    for name in kind.missing(found):
        if not row.filled(name):
            row.refuse(name, f"is missing; every {kind.id} has it")
    return found


def _reader(field: Field) -> Callable[[Cell], Value]:
    return lambda cell: dossier_value(cell, field)


def _plain(value: Value) -> Value:
    return int(value) if isinstance(value, float) and value.is_integer() else value
