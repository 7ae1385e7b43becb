"""From fields to readings: unit, device, what is left out, and what cannot be read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.codec import Decoded, Field
from ingest.errors import Reason
from ingest.mapping import Mapped, Refused, mapped
from ingest.sources import Source, source_from
from model.catalogue import load_kinds
from model.definition import Definition
from model.reading import Origin
from model.units import UNITS, convert

KINDS = load_kinds()
T_US = 1_764_576_000_000_000
WORDS = {"app": "city", "device": "wd-1"}
LENGTHS = [unit.name for unit in UNITS.values() if unit.quantity == "length"]


def source(**changed: object) -> Source:
    field = {"metric": "depth_cm", "unit": "mm"}
    table: dict[str, object] = {
        "id": "floods",
        "codec": "native",
        "topic": "f/{app}/{device}",
        "kind": "water_depth",
        "ignore": ["battery*", "rssi"],
        "fields": {"level": field},
    }
    definition = Definition(table | changed, file=str(Path("floods.toml")))
    return source_from(definition, stem="floods", kinds=KINDS)


PLAIN = source()
ANY_DEVICE = source(topic="f/{app}")
NAMED = source(topic="f/{app}", fields={"urn:{device}:level": {"metric": "depth_cm"}})
ABSENT = source(fields={"level": {"metric": "depth_cm", "unit": "mm", "absent": 0}})
UNITED = source(units={"CMT": "cm", "Cel": "C"})
TEXTS = source(
    numbers_as_text=True, fields={"level": {"metric": "depth_cm", "texts": {"DRY": 0, "HIGH": 30}}}
)


def reasons(refusals: list[Refused]) -> list[Reason]:
    return [refused.reason for refused in refusals]


def test_a_field_becomes_a_reading_in_the_catalogues_unit() -> None:
    decoded = Decoded(fields=[Field("level", 124.0, T_US, origin=Origin.EXERCISE)])
    wanted = Mapped("wd-1", "depth_cm", pytest.approx(12.4), T_US, Origin.EXERCISE, "water_depth")
    assert mapped(decoded, PLAIN, WORDS) == ([wanted], [])


@given(value=st.floats(-1e6, 1e6), unit=st.sampled_from(LENGTHS))
def test_the_value_is_that_of_the_declared_unit(value: float, unit: str) -> None:
    declared = source(fields={"level": {"metric": "depth_cm", "unit": unit}})
    ((reading,), refusals) = mapped(Decoded(fields=[Field("level", value)]), declared, WORDS)
    assert reading.value == convert(value, source=UNITS[unit], target=UNITS["cm"])
    assert refusals == []


@pytest.mark.parametrize(("told", "wanted"), [(None, 3.0), ("mm", 3.0), ("CMT", 30.0)])
def test_the_unit_that_a_message_tells_counts(told: str | None, wanted: float) -> None:
    (reading,), _ = mapped(Decoded(fields=[Field("level", 30.0, unit=told)]), UNITED, WORDS)
    assert reading.value == pytest.approx(wanted)


@pytest.mark.parametrize("told", ["cm", "Cel", "furlong", ""])
def test_a_unit_that_the_source_does_not_know_is_refused(told: str) -> None:
    readings, refusals = mapped(Decoded(fields=[Field("level", 30.0, unit=told)]), UNITED, WORDS)
    assert (readings, reasons(refusals)) == ([], [Reason.UNKNOWN_UNIT])
    assert f"told in {told!r}" in refusals[0].detail


def test_a_bad_value_costs_no_good_one() -> None:
    fields = [Field("level", "deep"), Field("level", 10.0), Field("level", 1.0, unit="ft")]
    readings, refusals = mapped(Decoded(fields=fields), PLAIN, WORDS)
    assert [one.value for one in readings] == [1.0]
    assert reasons(refusals) == [Reason.WRONG_TYPE, Reason.UNKNOWN_UNIT]


@pytest.mark.parametrize(
    ("text", "wanted"), [("12.5", 12.5), ("-1e-1", -0.1), (".5", 0.5), ("DRY", 0), ("HIGH", 30)]
)
def test_a_text_is_a_number_where_the_source_says_so(text: str, wanted: float) -> None:
    (reading,), refusals = mapped(Decoded(fields=[Field("level", text)]), TEXTS, WORDS)
    assert (reading.value, refusals) == (wanted, [])


@pytest.mark.parametrize(
    "text", ["", "deep", "nan", "inf", "1_000", " 1", "1\n", "0x1", "１２", "1,5", "dry"]
)
def test_a_text_that_is_no_number_is_refused(text: str) -> None:
    readings, refusals = mapped(Decoded(fields=[Field("level", text)]), TEXTS, WORDS)
    assert (readings, reasons(refusals)) == ([], [Reason.WRONG_TYPE])


def test_a_number_as_text_is_refused_with_the_key_that_would_allow_it() -> None:
    _, (refused,) = mapped(Decoded(fields=[Field("level", "12.5")]), PLAIN, WORDS)
    assert refused.reason is Reason.WRONG_TYPE
    assert "numbers_as_text = true" in refused.detail


@pytest.mark.parametrize(
    ("told", "value"),
    [(TEXTS, "1e999"), (source(fields={"level": {"metric": "depth_cm", "unit": "km"}}), 1e305)],
)
def test_a_value_beyond_a_number_is_refused(told: Source, value: float | str) -> None:
    readings, refusals = mapped(Decoded(fields=[Field("level", value)]), told, WORDS)
    assert (readings, reasons(refusals)) == ([], [Reason.NOT_A_NUMBER])


@pytest.mark.parametrize(
    ("told", "words", "decoded", "wanted"),
    [
        (PLAIN, WORDS, Decoded(fields=[Field("level", 1.0)]), "wd-1"),
        (PLAIN, WORDS, Decoded(fields=[Field("level", 1.0, device="wd-1")], device="wd-1"), "wd-1"),
        (ANY_DEVICE, {"app": "a"}, Decoded(fields=[Field("level", 1.0)], device="wd-2"), "wd-2"),
        (ANY_DEVICE, {"app": "a"}, Decoded(fields=[Field("level", 1.0, device="wd-3")], device="g"), "wd-3"),
        (NAMED, {"app": "a"}, Decoded(fields=[Field("urn:wd-4:level", 1.0)]), "wd-4"),
        (source(sensor="{app}.{device}"), WORDS, Decoded(fields=[Field("level", 1.0)]), "city.wd-1"),
        (source(sensors={"wd-1": "gully 9"}), WORDS, Decoded(fields=[Field("level", 1.0)]), "gully 9"),
    ],
)  # fmt: skip
def test_the_sensor_is_told_by_topic_message_or_name(
    told: Source, words: dict[str, str], decoded: Decoded, wanted: str
) -> None:
    (reading,), refusals = mapped(decoded, told, words)
    assert (reading.sensor, refusals) == (wanted, [])


@pytest.mark.parametrize(
    ("told", "words", "decoded", "reason"),
    [
        (PLAIN, WORDS, Decoded(fields=[Field("level", 1.0, device="wd-2")]), Reason.DEVICE_MISMATCH),
        (PLAIN, WORDS, Decoded(fields=[Field("level", 1.0)], device="wd-2"), Reason.DEVICE_MISMATCH),
        (NAMED, WORDS, Decoded(fields=[Field("urn:wd-2:level", 1.0)]), Reason.DEVICE_MISMATCH),
        (ANY_DEVICE, {"app": "a"}, Decoded(fields=[Field("level", 1.0)]), Reason.UNKNOWN_SENSOR),
    ],
)
def test_two_devices_or_none_are_refused(
    told: Source, words: dict[str, str], decoded: Decoded, reason: Reason
) -> None:
    readings, refusals = mapped(decoded, told, words)
    assert (readings, reasons(refusals)) == ([], [reason])


@given(device=st.text("abc:-.7", min_size=1, max_size=30))
def test_the_word_in_a_name_is_any_device(device: str) -> None:
    (reading,), _ = mapped(Decoded(fields=[Field(f"urn:{device}:level", 1.0)]), NAMED, {"app": "a"})
    assert reading.sensor == device


def test_fields_of_which_none_is_mapped_are_named_with_the_source() -> None:
    readings, (refused,) = mapped(Decoded(fields=[Field("depht", 1.0), Field("rssi", -90.0)]), PLAIN, WORDS)
    assert readings == []
    assert refused.reason is Reason.UNKNOWN_METRIC
    assert "source floods" in refused.detail
    assert "'depht'" in refused.detail
    assert "rssi" not in refused.detail


def test_many_unknown_fields_do_not_swell_the_refusal() -> None:
    fields = [Field(f"{number}" * 1000, 1.0) for number in range(1000)]
    _, (refused,) = mapped(Decoded(fields=fields), PLAIN, WORDS)
    assert len(refused.detail) < 600


@pytest.mark.parametrize(
    "decoded",
    [
        Decoded(notice="join"),
        Decoded(),
        Decoded(fields=[Field("battery_v", 3.6), Field("rssi", -90.0)]),
    ],
)
def test_what_is_no_reading_gives_neither_readings_nor_refusals(decoded: Decoded) -> None:
    assert mapped(decoded, PLAIN, WORDS) == ([], [])


@pytest.mark.parametrize(
    "decoded",
    [
        Decoded(observed_us=T_US, device="wd-1"),
        Decoded(observed_us=T_US, fields=[Field("battery", 3.6, T_US)]),
        Decoded(fields=[Field("battery", 3.6, T_US, device="wd-1"), Field("rssi", 1.0, T_US, device="wd-1")]),
    ],
)
def test_a_field_that_is_left_out_means_its_value(decoded: Decoded) -> None:
    assert mapped(decoded, ABSENT, WORDS) == (
        [Mapped("wd-1", "depth_cm", 0.0, T_US, Origin.LIVE, "water_depth")],
        [],
    )


def test_a_field_that_is_told_is_not_left_out() -> None:
    fields = [Field("level", "deep", T_US), Field("battery", 3.6, T_US)]
    readings, refusals = mapped(Decoded(fields=fields), ABSENT, WORDS)
    assert (readings, reasons(refusals)) == ([], [Reason.WRONG_TYPE])


def test_a_notice_leaves_nothing_out() -> None:
    assert mapped(Decoded(notice="join", observed_us=T_US, device="wd-1"), ABSENT, WORDS) == ([], [])


def test_a_field_that_was_renamed_does_not_read_as_zero() -> None:
    readings, (refused,) = mapped(Decoded(fields=[Field("level_mm", 80.0, T_US)]), ABSENT, WORDS)
    assert (readings, refused.reason) == ([], Reason.UNKNOWN_METRIC)
    assert "'level_mm' may be the new name of 'level'" in refused.detail


def test_in_a_message_of_several_times_nothing_is_left_out() -> None:
    fields = [Field("battery", 3.6, T_US), Field("battery", 3.6, T_US + 1)]
    assert mapped(Decoded(fields=fields), ABSENT, WORDS) == ([], [])


FIELDS = st.lists(
    st.builds(
        Field,
        st.sampled_from(["level", "battery", "depht", "urn:a:level", "urn:b:level", ""]),
        st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
        st.none() | st.just(T_US),
        st.sampled_from([None, "mm", "CMT", "x"]),
        st.sampled_from([None, "wd-1", "b"]),
    ),
    max_size=6,
)


@given(
    fields=FIELDS,
    told=st.sampled_from([PLAIN, ANY_DEVICE, NAMED, ABSENT, UNITED, TEXTS]),
    device=st.sampled_from([None, "wd-1", "b"]),
)
def test_every_mapped_field_is_a_reading_or_a_refusal(
    fields: list[Field], told: Source, device: str | None
) -> None:
    readings, refusals = mapped(Decoded(fields=fields, device=device), told, {"app": "a", "device": "wd-1"})
    ours = [field for field in fields if told.field(field.name) is not None]
    unknown = any(field.name != "battery" for field in fields if field not in ours)
    assert len(readings) + len(refusals) >= len(ours)
    assert readings or refusals or not (ours or unknown)
