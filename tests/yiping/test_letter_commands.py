"""``yiping dead-letters`` as a person runs it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import YipingError
from store.pool import Pool
from store.sensors import put_sensors
from tests.fixtures.batches import Send, depth, message
from tests.fixtures.city import sensor
from tests.fixtures.command_line import yiping
from yiping.letters import readable, time_since, topic_pattern


def test_letters_are_listed_shown_and_tried_again(small_city: str, pool: Pool, send: Send) -> None:
    send(depth(3, sensor="wd-new"), message(b"\xff\x00\x01", sensor="wd-east"))
    listed = yiping(small_city, "dead-letters", "list", "--reason", "unknown_sensor", "--json")
    (line,) = map(json.loads, listed.stdout.splitlines())
    assert (line["reason"], line["topic"]) == ("unknown_sensor", "yiping/v1/310101/002/water_depth/wd-new/up")

    shown = yiping(small_city, "dead-letters", "show", str(line["num"]))
    assert '"depth_cm": 3' in shown.stdout, shown.stderr

    with pool.connection() as conn:
        put_sensors(conn, [sensor("wd-new", "water_depth", 121.487)])
    tried = yiping(small_city, "dead-letters", "replay", "--all", "--dry-run")
    assert tried.returncode == 1, tried.stderr  # the other one is refused still
    ran = yiping(small_city, "dead-letters", "replay", "--reason", "unknown_sensor")
    assert ran.returncode == 0, ran.stderr
    left = yiping(small_city, "dead-letters", "list", "--sensor", "wd-east", "--topic", "*/wd-east/up")
    assert "1 dead letters" in left.stdout
    assert "malformed" in left.stdout


def test_a_number_that_is_no_letter_is_a_clear_mistake(small_city: str) -> None:
    ran = yiping(small_city, "dead-letters", "show", "7")
    assert (ran.returncode, "there is no dead letter 7" in ran.stderr) == (2, True)


def test_what_to_replay_must_be_said(small_city: str) -> None:
    ran = yiping(small_city, "dead-letters", "replay")
    assert (ran.returncode, "--all" in ran.stderr) == (2, True)


def test_bytes_are_shown_as_json_as_text_or_one_by_one() -> None:
    assert readable(b'{"a":"\xe6\xb0\xb4"}') == '{\n  "a": "水"\n}'
    assert readable(b"not json") == "not json"
    assert readable('"\x9b"'.encode()) == '"\\u009b"'  # would steer a terminal
    assert readable(b"A\x00\xff") == f"{'00000000  41 00 ff':<58} A.."


@given(st.binary())
def test_any_bytes_can_be_shown(payload: bytes) -> None:
    assert all(letter.isprintable() or letter in "\t\r\n" for letter in readable(payload))


def test_a_time_without_a_zone_is_that_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIPING_ZONE", "Asia/Shanghai")
    assert time_since("2026-08-25T09:00") == datetime(2026, 8, 25, 1, tzinfo=UTC)
    assert time_since("2026-08-25T09:00+01:00").utcoffset() == timedelta(hours=1)


def test_a_time_that_is_none_is_named() -> None:
    with pytest.raises(YipingError, match="'yesterday'"):
        time_since("yesterday")


def test_a_topic_pattern_takes_its_letters_as_they_are() -> None:
    assert topic_pattern("a_b/*/100%") == "a\\_b/%/100\\%"
