"""Findings as a table, JSON and GeoJSON."""

import json

from shapely.geometry import box, shape

from geo.findings import Finding, FindingKind
from geo.report import as_geojson, as_json, table

OVERLAP = Finding(
    kind=FindingKind.OVERLAP,
    codes=("310101002", "310101003"),
    names=("外滩街道", "豫园"),
    area_m2=12345.67,
    place=box(121.48, 31.22, 121.49, 31.23),
)
GAP = Finding(
    kind=FindingKind.GAP,
    codes=("310101",),
    names=("黄浦区",),
    area_m2=20.0,
    place=box(121.5, 31.22, 121.50123456789, 31.23),
)


def test_the_table_says_what_how_large_and_where_and_counts_at_the_end() -> None:
    head, first, second, total = table([OVERLAP, GAP]).splitlines()
    assert head.split() == ["kind", "area", "m2", "codes", "names", "lon", "lat"]
    words = ["overlap", "12,346", "310101002", "310101003", "外滩街道", "豫园", "121.485000", "31.225000"]
    assert first.split() == words
    assert second.startswith("gap ")
    assert total == "overlap 1, gap 1"


def test_columns_stand_below_each_other_on_a_terminal_though_chinese_is_twice_as_wide() -> None:
    _, first, second, _ = table([OVERLAP, GAP]).splitlines()
    wide = len("外滩街道豫园") - len("黄浦区")
    assert second.index("121.5") - first.index("121.4") == wide


def test_a_limit_shortens_each_kind_but_not_the_count() -> None:
    lines = table([OVERLAP, OVERLAP, GAP], limit=1).splitlines()
    assert len(lines) == 4
    assert lines[-1] == "overlap 2, gap 1"


def test_no_findings_are_told_as_such() -> None:
    assert table([]) == "nothing found"
    assert as_geojson([])["features"] == []


def test_json_holds_a_point_in_the_place() -> None:
    (told,) = json.loads(json.dumps(as_json([OVERLAP])))
    assert told == {
        "kind": "overlap",
        "codes": ["310101002", "310101003"],
        "names": ["外滩街道", "豫园"],
        "area_m2": 12345.7,
        "lon": 121.485,
        "lat": 31.225,
    }


def test_geojson_holds_the_places_to_a_centimetre() -> None:
    (feature,) = json.loads(json.dumps(as_geojson([GAP])))["features"]
    assert feature["properties"]["kind"] == "gap"
    assert shape(feature["geometry"]).bounds == (121.5, 31.22, 121.5012346, 31.23)
