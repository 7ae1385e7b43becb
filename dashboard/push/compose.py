"""From what the store tells to the picture that screens draw. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from dashboard.push.city import City
from dashboard.push.picture import SILENT, Picture
from model.order import OrderState
from model.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What one reading of the database brings; `alerts` and `orders` are the lists' rows, told briefly."""

    standing: Sequence[tuple[int, Severity]] = ()
    silent: Collection[int] = frozenset()
    orders_by_state: Mapping[OrderState, int] = field(default_factory=dict)
    alerts: Sequence[object] = ()
    orders: Sequence[object] = ()


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
    return Picture(states=bytes(states), areas=worst_by_area(city, worst), figures=figures(states, truth))


def worst_by_sensor(standing: Iterable[tuple[int, Severity]]) -> dict[int, int]:
    worst: dict[int, int] = {}
    for num, severity in standing:
        worst[num] = max(worst.get(num, 0), int(severity))
    return worst


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
    return {
        **figures_of(bytes(states), truth.standing, truth.orders_by_state),
        # The rows are those of the whole city and not all of them: the list of an area may show others.
        "list.alerts": _print_of([truth.alerts, sorted(truth.standing)]),
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


def _print_of(rows: Sequence[object]) -> int:
    return crc32(repr(rows).encode())
