"""The packets of a load, read by the codec of the wire and by the rules of MQTT 5."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.codecs.native import decode
from ingest.topics import address_of_sensor
from model.catalogue import load_kinds
from sims.load_tape import IDENTIFIERS, LEVELS, WAVE_S, Tape, length_of
from tests.fixtures.city import SENSORS

FIRST_MS = 1_764_576_000_000
KINDS = load_kinds()


def tape(per_message: int = 1, step_ms: int = 1000, peak: float = 0.0) -> Tape:
    return Tape(
        sensors=SENSORS, kinds=KINDS, first_ms=FIRST_MS, step_ms=step_ms, per_message=per_message, peak=peak
    )


def packets(stream: bytes) -> list[tuple[str, int, bytes]]:
    """Topic, identifier and payload of each PUBLISH (MQTT 5, 3.3)."""
    found, at = [], 0
    while at < len(stream):
        assert stream[at] == 0x32  # PUBLISH, QoS 1, neither DUP nor RETAIN
        size, shift, at = 0, 0, at + 1
        while True:
            size, shift, at = size | (stream[at] & 127) << shift, shift + 7, at + 1
            if stream[at - 1] < 128:
                break
        body, at = stream[at : at + size], at + size
        topic_end = 2 + int.from_bytes(body[:2], "big")
        assert body[topic_end + 2] == 0  # no properties
        identifier = int.from_bytes(body[topic_end : topic_end + 2], "big")
        found.append((body[2:topic_end].decode(), identifier, body[topic_end + 3 :]))
    assert at == len(stream)
    return found


def all_packets(made: Tape, first: int, count: int) -> list[tuple[str, int, bytes]]:
    found: list[tuple[str, int, bytes]] = []
    while len(found) < count:
        block, told = made.packets(first + len(found), count - len(found))
        assert len(packets(block)) == told
        found += packets(block)
    return found


@given(first=st.integers(0, 200_000), count=st.integers(1, 12), per_message=st.sampled_from([1, 2, 50]))
def test_any_part_of_a_tape_reads_as_the_wire_demands(first: int, count: int, per_message: int) -> None:
    made = tape(per_message)
    for message, (topic, identifier, payload) in enumerate(all_packets(made, first, count), first):
        sensor = SENSORS[message % len(SENSORS)]
        assert topic == address_of_sensor(sensor).up
        assert identifier == 1 + message % IDENTIFIERS
        fields = decode(payload).fields
        times = [made.time_ms(message, place) * 1000 for place in range(per_message)]
        assert [field.observed_us for field in fields] == times
        assert {field.name for field in fields} == {KINDS[sensor.kind].main_metric.name}


def test_a_sensor_never_tells_a_time_twice() -> None:
    times = [
        (topic, field.observed_us)
        for topic, _, payload in all_packets(tape(per_message=3), 0, 1000)
        for field in decode(payload).fields
    ]
    assert len(set(times)) == len(times) == 3000


def test_a_part_ends_with_its_round() -> None:
    block, count = tape().packets(3, 100)
    assert count == len(packets(block)) == len(SENSORS) - 3


def test_a_part_made_again_is_the_same() -> None:
    made = tape(peak=0.3)
    before = made.packets(5, 5)
    made.packets(500, 5)
    assert made.packets(5, 5) == before


def test_values_rise_to_the_peak_and_fall_again() -> None:
    made = tape(peak=0.1, step_ms=10_000)
    rounds = round(WAVE_S / 10)
    levels = [made.level(turn) for turn in range(rounds + 1)]
    assert (levels[0], levels[rounds // 2], levels[-1]) == (0, LEVELS, 0)
    (_, _, payload), *_ = packets(made.packets(rounds // 2 * 5, 1)[0])
    (depth,) = decode(payload).fields
    assert isinstance(depth.value, float)
    assert 30.0 <= depth.value < 30.01  # a tenth of 0..300 cm, and a last digit that moves


def test_lengths_are_written_as_the_standard_shows() -> None:
    shown = {0: "00", 127: "7f", 128: "8001", 16_383: "ff7f", 16_384: "808001", 2_097_151: "ffff7f"}
    assert {count: length_of(count).hex() for count in shown} == shown


def test_counts_and_states_of_a_calm_load_are_zero_and_measures_move_a_little() -> None:
    told: dict[str, set[float]] = {}
    for _, _, payload in all_packets(tape(per_message=3), 0, 100):
        for field in decode(payload).fields:
            told.setdefault(field.name, set()).add(field.value)
    whole = {kind.main_metric.name for kind in KINDS.values() if not kind.main_metric.decimals}
    assert whole & told.keys()
    assert {name: values == {0.0} for name, values in told.items()} == {name: name in whole for name in told}
