"""From what the store tells to the picture that screens draw. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from alerts.noise import Noise
from dashboard.push.city import City
from dashboard.push.picture import DRILL, REPLAY, SILENT, Picture
from dashboard.say import milliseconds
from model.order import OrderState
from model.reading import Origin
from model.severity import Severity
from store.drills import Drill
from store.marks import NOTHING, Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What one reading of the database brings; `alerts` and `orders` are the lists' rows, told briefly.

    `standing` and `orders_by_state` are real; `drills` and `drill_orders` are not.
    """

    standing: Sequence[tuple[int, Severity]] = ()
    silent: Collection[int] = frozenset()
    orders_by_state: Mapping[OrderState, int] = field(default_factory=dict)
    alerts: Sequence[object] = ()
    orders: Sequence[object] = ()
    drills: Sequence[Drill] = ()
    drill_orders: int = 0
    asides: Mark = NOTHING
    incidents: Mark = NOTHING
    noise: Noise | None = None


def picture_of(city: City, truth: Truth) -> Picture:
    """The picture of this truth. Sensors that the city does not know are left out."""
    worst = worst_by_sensor(truth.standing)
    states = bytearray(len(city.sensors))
    for num, severity in worst.items():
        if (at := city.index.get(num)) is not None:
            states[at] = severity
    for num in truth.silent:
        if (at := city.index.get(num)) is not None:
            states[at] |= SILENT
    for num, mark in marks(truth.drills).items():
        if (at := city.index.get(num)) is not None:
            states[at] |= mark
    return Picture(states=bytes(states), areas=worst_by_area(city, worst), figures=figures(states, truth))


def worst_by_sensor(standing: Iterable[tuple[int, Severity]]) -> dict[int, int]:
    worst: dict[int, int] = {}
    for num, severity in standing:
        worst[num] = max(worst.get(num, 0), int(severity))
    return worst


def marks(drills: Iterable[Drill]) -> dict[int, int]:
    """The bits for what is not real of each sensor; an exercise hides a replay."""
    found: dict[int, tuple[bool, int]] = {}
    for drill in drills:
        if drill.severity is not None:
            told = (drill.origin is Origin.EXERCISE, int(drill.severity))
            found[drill.sensor_num] = max(found.get(drill.sensor_num, told), told)
    return {
        num: severity * DRILL + (0 if exercise else REPLAY) for num, (exercise, severity) in found.items()
    }


def worst_by_area(city: City, worst: Mapping[int, int]) -> dict[str, int]:
    """The worst open severity of each area and of all areas around it."""
    areas: dict[str, int] = {}
    for num, severity in worst.items():
        at = city.index.get(num)
        for code in city.paths[at] if at is not None else ():
            areas[code] = max(areas.get(code, 0), severity)
    return areas


def figures(states: bytearray, truth: Truth) -> dict[str, int]:
    """The counters of the header, and a fingerprint of every list that a page shows."""
    drills = sorted(map(str, truth.drills))
    listed = [truth.alerts, sorted(truth.standing), drills, truth.asides, truth.incidents]
    return {
        **figures_of(bytes(states), truth.standing, truth.orders_by_state),
        **drill_figures(truth.drills, truth.drill_orders),
        **list_figures(truth.asides, truth.incidents),
        **noise_figures(truth.noise),
        # The rows are those of the whole city and not all of them: the list of an area may show others.
        "list.alerts": _print_of(listed),
        "list.orders": _print_of([truth.orders, sorted(truth.orders_by_state.items())]),
        "list.states": crc32(bytes(states)),
    }


def figures_of(
    states: bytes, standing: Sequence[tuple[int, Severity]], orders_by_state: Mapping[OrderState, int]
) -> dict[str, int]:
    """The counters of the header, of the whole city or of an area."""
    silent = sum(1 for state in states if state & SILENT)
    by_severity = Counter(severity for _, severity in standing)
    return {
        "sensors.total": len(states),
        "sensors.silent": silent,
        "sensors.online": len(states) - silent,
        **{f"alerts.{level.key}": by_severity[level] for level in Severity},
        **{f"orders.{state.value}": orders_by_state.get(state, 0) for state in OrderState},
    }


def drill_figures(drills: Iterable[Drill], orders: int) -> dict[str, int]:
    """What is open of exercises and replays, for the bar that says so."""
    told = {f"drill.{origin.value}": 0 for origin in Origin if origin is not Origin.LIVE}
    for drill in drills:
        told[f"drill.{drill.origin.value}"] += drill.alerts
    return {**told, "drill.orders": orders}


def list_figures(asides: Mark, incidents: Mark) -> dict[str, int]:
    """How many rows the other two views of the feed have."""
    return {"asides.open": asides.rows, "incidents.open": incidents.rows}


def noise_figures(noise: Noise | None) -> dict[str, int]:
    """How loud the seat is: flooded 0 or 1, since when in ms, alarms, tenths of raw events a matter."""
    if noise is None:
        return {}
    return {
        "noise.flooded": int(noise.flooded),
        "noise.since": milliseconds(noise.since) if noise.since else 0,
        "noise.alarms_10min": noise.alarms_10min,
        "noise.ratio": round(10 * (noise.consolidation or 0)),
    }


def _print_of(rows: Sequence[object]) -> int:
    return crc32(repr(rows).encode())
