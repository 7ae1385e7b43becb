"""From a message to readings: address, codec, unit, range, time. Pure; every refusal has its reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

from ingest.errors import Reason, RejectedError
from ingest.message import Message
from ingest.registry import Registry
from ingest.topics import TopicError, address_of, address_of_sensor
from model.kind import Kind, Metric
from model.reading import Quality, Reading, Sample
from model.sensor import Sensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What is refused outright: payloads over ``payload_bytes``, times over ``future`` ahead of arrival."""

    payload_bytes: int
    future: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A message, or one value of it, that becomes a dead letter."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """What became of one message; ``sensor_num`` is 0 when no known sensor sent it."""

    sensor_num: int
    readings: Sequence[Reading]
    refusals: Sequence[Refusal]


def normalise(
    message: Message,
    *,
    registry: Registry,
    kinds: Mapping[str, Kind],
    decode: Callable[[bytes], list[Sample]],
    bounds: Bounds,
) -> Normalised:
    """The readings and refusals that a message holds; at least one of both."""
    sensor: Sensor | None = None
    try:
        sensor = _sensor_of(message.topic, registry)
        samples = _samples_of(message, decode, bounds)
    except RejectedError as rejected:
        refusal = Refusal(reason=rejected.reason, detail=rejected.detail)
        return Normalised(sensor_num=sensor.num if sensor else 0, readings=(), refusals=(refusal,))
    readings, refusals = [], []
    for sample in samples:
        try:
            readings.append(_reading(sample, sensor, kinds[sensor.kind], message, bounds))
        except RejectedError as rejected:
            refusals.append(Refusal(reason=rejected.reason, detail=rejected.detail))
    return Normalised(sensor_num=sensor.num, readings=readings, refusals=refusals)


def _sensor_of(topic: str, registry: Registry) -> Sensor:
    sensor = registry.by_topic.get(topic)
    return sensor if sensor is not None else _refuse_topic(topic, registry)


def _refuse_topic(topic: str, registry: Registry) -> NoReturn:
    try:
        address = address_of(topic)
    except TopicError as problem:
        raise RejectedError(Reason.TOPIC, str(problem)) from None
    if (sensor := registry.by_id.get(address.sensor)) is None:
        raise RejectedError(Reason.UNKNOWN_SENSOR, f"no sensor {address.sensor!r} is registered")
    registered = address_of_sensor(sensor).up
    raise RejectedError(Reason.ADDRESS_MISMATCH, f"{sensor.id} is registered to speak on {registered}")


def _samples_of(message: Message, decode: Callable[[bytes], list[Sample]], bounds: Bounds) -> list[Sample]:
    if len(message.payload) > bounds.payload_bytes:
        size = len(message.payload)
        raise RejectedError(
            Reason.PAYLOAD_TOO_LARGE, f"{size} bytes are more than {bounds.payload_bytes} (max_payload_bytes)"
        )
    return decode(message.payload)


def _reading(sample: Sample, sensor: Sensor, kind: Kind, message: Message, bounds: Bounds) -> Reading:
    if (metric := kind.metrics.get(sample.metric)) is None:
        known = ", ".join(kind.metrics)
        raise RejectedError(Reason.UNKNOWN_METRIC, f"{kind.id} has no metric {sample.metric!r}, only {known}")
    if sample.observed_at - message.received_at > bounds.future:
        ahead = (sample.observed_at - message.received_at).total_seconds()
        raise RejectedError(
            Reason.FUTURE_TIME, f"{sample.metric} was observed {ahead:.0f} s after it arrived"
        )
    return Reading(
        sensor_num=sensor.num,
        metric=sample.metric,
        value=sample.value,
        observed_at=sample.observed_at,
        received_at=message.received_at,
        quality=_quality(sample.value, metric),
        origin=sample.origin,
    )


def _quality(value: float, metric: Metric) -> Quality:
    return Quality.GOOD if metric.low <= value <= metric.high else Quality.BAD
