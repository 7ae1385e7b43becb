"""Why an alert belongs to its incident, in words."""

from alerts.incidents.telling import told
from store.ground import MemberPlace


def member(num: int, metres_east: float = 0, *, sensor: int | None = None, **changed: object) -> MemberPlace:
    sensor_num = num if sensor is None else sensor
    place = MemberPlace(num, sensor_num, f"s{sensor_num}", 121.48 + metres_east / 95_374, 31.23, None, False)
    return place._replace(**changed)  # type: ignore[arg-type]


def test_each_member_tells_what_links_it() -> None:
    members = [
        member(1, fact="P12"),
        member(2, 5000, fact="P12"),
        member(3, 5082),
        member(4, 5082, sensor=3),
        member(5, 40, follows=True),
    ]
    assert told(members, "drainage_area") == {
        1: "drainage_area P12, as s2",
        2: "drainage_area P12, as s1",
        3: "82 m from s2",
        4: "again at s3",
        5: "silent on its ground",
    }


def test_the_only_one_of_its_place_is_the_first() -> None:
    assert told([member(1), member(2, sensor=1)], "site") == {1: "the first of its place", 2: "again at s1"}
    assert told([], "site") == {}


def test_two_sensors_on_one_pole_are_no_distance_apart() -> None:
    assert told([member(1), member(2)], "") == {1: "0 m from s2", 2: "0 m from s1"}
