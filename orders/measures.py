"""What the figures of the evaluation are called, and how each is reckoned, from ``measures.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from model.definition import Definition, read_definition
from model.text import Text

MEASURES = Path(__file__).parent / "measures.toml"


class Unit(StrEnum):
    """What a figure is told in: how many, a part of 1, or a time on the wall clock."""

    COUNT = "count"
    SHARE = "share"
    TIME = "time"


UNITS = {unit.value: unit for unit in Unit}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure; ``id`` is that of the field in ``orders.evaluation.Figures``."""

    id: str
    name: Text
    formula: Text
    unit: Unit


@cache
def shipped_measures() -> Mapping[str, Measure]:
    """The measures that the program brings, by id, in the order in which people read them."""
    return load_measures()


def load_measures(path: Path = MEASURES) -> Mapping[str, Measure]:
    """The measures of one file. Raises DefinitionError, naming file and key, when anything in it is wrong."""
    definition = read_definition(path)
    found: dict[str, Measure] = {}
    for table in definition.tables("measure"):
        measure = _measure(table)
        if found.setdefault(measure.id, measure) is not measure:
            raise table.error("id", f"{measure.id!r} stands twice")
    definition.finish()
    return found


def _measure(table: Definition) -> Measure:
    measure = Measure(
        id=table.take("id", str),
        name=table.text("name"),
        formula=table.text("formula"),
        unit=table.choice("unit", UNITS),
    )
    table.finish()
    return measure
