"""Sources: read strictly, one a topic, and an example of each codec that works."""

from pathlib import Path

import pytest

from ingest.codec import Context, Decoded, Example, Field, codec_named, codec_names
from ingest.mapping import mapped
from ingest.sources import Source, load_sources, source_from, source_of
from model.catalogue import load_kinds
from model.definition import read_definition
from model.errors import DefinitionError

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "sources"
KINDS = load_kinds()
CODECS = codec_names()
# For codecs whose own examples are of other topics, or of other kinds than those that ship.
FURTHER = {
    "tasmota": [Example(b'{"SR04": {"Distance": 31.5}}', Decoded(), Context(topic="tele/gully-7/SENSOR"))],
    "zigbee2mqtt": [
        Example(b'{"liquid_depth": 0.31}', Decoded(), Context(topic="zigbee2mqtt/gully-7")),
    ],
}
FLOODS = """
id = "floods"
codec = "tts_v3"
topic = "v3/{app}/devices/{device}/up"
kind = "water_depth"
ignore = ["battery*"]

[fields."level"]
metric = "depth_cm"
unit = "mm"
"""
WRONG = {
    "an unknown key": ('ignore = ["', 'ignroe = ["', "floods.toml: ignroe: unknown key"),
    "an unknown key of a field": ('unit = "mm"', 'unti = "mm"', "fields.level.unti: unknown key"),
    "another id than the file's": ('"floods"', '"flods"', "id: 'flods' differs"),
    "a codec that is none": ('"tts_v3"', '"morse"', "codec: 'morse' is not one of"),
    "a kind that is none": ('"water_depth"', '"mood"', "kind: 'mood' is not one of"),
    "a metric that is none": ('"depth_cm"', '"depth_m"', "fields.level.metric: 'depth_m' is not one of"),
    "a unit that is none": ('"mm"', '"inch"', "fields.level.unit: 'inch' is not one of"),
    "a unit of another quantity": ('"mm"', '"C"', r"level.unit: C \(temperature\) is no unit of"),
    "a unit that is no text": ('unit = "mm"', "unit = 1", "fields.level.unit: must be a text"),
    "a wildcard": ("{app}", "+", "topic: '\\+' in .*write a level as {word}"),
    "a brace alone": ("{app}", "{app", "topic: '{' at place 4"),
    "our own topics": ("v3/{app}/devices/{device}/up", "yiping/v1/#", "topic: .* reaches into yiping/v1/#"),
    "all topics": ("v3/{app}/devices/{device}/up", "#", "topic: .* reaches into yiping/v1/#"),
    "our topics by a word": ("v3/{app}/devices/{device}/up", "{a}/{b}/#", "reaches into yiping/v1/#"),
    "our topics by its subscription": ("v3/{app}/devices/{device}/up", "a-{a}/v1/#", "into yiping/v1/#"),
    "a sensor that nothing tells": ('unit = "mm"', 'sensor = "{pole}"', "sensor: {pole} is a word of"),
    "a word twice": ('[fields."level"]', '[fields."{app}.level"]', "{app} is a word of the topic"),
    "no field": ('\n[fields."level"]\nmetric = "depth_cm"\nunit = "mm"', "[fields]", "fields: .* one field"),
    "no metric": ('metric = "depth_cm"', "", "fields.level.metric: is missing"),
    "a field to ignore that is none": ('["battery*"]', "[7]", "ignore: 7 is no name of a field"),
    "an unknown unit behind a name": ("unit =", '[units]\n"CM" = "c m"\n#', "units.CM: 'c m' is not one of"),
    "absence without a name": (
        '[fields."level"]',
        '[fields."{n}.level"]\nabsent = 0',
        "absent: needs a field whose name holds no words",
    ),
}  # fmt: skip


def source(text: str, folder: Path, stem: str = "floods") -> Source:
    path = folder / f"{stem}.toml"
    path.write_text(text, encoding="utf-8")
    return source_from(read_definition(path), stem=path.stem, kinds=KINDS)


def renamed(stem: str, topic: str) -> str:
    return FLOODS.replace('"floods"', f'"{stem}"').replace("v3/{app}/devices/{device}/up", topic)


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_source_stops_with_file_and_key(case: str, tmp_path: Path) -> None:
    old, new, problem = WRONG[case]
    assert old in FLOODS
    with pytest.raises(DefinitionError, match=problem):
        source(FLOODS.replace(old, new, 1), tmp_path)


def test_a_unit_that_is_left_out_is_the_catalogues(tmp_path: Path) -> None:
    field = source(FLOODS.replace('unit = "mm"', ""), tmp_path).fields["level"]
    assert field.unit.name == "cm"


def test_a_field_may_be_of_another_kind_and_sensor(tmp_path: Path) -> None:
    more = '[fields."rain"]\nkind = "rain"\nmetric = "intensity_mm_h"\nsensor = "rain-{device}"\n'
    found = source(FLOODS + more, tmp_path)
    fields = [Field("level", 120.0, device="7"), Field("rain", 5.0, device="7")]
    readings, refusals = mapped(Decoded(fields=fields), found, {"app": "a"})
    assert [(one.sensor, one.kind, one.metric, one.value) for one in readings] == [
        ("7", "water_depth", "depth_cm", 12.0),
        ("rain-7", "rain", "intensity_mm_h", 5.0),
    ]
    assert refusals == []


@pytest.mark.parametrize(
    ("topic", "problem"),
    [
        ("v3/{app}/devices/{device}/up", "topic: .* can be the same topic as .* of floods"),
        ("v3/{app}/#", "topic: .* can be the same topic"),
        ("v3/city/devices/{device}/up", "topic: .* can be the same topic"),
        ("v3/{app}-{x}/devices/{device}/up", "topic: .* can be the same topic"),
    ],
)
def test_two_sources_that_claim_one_topic_are_refused_by_name(
    topic: str, problem: str, tmp_path: Path
) -> None:
    for stem, text in (("floods", FLOODS), ("other", renamed("other", topic))):
        source(text, tmp_path, stem)
    with pytest.raises(DefinitionError, match=f"other.toml: {problem}"):
        load_sources(tmp_path, kinds=KINDS)


def test_subscriptions_that_overlap_without_being_equal_are_refused(tmp_path: Path) -> None:
    # The broker may deliver wd-1/up by both, though the patterns share no topic.
    source(renamed("a", "s/wd-{n}/up"), tmp_path, "a")
    source(renamed("b", "s/rain-{n}/#"), tmp_path, "b")
    with pytest.raises(
        DefinitionError, match=r"b.toml: topic: its subscription s/\+/# brings messages of s/\+/up of a"
    ):
        load_sources(tmp_path, kinds=KINDS)


def test_devices_of_two_kinds_share_a_level_by_their_names(tmp_path: Path) -> None:
    source(renamed("depth", "z/wd-{device}"), tmp_path, "depth")
    source(renamed("rain", "z/rain-{device}"), tmp_path, "rain")
    sources = load_sources(tmp_path, kinds=KINDS)
    assert {one.filter for one in sources} == {"z/+"}
    found = source_of("z/rain-7", sources)
    assert found is not None
    assert (found[0].id, found[1]) == ("rain", {"device": "7"})
    assert source_of("z/smoke-7", sources) is None


def test_without_a_folder_there_are_no_sources() -> None:
    assert load_sources(None, kinds=KINDS) == ()


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="gone: is no folder"):
        load_sources(tmp_path / "gone", kinds=KINDS)


def test_every_codec_has_an_example_of_a_source_and_all_fit_into_one_folder() -> None:
    assert [one.codec for one in load_sources(EXAMPLES, kinds=KINDS)] == CODECS


@pytest.mark.parametrize("name", CODECS)
def test_the_examples_of_the_codec_are_read_by_its_example_source(name: str) -> None:
    codec = codec_named(name)
    found = source_from(read_definition(EXAMPLES / f"{name}.toml"), stem=name, kinds=KINDS)
    values = []
    for example in [*codec.EXAMPLES, *FURTHER.get(name, ())]:
        if isinstance(example.gives, Decoded):
            decoded = codec.decode(example.payload, example.context)
            readings, _ = mapped(decoded, found, found.match(example.context.topic) or {})
            values += [KINDS[one.kind].metrics[one.metric].low <= one.value for one in readings]
    assert values
    assert all(values)
