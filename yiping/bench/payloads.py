"""Payloads to try ingest with: examples of all codecs, whole, mutated, and such as Hypothesis makes up."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.codec import codec_named, codec_names
from ingest.sources import Source
from ingest.topics import address_of_sensor
from model.sensor import Sensor

NATIVE = "native"
WHOLE_SHARE = 0.2
MADE_UP_SHARE = 0.3
MADE_UP_AT_MOST = 3000
"""Hypothesis takes milliseconds for each."""

ODD: Sequence[Any] = (
    None, True, 0, -1, 1e308, 10**400, float("nan"), float("-inf"), "", "\0", "\ud800", "1e999", "9" * 400,
    [], {}, [[[]]], {"": {}}, "2026-13-45T99:00:00Z", "0001-01-01T00:00:00+14:00", -(2**63), 253402300800000,
)  # fmt: skip
"""Values that parsers, times, floats and databases stumble over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sown:
    """A message to try: its topic and payload."""

    topic: str
    payload: bytes


def sown(
    sources: Sequence[Source], sensors: Sequence[Sensor], made_up: Sequence[bytes], *, rng: random.Random
) -> Iterator[Sown]:
    """Messages without end: mutated examples of every codec in turn, and payloads made up in between.

    When those are used up, they come again, mutated.
    """
    examples = {name: codec_named(name).EXAMPLES for name in codec_names()}
    by_codec = {source.codec: source for source in sources}
    others = iter(made_up)
    while True:
        for name, known in examples.items():
            example = rng.choice(known)
            topic = _topic(by_codec.get(name), example.context.topic, sensors, rng)
            if made_up and rng.random() < MADE_UP_SHARE:
                payload = next(others, None) or mutated(rng.choice(made_up), rng)
            else:
                payload = _tried(example.payload, rng)
            yield Sown(topic=topic, payload=payload)


def mutated(payload: bytes, rng: random.Random) -> bytes:
    """A payload changed a little, in its bytes or, where it is JSON, in one of its values."""
    changes: Sequence[Callable[[bytes, random.Random], bytes]] = (_flipped, _cut, _doubled, _odd, _odd, _odd)
    return rng.choice(changes)(payload, rng)


def made_by_hypothesis(count: int, seed_: int) -> list[bytes]:
    """JSON and bytes that Hypothesis makes up; none where it is not installed."""
    try:
        from hypothesis import HealthCheck, Phase, given, seed, settings
        from hypothesis import strategies as st
    except ImportError:
        return []
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    words = ["t", "v", "o", "id", "n", "u", "bn", "bt", "value", "params"]
    keys = st.sampled_from(words) | st.text(max_size=8)
    trees = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=12)
    found: list[bytes] = []

    @seed(seed_)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.binary(max_size=200) | trees.map(lambda tree: json.dumps(tree).encode()))
    def collect(payload: bytes) -> None:
        found.append(payload)

    collect()
    return found


def _tried(payload: bytes, rng: random.Random) -> bytes:
    return payload if rng.random() < WHOLE_SHARE else mutated(payload, rng)


def _topic(source: Source | None, example: str, sensors: Sequence[Sensor], rng: random.Random) -> str:
    """The topic of the example where its source takes it; else one of a sensor of the source's kind."""
    if source is None or (source.codec == NATIVE and rng.random() < 0.5):
        return address_of_sensor(rng.choice(sensors)).up
    if source.match(example) is not None and rng.random() < 0.5:
        return example
    sensor = rng.choice([sensor for sensor in sensors if sensor.kind == source.kind.id] or sensors)
    return source.filter.replace("+", sensor.id).replace("#", sensor.id)


def _flipped(payload: bytes, rng: random.Random) -> bytes:
    found = bytearray(payload or b"\0")
    for _ in range(rng.randint(1, 4)):
        found[rng.randrange(len(found))] = rng.randrange(256)
    return bytes(found)


def _cut(payload: bytes, rng: random.Random) -> bytes:
    begin = rng.randint(0, len(payload))
    return payload[:begin] + payload[rng.randint(begin, len(payload)) :]


def _doubled(payload: bytes, rng: random.Random) -> bytes:
    begin = rng.randint(0, len(payload))
    end = rng.randint(begin, len(payload))
    return payload[:end] + payload[begin:end] * rng.choice([1, 2, 50]) + payload[end:]


def _odd(payload: bytes, rng: random.Random) -> bytes:
    try:
        tree = json.loads(payload)
        return json.dumps(_with_odd_leaf(tree, rng)).encode()
    except (ValueError, RecursionError):
        return _flipped(payload, rng)


def _with_odd_leaf(tree: Any, rng: random.Random) -> Any:
    if isinstance(tree, dict) and tree and rng.random() < 0.9:
        key = rng.choice(list(tree))
        return {**tree, key: _with_odd_leaf(tree[key], rng)}
    if isinstance(tree, list) and tree and rng.random() < 0.9:
        at = rng.randrange(len(tree))
        return [*tree[:at], _with_odd_leaf(tree[at], rng), *tree[at + 1 :]]
    return rng.choice(ODD)
