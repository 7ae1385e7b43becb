"""MQTT packets taken off a stream."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.message import Message
from ingest.packets import PacketError, acknowledgements, take_apart

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PINGRESP = b"\xd0\x00"
PAYLOADS = st.binary(max_size=20) | st.integers(0, 20_000).map(bytes)
MESSAGES = st.builds(
    Message,
    topic=st.text(max_size=50).map(lambda text: text.encode(errors="ignore").decode()),
    payload=PAYLOADS,
    received_at=st.just(NOW),
    session=st.just(7),
    mid=st.integers(0, 65_535),
    again=st.booleans(),
)


def length(value: int) -> bytes:
    """A variable byte integer as section 1.5.5 of MQTT 5.0 describes it."""
    found = b""
    while True:
        value, digit = divmod(value, 128)
        found += bytes([digit | (128 if value else 0)])
        if not value:
            return found


def publish(message: Message, properties: bytes = b"") -> bytes:
    """The PUBLISH packet of a message."""
    topic = message.topic.encode()
    body = len(topic).to_bytes(2, "big") + topic
    if message.mid:
        body += message.mid.to_bytes(2, "big")
    body += length(len(properties)) + properties + message.payload
    head = 0x30 | (0b10 if message.mid else 0) | (0b1000 if message.again else 0)
    return bytes([head]) + length(len(body)) + body


@given(messages=st.lists(MESSAGES, max_size=8), properties=st.sampled_from([b"", b"\x01\x01", bytes(300)]))
def test_every_message_of_a_stream_is_found(messages: list[Message], properties: bytes) -> None:
    stream = PINGRESP.join(publish(message, properties) for message in messages)
    taken = take_apart(stream, received_at=NOW, session=7)
    assert taken.messages == messages
    assert taken.others == [PINGRESP] * (len(messages) - 1)
    assert taken.consumed == len(stream)


@given(message=MESSAGES, data=st.data())
def test_half_a_packet_waits_for_its_rest(message: Message, data: st.DataObject) -> None:
    stream = publish(message)
    cut = data.draw(st.integers(0, len(stream) - 1))
    assert take_apart(PINGRESP + stream[:cut], received_at=NOW, session=7) == ([], [PINGRESP], 2)


@given(stream=st.binary(max_size=60))
def test_any_stream_is_taken_apart_or_refused(stream: bytes) -> None:
    with suppress(PacketError):
        assert take_apart(stream, received_at=NOW, session=1).consumed <= len(stream)


@pytest.mark.parametrize(
    "stream", [b"\x30\x00", b"\x32\x05\x00\x09abc", b"\x30\xff\xff\xff\xff\x01", b"\x30\x05\x00\x01a\x40x"]
)
def test_what_is_no_mqtt_is_refused(stream: bytes) -> None:
    with pytest.raises(PacketError):
        take_apart(stream + PINGRESP, received_at=NOW, session=1)


def test_acknowledgements_name_their_packets_in_order() -> None:
    assert acknowledgements([1, 65_535]) == b"\x40\x02\x00\x01\x40\x02\xff\xff"
