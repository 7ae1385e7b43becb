"""``yiping decode``: samples, readings, notices and refusals as JSON, and many messages by lines."""

import base64
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ingest.codec import Decoded, codec_named, codec_names
from model.errors import DefinitionError, YipingError
from yiping.main import build

SOURCES = Path(__file__).parents[2] / "docs" / "sources"
NATIVE = '{"t": "2025-12-01T16:00:00+08:00", "v": {"depth_cm": 12.5}, "o": "exercise"}'
TTS = {
    "end_device_ids": {"device_id": "7"},
    "uplink_message": {"decoded_payload": {"level": 124}, "received_at": "2025-12-01T08:00:00Z"},
}
JOIN = {"end_device_ids": {"device_id": "7"}, "join_accept": {"session_key_id": "AQ=="}}
UP = "v3/city/devices/7/up"


def decode(*arguments: str, stdin: str | bytes = "") -> Result:
    result = CliRunner().invoke(build(), ["decode", *arguments], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def tts(*arguments: str, payload: object) -> Result:
    return decode(
        "tts_v3", "-", "--source", str(SOURCES / "tts_v3.toml"), *arguments, stdin=json.dumps(payload)
    )


def test_a_payload_tells_its_samples() -> None:
    result = decode("native", "-", stdin=NATIVE)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "samples": [
            {
                "field": "depth_cm",
                "value": 12.5,
                "unit": None,
                "device": None,
                "observed_at": "2025-12-01T08:00:00+00:00",
                "origin": "exercise",
            }
        ]
    }


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "payload").write_text('{"v": {"depth_cm": 1}}')
    (sample,) = json.loads(decode("native", str(tmp_path / "payload")).stdout)["samples"]
    assert (sample["value"], sample["observed_at"]) == (1.0, None)


def test_what_is_refused_says_why_with_exit_code_1() -> None:
    result = decode("native", "-", stdin='{"v": {"depth_cm": "deep"}}')
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["refused"] == "wrong_type"
    assert "depth_cm" in told["detail"]


def test_what_is_no_reading_is_named() -> None:
    result = decode("tts_v3", "-", stdin=json.dumps(JOIN))
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"not_a_reading": "join"})


def test_with_a_source_the_readings_are_shown() -> None:
    result = tts("--topic", UP, payload=TTS)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "readings": [
            {
                "sensor": "wd-7",
                "kind": "water_depth",
                "metric": "depth_cm",
                "value": pytest.approx(12.4),
                "observed_at": "2025-12-01T08:00:00+00:00",
                "origin": "live",
            }
        ]
    }


def test_a_field_that_nobody_mapped_is_refused_by_name() -> None:
    result = tts(payload=json.loads(json.dumps(TTS).replace("level", "depht")))
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["readings"] == []
    assert told["refusals"][0]["refused"] == "unknown_metric"


def test_a_message_of_ignored_fields_is_no_reading() -> None:
    source = str(SOURCES / "huawei_iotda.toml")
    payload = '{"services": [{"service_id": "Water", "properties": {"battery": "88"}}]}'
    topic = "$oc/devices/gauge-7/sys/properties/report"
    result = decode("huawei_iotda", "-", "--topic", topic, "--source", source, stdin=payload)
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"not_a_reading": "ignored"})


def test_a_topic_that_is_not_the_sources_is_refused() -> None:
    told = json.loads(tts("--topic", "v3/city/devices/7/down", payload=TTS).stdout)
    assert told["refused"] == "topic"
    assert "v3/{application}/devices/{device}/up" in told["detail"]


def test_a_source_of_another_codec_is_named() -> None:
    with pytest.raises(DefinitionError, match=r"tts_v3\.toml: codec: is 'tts_v3'"):
        decode("native", "-", "--source", str(SOURCES / "tts_v3.toml"), stdin=NATIVE)


def test_a_missing_file_and_an_unknown_codec_are_named(tmp_path: Path) -> None:
    with pytest.raises(YipingError, match="gone cannot be read"):
        decode("native", str(tmp_path / "gone"))
    with pytest.raises(YipingError, match="'morse'; known are"):
        decode("morse", "-")


def test_lines_are_decoded_one_by_one() -> None:
    lines = [
        {"topic": UP, "payload": TTS, "tst": "2025-12-01T16:00:00.000001+0800", "qos": 1},
        {"topic": UP, "payload": json.dumps(JOIN)},
        {"topic": UP, "payload_base64": base64.b64encode(b"\xff").decode()},
    ]
    source = str(SOURCES / "tts_v3.toml")
    text = "\n\n".join(json.dumps(line) for line in lines)
    result = decode("tts_v3", "-", "--lines", "--source", source, stdin=text)
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [next(iter(one)) for one in told] == ["readings", "not_a_reading", "refused"]
    assert result.exit_code == 1


def test_an_arrival_that_a_line_tells_is_that_of_relative_times() -> None:
    line = {"payload": [{"n": "level", "v": 1, "t": -60}], "tst": "2025-12-01T16:00:00+0800"}
    (sample,) = json.loads(decode("senml_json", "-", "--lines", stdin=json.dumps(line)).stdout)["samples"]
    assert sample["observed_at"] == "2025-12-01T07:59:00+00:00"


def spoken(message: str) -> str:
    """A line of the first example of a Sparkplug message that is understood and changes or asks something."""
    for example in codec_named("sparkplug_b").EXAMPLES:
        told = example.gives
        if message in example.context.topic and isinstance(told, Decoded) and (told.remember or told.tell):
            payload = base64.b64encode(example.payload).decode()
            return json.dumps({"topic": example.context.topic, "payload_base64": payload})
    raise AssertionError(message)


def test_births_are_remembered_from_line_to_line_until_a_death() -> None:
    lines = [spoken(message) for message in ("DDATA", "NBIRTH", "DBIRTH", "DDATA", "NDEATH", "DDATA")]
    result = decode("sparkplug_b", "-", "--lines", stdin="\n".join(lines))
    before, node, device, alive, death, after = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["refused"] for one in (before, after)] == ["no_birth", "no_birth"]
    assert after["tell"][0]["topic"] == "spBv1.0/bund/NCMD/gate"
    assert [one["not_a_reading"] for one in (node, death)] == ["birth", "death"]
    assert [one["samples"][0]["field"] for one in (device, alive)] == ["Level", "Level"]


def test_what_would_be_said_to_the_platform_is_shown() -> None:
    # Of the examples, the one whose sequence number says that a message was lost.
    examples = codec_named("sparkplug_b").EXAMPLES
    gap = next(one for one in examples if isinstance(one.gives, Decoded) and one.gives.tell)
    payload = base64.b64encode(gap.payload).decode()
    lines = [
        spoken("NBIRTH"),
        spoken("DBIRTH"),
        json.dumps({"topic": gap.context.topic, "payload_base64": payload}),
    ]
    told = json.loads(decode("sparkplug_b", "-", "--lines", stdin="\n".join(lines)).stdout.splitlines()[-1])
    assert told["samples"]
    assert b"Rebirth" in base64.b64decode(told["tell"][0]["payload_base64"])


@pytest.mark.parametrize(
    "line",
    [
        "7",
        "{",
        "[]",
        '{"topic": "a"}',
        '{"topic": 7, "payload": 1}',
        '{"payload_base64": "%"}',
        '{"payload": 1, "tst": "now"}',
        '{"payload": 1, "tst": "2025-12-01T08:00:00"}',
    ],
)
def test_a_line_that_is_no_message_is_named(line: str) -> None:
    with pytest.raises(YipingError, match="line 2 is not"):
        decode("native", "-", "--lines", stdin=f'{{"payload": {NATIVE}}}\n{line}')


def test_all_codecs_are_listed_and_in_the_help() -> None:
    listed = [line.split()[0] for line in decode("--list").stdout.splitlines()]
    assert listed == codec_names()
    shown = " ".join(decode("--help").stdout.split())
    assert all(name in shown for name in codec_names())


def test_check_data_reads_the_sources(tmp_path: Path) -> None:
    (tmp_path / "native.toml").write_text((SOURCES / "native.toml").read_text(encoding="utf-8"))
    result = CliRunner().invoke(build(), ["check-data", "--sources", str(tmp_path)])
    assert "1 sources" in result.stdout
    assert "source native: native on gully/+/readings, water_depth" in result.stdout
    (tmp_path / "native.toml").write_text("id = 7")
    result = CliRunner().invoke(build(), ["check-data"], env={"YIPING_SOURCES": str(tmp_path)})
    assert "native.toml: id: must be a text" in str(result.exception)
