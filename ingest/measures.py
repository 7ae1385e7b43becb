"""Every kind's metrics in one row each, so that a reading can name what it measures by a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.limits import Limits, limits_of
from model.kind import Kind
from store.columns import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """``rows`` are (kind, metric), ``place`` finds one by kind and metric, ``limits`` stand beside them."""

    rows: Sequence[Measure]
    place: Mapping[str, Mapping[str, int]]
    limits: Limits


def measures_of(kinds: Mapping[str, Kind]) -> Measures:
    """The measures of a catalogue."""
    rows = [(kind.id, metric) for kind in kinds.values() for metric in kind.metrics]
    place: dict[str, dict[str, int]] = {kind: {} for kind in kinds}
    for number, (kind, metric) in enumerate(rows):
        place[kind][metric] = number
    return Measures(rows=rows, place=place, limits=limits_of(kinds, rows))
