"""Sparkplug B as a conversation: births, aliases, lost messages, redeliveries, deaths."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ingest.codec import Context, Decoded, Field, Told
from ingest.codecs.sparkplug_b import decode
from ingest.errors import Reason, RejectedError
from ingest.sparkplug import Metric, Payload, bytes_of, payload_of

MS = 1_764_576_000_000
LEVEL = Metric("Level", "float_value", 12.5, 9, alias=7, unit="cm")
RISE = Metric("Rise", "int_value", 2, 3, alias=8)


@dataclass
class Host:
    """What ingest does around the codec: it keeps what is remembered, and sends what is told."""

    memory: dict[str, str] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def hear(self, place: str, *metrics: Metric, seq: int | None = None, at_ms: int = MS) -> Decoded:
        payload = bytes_of(Payload(timestamp=at_ms, metrics=metrics, seq=seq))
        try:
            decoded = decode(payload, Context(topic=f"spBv1.0/bund/{place}", memory=self.memory))
        except RejectedError as rejected:
            self.told += rejected.tell
            raise
        self.told += decoded.tell
        for key, value in decoded.remember.items():
            self.memory.pop(key, None)
            if value is not None:
                self.memory[key] = value
        return decoded

    def birth(self, bd_seq: int = 3, at_ms: int = MS) -> None:
        self.hear("NBIRTH/gate", Metric("bdSeq", "long_value", bd_seq, 4), seq=0, at_ms=at_ms)
        self.hear("DBIRTH/gate/gauge", LEVEL, RISE, seq=1, at_ms=at_ms)

    def level(self, seq: int, value: float = 13.5) -> Sequence[Field]:
        return self.hear("DDATA/gate/gauge", Metric(kind="float_value", value=value, alias=7), seq=seq).fields


def refused(host: Host, *args: Any, **keys: Any) -> Reason:
    with pytest.raises(RejectedError) as caught:
        host.hear(*args, **keys)
    return caught.value.reason


def recorded_vectors(recorded: Path) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = json.loads(
        (recorded / "data/payloads/sparkplug_b/vectors_hex.json").read_bytes()
    )
    return vectors


@pytest.mark.recorded
def test_the_recorded_vectors_decode_as_they_say(recorded: Path) -> None:
    for vector in recorded_vectors(recorded):
        payload, expected = payload_of(bytes.fromhex(vector["hex"])), vector["expect"]
        assert (payload.timestamp, payload.seq) == (expected["timestamp"], expected["seq"])
        for metric, row in zip(payload.metrics, expected["metrics"], strict=True):
            assert (metric.name, metric.datatype) == (row["name"], row["datatype"])
            assert (metric.alias, metric.value) == (row.get("alias"), row[metric.kind])
        assert bytes_of(payload).hex() == vector["hex"]


@pytest.mark.recorded
def test_the_recorded_data_is_a_lock_once_a_birth_has_said_so(recorded: Path) -> None:
    death, data = recorded_vectors(recorded)
    payload, host = bytes.fromhex(data["hex"]), Host()
    with pytest.raises(RejectedError) as caught:
        decode(payload, Context(topic=data["topic"]))
    assert (caught.value.reason, caught.value.tell[0].topic) == (Reason.NO_BIRTH, "spBv1.0/G/NCMD/E")
    host.hear("NBIRTH/E", seq=5)
    host.hear("DBIRTH/E/D", Metric("Door/Lock", datatype=12, alias=1), seq=6)
    memory = {key.replace("bund", "G"): value for key, value in host.memory.items()}
    decoded = decode(payload, Context(topic=data["topic"], memory=memory))
    assert decoded.fields == [Field("Door/Lock", "locked", 1_755_460_000_000_000, None, "D")]
    assert not decoded.tell
    assert decode(bytes.fromhex(death["hex"]), Context(topic=death["topic"])).notice == "death"


@pytest.mark.recorded
@given(data=st.data())
def test_a_recorded_vector_with_wrong_bytes_is_understood_or_refused(
    recorded: Path, data: st.DataObject
) -> None:
    vector = data.draw(st.sampled_from(recorded_vectors(recorded)))
    payload = bytearray.fromhex(vector["hex"])
    for _ in range(data.draw(st.integers(1, 3))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    with suppress(RejectedError):
        decoded = decode(bytes(payload), Context(topic=vector["topic"]))
        assert not (decoded.notice and decoded.fields)
        assert all(isinstance(field.value, float | str) for field in decoded.fields)


def test_an_alias_has_the_name_the_type_and_the_unit_of_its_birth() -> None:
    host = Host()
    host.birth()
    assert host.level(2) == [Field("Level", 13.5, MS * 1000, "cm", "gauge")]
    falling = Metric(kind="int_value", value=2**32 - 4, alias=8, timestamp=MS + 1)
    assert host.hear("DDATA/gate/gauge", falling, seq=3).fields == [
        Field("Rise", -4.0, MS * 1000 + 1000, None, "gauge")
    ]
    assert host.told == []


def test_a_birth_is_a_reading_and_its_controls_are_none() -> None:
    host = Host()
    node = [Metric("bdSeq", "long_value", 3, 4), Metric("Node Control/Rebirth", "boolean_value", False, 11)]
    assert host.hear("NBIRTH/gate", *node, seq=0).notice == "birth"
    door = Metric("Door", "boolean_value", True, 11)
    assert host.hear("NBIRTH/gate", *node, door, seq=0).fields == [
        Field("Door", 1.0, MS * 1000, None, "gate")
    ]


def test_one_bad_value_does_not_cost_a_birth_its_names() -> None:
    host = Host()
    host.hear("NBIRTH/gate", Metric("bdSeq", "long_value", 3, 4), seq=0)
    nan = LEVEL._replace(value=float("nan"))
    assert host.hear("DBIRTH/gate/gauge", nan, RISE, seq=1).fields == [
        Field("Rise", 2.0, MS * 1000, None, "gauge")
    ]
    assert host.level(2)[0].name == "Level"


def test_without_a_birth_an_alias_is_refused_and_a_birth_asked_for() -> None:
    host = Host()
    assert (
        refused(host, "DDATA/gate/gauge", Metric(kind="float_value", value=1.0, alias=7), seq=9)
        is Reason.NO_BIRTH
    )
    command = payload_of(host.told[0].payload)
    assert host.told[0].topic == "spBv1.0/bund/NCMD/gate"
    assert [metric[:4] for metric in command.metrics] == [("Node Control/Rebirth", "boolean_value", True, 11)]
    host.birth()
    assert host.level(2)


def test_an_alias_that_the_birth_does_not_define_is_refused_too() -> None:
    host = Host()
    host.birth()
    stranger = Metric(kind="float_value", value=1.0, alias=99)
    assert refused(host, "DDATA/gate/gauge", stranger, seq=2) is Reason.NO_BIRTH
    assert len(host.told) == 1


def test_without_a_birth_a_named_value_counts_and_a_birth_is_asked_for_once() -> None:
    host = Host()
    for seq in (200, 201, 202):
        assert host.hear("NDATA/gate", LEVEL, seq=seq).fields
    assert len(host.told) == 1


def test_the_request_carries_the_time_of_arrival_where_it_is_known() -> None:
    context = Context(topic="spBv1.0/bund/NDATA/gate", received_us=MS * 1000 + 7_000_000)
    decoded = decode(bytes_of(Payload(timestamp=MS, metrics=[LEVEL], seq=4)), context)
    assert payload_of(decoded.tell[0].payload).timestamp == MS + 7000


def test_a_lost_message_is_asked_for_but_the_reading_counts() -> None:
    host = Host()
    host.birth()
    assert host.level(2)
    assert host.level(5)
    assert len(host.told) == 1
    assert host.level(6)
    assert len(host.told) == 1


def test_a_redelivered_message_is_no_gap() -> None:
    host = Host()
    host.birth()
    assert host.level(2) == host.level(2)
    assert host.level(3)
    assert host.told == []


def test_the_same_number_at_another_time_is_no_redelivery() -> None:
    host = Host()
    host.birth()
    host.level(2)
    host.hear("DDATA/gate/gauge", LEVEL, seq=2, at_ms=MS + 1)
    assert len(host.told) == 1


def test_after_255_comes_0_and_the_node_and_its_devices_count_together() -> None:
    host = Host()
    host.birth()
    for seq in range(2, 255):
        host.level(seq)
    host.hear("NDATA/gate", LEVEL, seq=255)
    host.level(0)
    assert host.told == []


def test_a_node_that_does_not_count_is_not_asked_with_every_message() -> None:
    host = Host()
    for seq in (None, 256, 2**64 - 1):
        assert host.hear("NDATA/gate", LEVEL, seq=seq).fields
    assert host.told == []


def test_a_birth_of_the_node_starts_the_count_anew() -> None:
    host = Host()
    host.birth()
    host.level(2)
    host.hear("NBIRTH/gate", Metric("bdSeq", "long_value", 4, 4), at_ms=MS + 1)
    assert not any(key.startswith("seq:") for key in host.memory)


def test_a_new_birth_of_the_node_ends_the_names_of_its_devices() -> None:
    host = Host()
    host.birth()
    host.hear("NBIRTH/gate", Metric("bdSeq", "long_value", 3, 4), seq=0, at_ms=MS + 1)
    assert (
        refused(host, "DDATA/gate/gauge", Metric(kind="float_value", value=1.0, alias=7), seq=1)
        is Reason.NO_BIRTH
    )
    host.hear("DBIRTH/gate/gauge", LEVEL._replace(name="Depth"), seq=1)
    assert host.level(2)[0].name == "Depth"


def test_a_redelivered_birth_of_the_node_ends_nothing() -> None:
    host = Host()
    host.birth()
    host.hear("NBIRTH/gate", Metric("bdSeq", "long_value", 3, 4), seq=0)
    assert host.level(2)[0].name == "Level"


def test_the_death_of_the_node_ends_all_names() -> None:
    host = Host()
    host.birth()
    assert host.hear("NDEATH/gate", Metric("bdSeq", "long_value", 3, 4)).notice == "death"
    assert (
        refused(host, "DDATA/gate/gauge", Metric(kind="float_value", value=1.0, alias=7), seq=2)
        is Reason.NO_BIRTH
    )


def test_the_death_of_an_older_connection_ends_nothing() -> None:
    host = Host()
    host.birth(bd_seq=4)
    assert host.hear("NDEATH/gate", Metric("bdSeq", "long_value", 3, 4)).notice == "death"
    assert host.level(2)


def test_the_death_of_a_device_ends_its_names_only() -> None:
    host = Host()
    host.birth()
    host.hear("DBIRTH/gate/lid", LEVEL, seq=2)
    assert host.hear("DDEATH/gate/gauge", seq=3).notice == "death"
    assert (
        refused(host, "DDATA/gate/gauge", Metric(kind="float_value", value=1.0, alias=7), seq=4)
        is Reason.NO_BIRTH
    )
    assert host.hear("DDATA/gate/lid", Metric(kind="float_value", value=1.0, alias=7), seq=4).fields


def test_a_birth_without_a_name_is_refused() -> None:
    assert (
        refused(Host(), "DBIRTH/gate/gauge", Metric(kind="float_value", value=1.0, alias=7))
        is Reason.WRONG_TYPE
    )


def test_a_metric_without_a_time_has_that_of_the_message() -> None:
    host = Host()
    times = [
        host.hear("NDATA/gate", LEVEL._replace(timestamp=at), at_ms=MS).fields[0].observed_us for at in (0, 5)
    ]
    assert times == [MS * 1000, 5000]


@pytest.mark.parametrize(
    ("topic", "notice"),
    [
        ("spBv1.0/STATE/city", "state"),
        ("STATE/city", "state"),
        ("spBv1.0/bund/NCMD/gate", "command"),
        ("spBv1.0/bund/DCMD/gate/gauge", "command"),
    ],
)
def test_what_is_no_reading_is_named_whatever_it_holds(topic: str, notice: str) -> None:
    assert decode(b"ONLINE", Context(topic=topic)) == Decoded(notice=notice)


@pytest.mark.parametrize(
    "topic", ["", "spBv1.0/bund/NDATA", "spBv1.0/bund/DDATA/gate", "spBv1.0/bund/XDATA/gate"]
)
def test_another_topic_is_refused(topic: str) -> None:
    with pytest.raises(RejectedError) as caught:
        decode(bytes_of(Payload(timestamp=MS, metrics=[LEVEL])), Context(topic=topic))
    assert caught.value.reason is Reason.TOPIC


class Conversation(RuleBasedStateMachine):
    """A node whose messages get lost: no names are mixed up, and the next message asks about the loss.

    A node that restarts has lost its connection, so that its death is heard before its birth may be lost.
    """

    def __init__(self) -> None:
        super().__init__()
        self.host, self.names, self.bd_seq, self.seq, self.at_ms = Host(), list[str](), 0, 0, MS
        self.missing = False

    def send(self, place: str, *metrics: Metric, lost: bool = False) -> Decoded | None:
        self.seq = 0 if place.startswith("NBIRTH") else (self.seq + 1) % 256
        self.at_ms += 1
        if lost:
            self.missing = True
            return None
        told, decoded = len(self.host.told), None
        with suppress(RejectedError):
            decoded = self.host.hear(place, *metrics, seq=self.seq, at_ms=self.at_ms)
        assert place.startswith("NBIRTH") or not self.missing or len(self.host.told) > told
        self.missing = self.missing and decoded is None
        return decoded

    @rule(lost=st.booleans(), names=st.permutations(["Level", "Rise", "Flow"]))
    def is_born(self, lost: bool, names: list[str]) -> None:
        self.dies()
        self.names, self.bd_seq = names, self.bd_seq + 1
        self.send("NBIRTH/gate", Metric("bdSeq", "long_value", self.bd_seq, 4), lost=lost)
        metrics = [Metric(name, "double_value", 0.0, 10, alias=alias) for alias, name in enumerate(names)]
        assert self.send("DBIRTH/gate/gauge", *metrics)

    @rule(lost=st.booleans(), alias=st.integers(0, 2))
    def reads(self, lost: bool, alias: int) -> None:
        if self.names:
            metric = Metric(kind="double_value", value=1.0, alias=alias)
            decoded = self.send("DDATA/gate/gauge", metric, lost=lost)
            assert lost or (decoded and [field.name for field in decoded.fields] == [self.names[alias]])

    @rule()
    def dies(self) -> None:
        self.host.hear("NDEATH/gate", Metric("bdSeq", "long_value", self.bd_seq, 4), at_ms=self.at_ms)
        self.names, self.missing = [], False

    @invariant()
    def remembers_no_more_than_one_node_needs(self) -> None:
        assert len(self.host.memory) <= 3


TestConversation = Conversation.TestCase
TestConversation.settings = settings(TestConversation.settings, max_examples=40, stateful_step_count=25)
