"""One alert for a person: what it is, and each of its changes with what that was decided on."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from model.alert import Alert, AlertEvent

Say = Callable[[datetime], str]


def lines(alert: Alert, events: Sequence[AlertEvent], *, sensor_id: str, say: Say) -> Iterator[str]:
    """The alert and its history, the oldest first; ``say`` writes a time in the district's zone."""
    yield (
        f"alert {alert.num}: {alert.rule_id} revision {alert.rule_revision} at {sensor_id}, {alert.state}, "
        f"{alert.severity.key} (worst {alert.peak_severity.key}), {alert.origin}"
    )
    for event in events:
        yield from _event(event, say)


def _event(event: AlertEvent, say: Say) -> Iterator[str]:
    words = f" ({event.comment})" if event.comment else ""
    yield (
        f"{say(event.at)}  {event.change} {event.severity.key} at {event.value:g} by {event.actor}: "
        f"{event.reason}{words}"
    )
    if event.inputs is not None:
        yield from (f"    {line}" for line in inputs_told(event.inputs, say))


def inputs_told(inputs: Mapping[str, Any], say: Say) -> Iterator[str]:
    """What a change was decided on, a line for each part."""
    if (heard := inputs.get("heard")) is not None:
        yield f"heard {heard['metric']} {heard['value']:g} at {say(datetime.fromisoformat(heard['at']))}"
    if "sensors" in inputs:
        numbers = ", ".join(map(str, inputs["sensors"]))
        yield f"counted {inputs['value']:g}; sensors by number: {numbers}"
    for name in ("limit", "facts", "known"):
        if told := inputs.get(name):
            yield f"{name} {_short(told)}"
    for name, told in inputs.get("parts", ()):
        yield f"{name}: {told}"


def _short(told: object) -> str:
    if isinstance(told, Mapping):
        return ", ".join(f"{name} {_value(value)}" for name, value in told.items())
    return _value(told)


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
