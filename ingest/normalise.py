"""From messages to readings: address, codec, metric, time. Pure; every refusal has its reason."""

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made_by
from datetime import timedelta
from typing import NoReturn

from ingest.clock import us_of
from ingest.codec import Context, Field, codec_named
from ingest.codecs import native
from ingest.errors import Reason, RejectedError
from ingest.mapping import Mapped, mapped
from ingest.measures import Measures
from ingest.message import Message
from ingest.registry import Registry
from ingest.rows import Normalised, Remembered, Rows
from ingest.sources import Source, source_of
from ingest.topics import TopicError, address_of, address_of_sensor
from model.sensor import Sensor

_US = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What is refused outright: payloads over ``payload_bytes``, times over ``future`` ahead of arrival."""

    payload_bytes: int
    future: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulings:
    """What messages are read by; ``memory`` is what codecs were asked to remember, by source.

    Reading changes nothing of it: ``keep`` does, once the messages are stored.
    """

    registry: Registry
    measures: Measures
    bounds: Bounds
    sources: Sequence[Source] = ()
    memory: MutableMapping[str, dict[str, str]] = made_by(default_factory=dict)

    def keep(self, remembered: Iterable[Remembered]) -> None:
        """Keeps what stored messages asked to remember."""
        for one in remembered:
            _remember(self.memory.setdefault(one.source, {}), one.key, one.value)


def normalise(messages: Sequence[Message], by: Rulings) -> Normalised:
    """The readings, refusals and notices that messages hold, in the order of arrival."""
    rows = Rows(messages=messages)
    memory: dict[str, dict[str, str]] = {}
    for place, message in enumerate(messages):
        sensor = by.registry.by_topic.get(message.topic)
        rows.sensor_nums.append(sensor.num if sensor else 0)
        try:
            if len(message.payload) > by.bounds.payload_bytes:
                _refuse_size(message.payload, by.bounds)
            if sensor is not None:
                _take_native(rows, place, message, sensor, by)
            else:
                _take_foreign(rows, place, message, by, memory)
        except RejectedError as rejected:
            rows.told += rejected.tell
            rows.refuse(place, rows.sensor_nums[place], rejected)
    return rows.normalised(by.measures.rows, future_us=by.bounds.future // _US)


def _take_native(rows: Rows, place: int, message: Message, sensor: Sensor, by: Rulings) -> None:
    fields = native.decode(message.payload).fields
    measures = by.measures.place[sensor.kind]
    _refuse_other_device(fields, sensor)
    if not measures.keys() >= {field.name for field in fields}:
        for field in fields:
            if field.name not in measures:
                rows.refuse(place, sensor.num, _unknown_metric(sensor, field.name, measures))
        fields = [field for field in fields if field.name in measures]
    if fields:
        # Column by column: a message may hold thousands of values.
        names, values, times_us, _, _, origins = zip(*fields, strict=True)
        rows.add(place, sensor.num, [measures[name] for name in names], values, times_us, origins)


def _take_foreign(
    rows: Rows, place: int, message: Message, by: Rulings, memories: dict[str, dict[str, str]]
) -> None:
    if (found := source_of(message.topic, by.sources)) is None:
        _refuse_topic(message.topic, by.registry)
    source, words = found
    if (memory := memories.get(source.id)) is None:
        memory = memories[source.id] = dict(by.memory.get(source.id, {}))
    context = Context(topic=message.topic, memory=memory, received_us=us_of(message.received_at))
    decoded = codec_named(source.codec).decode(message.payload, context)
    rows.told += decoded.tell
    for key, value in decoded.remember.items():
        _remember(memory, key, value)
        rows.remembered.append(Remembered(place=place, source=source.id, key=key, value=value))
    readings, refusals = mapped(decoded, source, words)
    for reading in readings:
        _add_mapped(rows, place, reading, source, by)
    for refused in refusals:
        rows.refuse(place, rows.sensor_nums[place], RejectedError(refused.reason, refused.detail))
    if not readings and not refusals:
        rows.notices.append(place)


def _add_mapped(rows: Rows, place: int, reading: Mapped, source: Source, by: Rulings) -> None:
    sensor = by.registry.by_id.get(reading.sensor)
    if sensor is None:
        detail = f"no sensor {reading.sensor!r} is registered, which source {source.id} names"
        rows.refuse(place, 0, RejectedError(Reason.UNKNOWN_SENSOR, detail))
    elif sensor.kind != reading.kind:
        detail = f"{sensor.id} is registered as {sensor.kind}, source {source.id} says {reading.kind}"
        rows.refuse(place, sensor.num, RejectedError(Reason.ADDRESS_MISMATCH, detail))
    else:
        measure = by.measures.place[sensor.kind][reading.metric]
        # The message is of the sensor that it speaks of first.
        rows.sensor_nums[place] = rows.sensor_nums[place] or sensor.num
        rows.add(place, sensor.num, [measure], [reading.value], [reading.observed_us], [reading.origin])


def _remember(memory: MutableMapping[str, str], key: str, value: str | None) -> None:
    if value is None:
        memory.pop(key, None)
    else:
        memory[key] = value


def _unknown_metric(sensor: Sensor, name: str, measures: Mapping[str, int]) -> RejectedError:
    known = ", ".join(measures)
    return RejectedError(Reason.UNKNOWN_METRIC, f"{sensor.kind} has no metric {name!r}, only {known}")


def _refuse_size(payload: bytes, bounds: Bounds) -> NoReturn:
    size, most = len(payload), bounds.payload_bytes
    raise RejectedError(Reason.PAYLOAD_TOO_LARGE, f"{size} bytes are more than {most} (max_payload_bytes)")


def _refuse_other_device(fields: Sequence[Field], sensor: Sensor) -> None:
    if other := {field.device for field in fields} - {None, sensor.id}:
        problem = f"the message is of {other.pop()!r}, its topic of {sensor.id!r}"
        raise RejectedError(Reason.DEVICE_MISMATCH, problem)


def _refuse_topic(topic: str, registry: Registry) -> NoReturn:
    try:
        address = address_of(topic)
    except TopicError as problem:
        raise RejectedError(Reason.TOPIC, f"{problem}, and of no source") from None
    if (sensor := registry.by_id.get(address.sensor)) is None:
        raise RejectedError(Reason.UNKNOWN_SENSOR, f"no sensor {address.sensor!r} is registered")
    registered = address_of_sensor(sensor).up
    raise RejectedError(Reason.ADDRESS_MISMATCH, f"{sensor.id} is registered to speak on {registered}")
