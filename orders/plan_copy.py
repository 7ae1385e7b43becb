"""What an order keeps of its plan, as JSON: a changed file never reaches work under way."""

from collections.abc import Mapping
from typing import Any

from model.area import Level
from model.order import OrderCommand
from model.severity import Severity
from orders.clock import ClockSort, TimeLimit, TimeUnit
from orders.plan import Limits, Plan, Rung, Tell


def copy_of(plan: Plan) -> dict[str, Any]:
    """What an order keeps of its plan, as JSON can hold it."""
    return {
        "skips": sorted(plan.skips),
        "limits": {
            severity.key: {sort.value: [limit.amount, limit.unit] for sort, limit in limits.items()}
            for severity, limits in plan.limits.items()
        },
        "ladder": [[rung.sort, rung.share, int(rung.level)] for rung in plan.ladder],
        "tells": [[sorted(tell.on), tell.whom] for tell in plan.tells],
    }


def limits_in(copy: Mapping[str, Any], severity: Severity) -> Limits:
    """The limits for a level in the copy that an order keeps; older orders have none."""
    told = copy.get("limits", {}).get(severity.key, {})
    return {
        ClockSort(sort): TimeLimit(amount=amount, unit=TimeUnit(unit))
        for sort, (amount, unit) in told.items()
    }


def ladder_in(copy: Mapping[str, Any]) -> tuple[Rung, ...]:
    """The ladder in the copy that an order keeps."""
    return tuple(
        Rung(sort=ClockSort(sort), share=share, level=Level(level))
        for sort, share, level in copy.get("ladder", [])
    )


def tells_in(copy: Mapping[str, Any]) -> tuple[Tell, ...]:
    """Who is told, in the copy that an order keeps."""
    return tuple(
        Tell(on=frozenset(OrderCommand(one) for one in on), whom=whom) for on, whom in copy.get("tells", [])
    )
