"""What a file without a coordinate system could be in."""

import pytest

from geo.crs import crs_from
from geo.likely import Bounds, advice, likely_crs

SHANGHAI = (120.85, 30.67, 121.97, 31.87)


def names(bounds: Bounds) -> list[str]:
    return [candidate.name for candidate in likely_crs(bounds)]


def test_degrees_in_china_could_be_any_of_four() -> None:
    assert names(SHANGHAI) == ["EPSG:4490", "EPSG:4326", "GCJ-02", "BD-09"]


def test_degrees_elsewhere_are_neither_gcj_02_nor_bd_09() -> None:
    assert names((-74.3, 40.5, -73.7, 40.9)) == ["EPSG:4326"]


def test_latitude_before_longitude_is_noticed() -> None:
    (candidate,) = likely_crs((30.67, 120.85, 31.87, 121.97))
    assert "latitude before longitude" in candidate.why


@pytest.mark.parametrize(
    ("bounds", "first"),
    [
        ((40_480_000, 3_395_000, 40_590_000, 3_530_000), "EPSG:4528"),
        ((41_300_000, 3_395_000, 41_410_000, 3_530_000), None),
        ((580_000, 3_395_000, 640_000, 3_530_000), "EPSG:4549"),
        ((300_000, 3_395_000, 410_000, 3_530_000), "EPSG:32651"),
        ((-30_000, -25_000, 40_000, 60_000), ""),
        ((913_175, 120_121, 1_067_382, 272_844), "EPSG:2263"),
        ((13_450_000, 3_590_000, 13_580_000, 3_750_000), "EPSG:3857"),
    ],
)
def test_metres_and_feet_are_told_by_their_bounds(bounds: Bounds, first: str | None) -> None:
    assert next(iter(names(bounds)), None) == first


def test_every_candidate_with_a_name_can_be_declared() -> None:
    for bounds in (SHANGHAI, (40_480_000, 3_395_000, 40_590_000, 3_530_000), (400_000, 3e6, 600_000, 3.1e6)):
        assert all(crs_from(name) for name in names(bounds) if name)


def test_the_zone_before_the_easting_and_the_zone_s_code_belong_together() -> None:
    for zone in range(25, 46):
        (name,) = names((zone * 1e6 + 480_000, 3.4e6, zone * 1e6 + 520_000, 3.5e6))
        known = crs_from(name).known
        assert known is not None
        assert f"zone {zone}" in known.name


def test_bounds_that_fit_nothing_are_repeated() -> None:
    assert "5e+08" in advice((5e8, 5e8, 6e8, 6e8))
