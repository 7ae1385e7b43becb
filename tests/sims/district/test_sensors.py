"""Sites and sensors stand where they should."""

from collections import Counter

import pytest
from shapely.geometry import Point
from shapely.prepared import prep

from ingest.topics import Address
from model.area import Level
from sims.district import District, build

WANTED = {"water_depth": 60, "curtain_wall": 120, "ebike_lift": 200, "crowd": 40, "rain": 12}
"""At least so many sensors of the kinds that the storm drives."""

NAMED = {"陈毅广场", "外滩滨水区", "外滩江堤(4-8号口)", "南京东路(西藏-河南)"}


@pytest.fixture(scope="module")
def district() -> District:
    return build()


def test_there_are_enough_sensors_of_every_kind_of_the_storm(district: District) -> None:
    counts = Counter(sensor.kind for sensor in district.sensors)
    assert all(counts[kind] >= wanted for kind, wanted in WANTED.items())


def test_every_sensor_and_site_lies_inside_the_district(district: District) -> None:
    inside = prep(district.areas[0].polygon)
    for thing in (*district.sensors, *district.sites):
        assert inside.contains(Point(thing.position.lon, thing.position.lat)), thing.id


def test_a_sensor_speaks_on_the_topic_of_the_street_that_holds_it(district: District) -> None:
    streets = {
        one.area.code[6:]: prep(one.polygon) for one in district.areas if one.area.level is Level.STREET
    }
    for sensor in district.sensors:
        assert streets[sensor.street].contains(Point(sensor.position.lon, sensor.position.lat)), sensor.id
        assert Address(sensor.district, sensor.street, sensor.kind, sensor.id).up.startswith(
            "yiping/v1/310101/"
        )


def test_ids_and_names_are_unique(district: District) -> None:
    assert len({sensor.id for sensor in district.sensors}) == len(district.sensors)
    assert len({sensor.name.zh for sensor in district.sensors}) == len(district.sensors)
    assert len({sensor.name.en for sensor in district.sensors}) == len(district.sensors)
    assert len({site.id for site in district.sites}) == len(district.sites)


def test_sensors_are_not_yet_in_an_area(district: District) -> None:
    assert all(sensor.area is None and sensor.num == 0 for sensor in district.sensors)


def test_the_sites_of_the_duty_screen_are_there_with_their_dossiers(district: District) -> None:
    named = {site.name.zh: site for site in district.sites}
    assert named.keys() >= NAMED
    assert all(named[name].dossier["area_m2"] for name in NAMED)


def test_every_site_named_by_a_sensor_exists(district: District) -> None:
    sites = {site.id for site in district.sites}
    assert {sensor.site for sensor in district.sensors if sensor.site} <= sites


def test_lifts_stand_in_the_committee_of_their_dossier(district: District) -> None:
    committees = {one.area.code: one.polygon for one in district.areas if one.area.level is Level.COMMITTEE}
    lifts = [site for site in district.sites if site.kind == "lift"]
    assert len(lifts) == 200
    for lift in lifts:
        polygon = committees[str(lift.dossier["committee"])]
        assert polygon.contains(Point(lift.position.lon, lift.position.lat)), lift.id
