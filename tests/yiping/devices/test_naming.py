"""Names of accounts, and filters of gateways."""

import pytest

from yiping.devices.naming import fault_of, refuse_unfit, refuse_wide
from yiping.runtime.grants import GrantsError


@pytest.mark.parametrize("name", ["WD-1", "水位-3", "a b", "设备.7", "eui_0011", '"quoted"', "ingest2"])
def test_an_identifier_of_a_sensor_is_a_name(name: str) -> None:
    assert fault_of(name, "city") is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "is empty"),
        (" a", "blank at an end"),
        ("a\tb", "does not print"),
        ("a\nb", "does not print"),
        ("a\u2028b", "does not print"),
        ("urn:a", "has one of"),
        ("a/b", "has one of"),
        ("a+", "has one of"),
        ("#1", "has one of"),
        ("长" * 342, "longer than 1024 bytes"),
        ("ingest", "Yiping itself"),
        ("sim", "Yiping itself"),
        ("yiping-ingest", "Yiping itself"),
        ("city-1", "Yiping itself"),
    ],
)
def test_what_cannot_be_a_name_is_told(name: str, words: str) -> None:
    assert words in str(fault_of(name, "city"))


def test_the_first_three_of_many_bad_names_are_told() -> None:
    with pytest.raises(GrantsError, match=r"'a/1'.*'a/3'.*\(and 2 more\)"):
        refuse_unfit([f"a/{number}" for number in range(1, 6)], "city")


@pytest.mark.parametrize(
    "topic_filter",
    ["v3/+/devices/#", "tele/+/SENSOR", "spBv1.0/plant/#", "a", "yiping/v1/310101/#", "yiping/v1/310101/+/x"],
)
def test_a_gateway_may_have_a_filter(topic_filter: str) -> None:
    refuse_wide(topic_filter)


@pytest.mark.parametrize("topic_filter", ["", "a+/b", "a/#/b", "a#", " a", "a\nuser x", "a/++"])
def test_what_is_no_filter_is_told(topic_filter: str) -> None:
    with pytest.raises(GrantsError, match="is no topic filter"):
        refuse_wide(topic_filter)


@pytest.mark.parametrize(
    "topic_filter",
    ["#", "+/a", "+", "$SYS/#", "yiping/#", "yiping/+/310101/#", "yiping/v1/#", "yiping/v1/+/002/#"],
)
def test_a_filter_over_the_whole_city_is_refused(topic_filter: str) -> None:
    with pytest.raises(GrantsError, match="too wide"):
        refuse_wide(topic_filter)
