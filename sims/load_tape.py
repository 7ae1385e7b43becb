"""What a load consists of: PUBLISH packets of MQTT 5 at QoS 1, made by the round and not one by one.

A simulated sensor costs a program of Python several microseconds a message, which on a small machine takes
the processor from what is to be measured. Here a round, one message of every sensor, is a buffer in which
only the digits of the times, the packet identifiers and the last digits of the values change. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ingest.topics import address_of_sensor
from model.kind import Kind, Metric
from model.reading import Origin
from model.sensor import Sensor

IDENTIFIERS = 65_535
"""Packet identifiers are 1..65535 (MQTT 5, 2.2.1)."""

PUBLISH_QOS_1 = 0x32
TIME_DIGITS = 13
WAVE_S = 1800.0
LEVELS = 24
"""So many steps from calm to the peak."""

_POWERS = 10 ** np.arange(TIME_DIGITS - 1, -1, -1, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The packets of one round with blanks; ``starts`` has one entry more than there are packets.

    ``moves`` is 0 where the last digit stands still: counts and states are whole numbers, calm ones are 0.
    """

    packets: NDArray[np.uint8]
    starts: NDArray[np.int64]
    identifiers_at: NDArray[np.int64]
    times_at: NDArray[np.int64]
    digits_at: NDArray[np.int64]
    moves: NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Tape:
    """Message k is the (k // len(sensors))-th of sensor k % len(sensors), so that any part can be made again.

    Each carries ``per_message`` readings of the first metric of its kind, ``step_ms`` apart from ``first_ms``
    (ms since 1970 UTC) on. Values move between calm and ``peak``, a share of the metric's range, once in
    WAVE_S seconds of their own time; 0 is calm for ever.
    """

    sensors: Sequence[Sensor]
    kinds: Mapping[str, Kind]
    first_ms: int
    step_ms: int = 1000
    per_message: int = 1
    peak: float = 0.0
    origin: Origin = Origin.LIVE

    def packets(self, first: int, count: int) -> tuple[bytes, int]:
        """At most ``count`` packets from message ``first`` on, not beyond its round, and how many."""
        turn, begin = divmod(first, len(self.sensors))
        end = min(begin + count, len(self.sensors))
        form = self._form_of(turn)
        here, packets = slice(begin, end), form.packets
        packets[form.times_at[here]] = self._times(turn)
        packets[form.digits_at[here]] = 48 + form.moves[here] * self._digits(turn)
        packets[form.identifiers_at[here]] = numbers(first, end - begin).astype(">u2")[:, None].view(np.uint8)
        return packets[form.starts[begin] : form.starts[end]].tobytes(), end - begin

    def time_ms(self, message: int, place: int = 0) -> int:
        """When the reading at ``place`` of a message was observed, in ms since 1970 UTC."""
        turn = message // len(self.sensors)
        return self.first_ms + (turn * self.per_message + place) * self.step_ms

    def level(self, turn: int) -> int:
        """How far the wave has risen in a round, 0 calm to LEVELS at its peak."""
        if not self.peak:
            return 0
        phase = turn * self.per_message * self.step_ms / 1000 % WAVE_S / WAVE_S
        return round(LEVELS * (1 - abs(2 * phase - 1)))

    def _digits(self, turn: int) -> NDArray[np.uint8]:
        return ((turn * self.per_message + np.arange(self.per_message)) * 7 % 10).astype(np.uint8)

    def _times(self, turn: int) -> NDArray[np.uint8]:
        first = self.first_ms + turn * self.per_message * self.step_ms
        times = first + np.arange(self.per_message, dtype=np.int64) * self.step_ms
        return (times[:, None] // _POWERS % 10 + 48).astype(np.uint8)

    def _form_of(self, turn: int) -> Form:
        level = self.level(turn)
        if level not in self._forms:
            self._forms[level] = self._new_form(self.peak * level / LEVELS)
        return self._forms[level]

    @cached_property
    def _forms(self) -> dict[int, Form]:
        return {}

    def _new_form(self, share: float) -> Form:
        kinds = [self.kinds[sensor.kind].main_metric for sensor in self.sensors]
        readings = [_blank_reading(metric, share, self.origin) for metric in kinds]
        topics = [address_of_sensor(sensor).up.encode() for sensor in self.sensors]
        pairs = zip(topics, readings, strict=True)
        blanks = [_blank_packet(topic, reading, self.per_message) for topic, reading in pairs]
        return _form(blanks, [metric.decimals > 0 for metric in kinds])


Blank = tuple[bytes, int, list[int], list[int]]
"""A packet with blanks: its bytes, where its identifier stands, its times, the last digits of its values."""


def numbers(first: int, count: int) -> NDArray[np.int64]:
    """The packet identifiers of ``count`` messages from ``first`` on."""
    return 1 + np.arange(first, first + count, dtype=np.int64) % IDENTIFIERS


def length_of(count: int) -> bytes:
    """``count`` as a variable byte integer (MQTT 5, 1.5.5)."""
    written = bytearray()
    while count > 127:
        written.append(count % 128 | 128)
        count //= 128
    return bytes([*written, count])


def _blank_reading(metric: Metric, share: float, origin: Origin) -> tuple[bytes, bytes, bytes]:
    calm = min(max(0.0, metric.low), metric.high)
    risen = calm + share * (metric.high - calm)
    value = f"{risen if metric.decimals else round(risen):.3f}"
    return b'{"t":', f',"v":{{"{metric.name}":{value}'.encode(), f'}},"o":"{origin}"}}'.encode()


def _blank_packet(topic: bytes, reading: tuple[bytes, bytes, bytes], per_message: int) -> Blank:
    before, value, after = reading
    one = before + b"0" * TIME_DIGITS + value + after
    payload = one if per_message == 1 else b"[" + b",".join([one] * per_message) + b"]"
    rest = len(topic).to_bytes(2, "big") + topic + b"\0\0" + b"\0" + payload  # identifier, no properties
    head = bytes([PUBLISH_QOS_1]) + length_of(len(rest))
    identifier_at = len(head) + 2 + len(topic)
    begins = identifier_at + 3 + (per_message > 1)
    times_at = [begins + place * (len(one) + 1) + len(before) for place in range(per_message)]
    digits_at = [time_at + TIME_DIGITS + len(value) - 1 for time_at in times_at]
    return head + rest, identifier_at, times_at, digits_at


def _form(blanks: Sequence[Blank], moves: Sequence[bool]) -> Form:
    starts = np.cumsum([0, *(len(packet) for packet, _, _, _ in blanks)])
    begins = starts[:-1, None]
    times_at = begins + np.array([times for _, _, times, _ in blanks])
    return Form(
        packets=np.frombuffer(b"".join(packet for packet, _, _, _ in blanks), np.uint8).copy(),
        starts=starts,
        identifiers_at=begins + np.array([at for _, at, _, _ in blanks])[:, None] + np.arange(2),
        times_at=times_at[:, :, None] + np.arange(TIME_DIGITS),
        digits_at=begins + np.array([digits for _, _, _, digits in blanks]),
        moves=np.array(moves, np.uint8)[:, None],
    )
