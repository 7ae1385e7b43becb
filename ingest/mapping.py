"""From fields of a message to what its source says they are: sensor, metric, value in our unit. Pure."""

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import NamedTuple

from ingest.codec import Decoded, Field
from ingest.errors import Reason, RejectedError
from ingest.source_fields import FieldMap
from ingest.sources import DEVICE, Source
from model.reading import Origin
from model.units import Unit, convert

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SHOWN = 5


class Mapped(NamedTuple):
    """One value of a sensor, in the catalogue's unit; ``observed_us`` as in Field.

    Whether the sensor is registered, and as this kind, is for the caller to see.
    """

    sensor: str
    metric: str
    value: float
    observed_us: int | None
    origin: Origin
    kind: str


class Refused(NamedTuple):
    """One value, or a whole message, that cannot become a reading."""

    reason: Reason
    detail: str


def mapped(decoded: Decoded, source: Source, words: Mapping[str, str]) -> tuple[list[Mapped], list[Refused]]:
    """The readings and the refusals of a message; ``words`` are those of its topic.

    Both are empty for a message that is no reading, and for one of which all fields are ignored. What is
    wrong with one value costs no other.
    """
    if decoded.notice is not None:
        return [], []
    readings: list[Mapped] = []
    refusals: list[Refused] = []
    for field, use, named in _uses(decoded, source):
        try:
            readings.append(_reading(field, use, _all_words(field, decoded, words, named), source))
        except RejectedError as rejected:
            refusals.append(Refused(rejected.reason, rejected.detail))
    if (unmapped := _unmapped(decoded, source)) is not None:
        refusals.append(unmapped)
    return readings, refusals


def _uses(decoded: Decoded, source: Source) -> Iterator[tuple[Field, FieldMap, Mapping[str, str]]]:
    """Each field that the source maps, those included that were left out and mean a value."""
    for field in decoded.fields:
        if (found := source.field(field.name)) is not None:
            yield field, *found
    left_out = _left_out(decoded, source)
    if left_out and not _unknown(decoded, source) and (whole := _whole(decoded)) is not None:
        for name in left_out:
            use = source.fields[name]
            yield whole._replace(name=name, value=use.absent or 0.0), use, {}


def _left_out(decoded: Decoded, source: Source) -> list[str]:
    if not source.may_be_absent:
        return []
    told = {field.name for field in decoded.fields}
    return [name for name in source.may_be_absent if name not in told]


def _unknown(decoded: Decoded, source: Source) -> list[str]:
    names = dict.fromkeys(field.name for field in decoded.fields)
    return [name for name in names if source.field(name) is None and not source.ignores(name)]


def _whole(decoded: Decoded) -> Field | None:
    """A field that has the message's time and device, but no name; None where the message has several."""
    times = (
        {decoded.observed_us} if decoded.observed_us is not None else {f.observed_us for f in decoded.fields}
    )
    devices = {decoded.device} if decoded.device is not None else {f.device for f in decoded.fields}
    if len(times) > 1 or len(devices) > 1:
        return None
    origin = decoded.fields[0].origin if decoded.fields else Origin.LIVE
    return Field("", 0.0, next(iter(times), None), None, next(iter(devices), None), origin)


def _unmapped(decoded: Decoded, source: Source) -> Refused | None:
    if not (unknown := _unknown(decoded, source)):
        return None
    names = ", ".join(f"{name!r:.80}" for name in unknown[:_SHOWN]) + (
        " ..." if len(unknown) > _SHOWN else ""
    )
    if left_out := _left_out(decoded, source):
        # A field that was renamed must not read as zero for ever.
        why = f"{names} may be the new name of {left_out[0]!r}, which is missing"
    elif all(source.field(field.name) is None for field in decoded.fields):
        why = f"no field of the message is mapped: {names}"
    else:
        return None
    return Refused(Reason.UNKNOWN_METRIC, f"source {source.id}: {why}; map or ignore it in {source.id}.toml")


def _all_words(
    field: Field, decoded: Decoded, words: Mapping[str, str], named: Mapping[str, str]
) -> Mapping[str, str]:
    """The words of topic and field name, and the device that topic, name and message agree on."""
    message = field.device if field.device is not None else decoded.device
    told = {"topic": words.get(DEVICE), "field": named.get(DEVICE), "message": message}
    devices = {device for device in told.values() if device is not None}
    if len(devices) > 1:
        says = ", ".join(f"the {teller} {device!r}" for teller, device in told.items() if device is not None)
        raise RejectedError(Reason.DEVICE_MISMATCH, f"{field.name} is of which device? {says}")
    return {**words, **named, DEVICE: devices.pop()} if devices else {**words, **named}


def _reading(field: Field, use: FieldMap, words: Mapping[str, str], source: Source) -> Mapped:
    try:
        sensor = use.sensor.filled(words)
    except KeyError as missing:
        problem = f"source {source.id}: {field.name}: neither topic nor message tells the {missing.args[0]}"
        raise RejectedError(Reason.UNKNOWN_SENSOR, problem) from None
    value = convert(_number(field, use, source), source=_unit(field, use, source), target=use.metric.unit)
    if not isfinite(value):
        raise RejectedError(Reason.NOT_A_NUMBER, f"{field.name} is beyond what a number can hold")
    return Mapped(
        source.sensors.get(sensor, sensor),
        use.metric.name,
        value,
        field.observed_us,
        field.origin,
        use.kind.id,
    )


def _number(field: Field, use: FieldMap, source: Source) -> float:
    value = field.value
    if not isinstance(value, str):
        return value
    if value in use.texts:
        return use.texts[value]
    if not _NUMBER.fullmatch(value):
        raise RejectedError(Reason.WRONG_TYPE, f"{field.name} = {value!r:.80} is not a number")
    if not source.numbers_as_text:
        problem = f"{field.name} = {value!r:.80} is a text; source {source.id} lacks numbers_as_text = true"
        raise RejectedError(Reason.WRONG_TYPE, problem)
    return float(value)


def _unit(field: Field, use: FieldMap, source: Source) -> Unit:
    """The unit that the message tells, or the declared one where it tells none."""
    if field.unit is None or field.unit == use.unit.name:
        return use.unit
    unit = source.units.get(field.unit)
    if unit is None or unit.quantity != use.unit.quantity:
        problem = (
            f"{field.name} is told in {field.unit!r:.80}, not in {use.unit.name}; see units of {source.id}"
        )
        raise RejectedError(Reason.UNKNOWN_UNIT, problem)
    return unit
