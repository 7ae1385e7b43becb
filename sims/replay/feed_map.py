"""A map: what the columns of a recorded file mean. One TOML a feed, read strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from model.catalogue import load_kinds
from model.definition import Definition, read_definition
from model.kind import Kind, Metric
from model.reading import Origin
from model.units import UNITS, Unit
from sims.replay import layouts
from sims.replay.layouts.layout import Layout

MAPS = Path(__file__).parents[1] / "maps"
_ORIGINS = {origin.value: origin for origin in Origin}


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The file of sensor positions beside the feed, and its columns.

    ``street`` is the column whose words become the street of the topic, or ``street_word`` for all.
    ``id_prefix`` goes before ids that we make of names, so that two cities do not meet in one id.
    ``aliases`` maps a name in the feed to the name in this file; ``without_position`` is left out.
    """

    file: str
    key: str
    lon: str
    lat: str
    name: str
    street: str
    street_word: str
    id_prefix: str
    aliases: Mapping[str, str]
    without_position: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMap:
    """One feed. ``settings`` are those of its layout."""

    id: str
    kind: Kind
    metric: Metric
    unit: Unit
    zone: ZoneInfo
    origin: Origin
    district: str
    expected_every_s: int
    places: Places
    layout: Layout
    settings: Any


def load_map(name: str | Path, *, zone: str | None = None) -> FeedMap:
    """The map at that path, or the one of that name among ours; ``zone`` overrules its time zone.

    Raises DefinitionError naming the key.
    """
    path = Path(name)
    if path.suffix != ".toml" and not path.exists():
        path = MAPS / f"{name}.toml"
    definition = read_definition(path)
    if (own := definition.take("id", str)) != path.stem:
        raise definition.error("id", f"{own!r} differs from the file's name {path.stem!r}")
    definition.take("source", str)
    kind = definition.choice("kind", dict(load_kinds()))
    metric = definition.choice("metric", dict(kind.metrics))
    names = {name: name for name in layout_names()}
    layout = cast("Layout", import_module(f"{layouts.__name__}.{definition.choice('layout', names)}"))
    columns = definition.table("columns")
    found = FeedMap(
        id=own,
        kind=kind,
        metric=metric,
        unit=_unit(definition, metric),
        zone=_zone(definition, zone),
        origin=definition.choice("origin", _ORIGINS),
        district=definition.take("district", str),
        expected_every_s=definition.take("expected_every_s", int),
        places=_places(definition.table("places")),
        layout=layout,
        settings=layout.read(columns),
    )
    columns.finish()
    definition.finish()
    return found


def layout_names() -> list[str]:
    """Every layout that a map may name: the files of ``sims/replay/layouts`` that can read rows."""
    names = [module.name for module in iter_modules(layouts.__path__)]
    return [name for name in names if hasattr(import_module(f"{layouts.__name__}.{name}"), "points")]


def _unit(definition: Definition, metric: Metric) -> Unit:
    unit = definition.choice("unit", UNITS)
    if unit.quantity != metric.unit.quantity:
        problem = f"{unit.name} ({unit.quantity}) is no unit of {metric.name} ({metric.unit.quantity})"
        raise definition.error("unit", problem)
    return unit


def _zone(definition: Definition, overruled_by: str | None) -> ZoneInfo:
    written = definition.take("zone", str)
    name = overruled_by or written
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as problem:
        raise definition.error("zone", f"{name!r} is no IANA time zone") from problem


def _places(table: Definition) -> Places:
    aliases = table.optional_table("aliases")
    places = Places(
        file=table.take("file", str),
        key=table.take("key", str),
        lon=table.take("lon", str),
        lat=table.take("lat", str),
        name=table.take("name", str),
        street=table.take("street", str, ""),
        street_word=table.take("street_word", str, ""),
        id_prefix=table.take("id_prefix", str, ""),
        aliases={} if aliases is None else {name: aliases.take(name, str) for name in aliases.names()},
        without_position=frozenset(str(name) for name in table.take("without_position", list, [])),
    )
    if bool(places.street) == bool(places.street_word):
        raise table.error("street", "say either street (a column) or street_word")
    table.finish()
    return places
