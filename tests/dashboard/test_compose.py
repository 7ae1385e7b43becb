"""From the store's truth to the picture on screen."""

from dashboard.push.compose import Truth, picture_of
from dashboard.push.picture import DRILL, REPLAY, SILENT
from model.order import OrderState
from model.reading import Origin
from model.severity import Severity
from store.drills import Drill
from store.marks import Mark
from tests.dashboard.cities import small_city

CITY = small_city()


def test_a_sensor_shows_its_worst_open_level() -> None:
    standing = [(20, Severity.BLUE), (20, Severity.RED), (20, Severity.YELLOW)]
    assert picture_of(CITY, Truth(standing=standing)).states == bytes([0, 4, 0])


def test_a_silent_sensor_keeps_its_level_and_is_marked() -> None:
    truth = Truth(standing=[(10, Severity.ORANGE)], silent={10, 30})
    assert picture_of(CITY, truth).states == bytes([3 | SILENT, 0, SILENT])


def test_an_area_and_all_around_it_take_the_worst_level() -> None:
    truth = Truth(standing=[(10, Severity.YELLOW), (20, Severity.RED)])
    assert picture_of(CITY, truth).areas == {"g1": 2, "g2": 4, "s": 4, "d": 4}


def test_a_sensor_outside_of_all_areas_colours_none() -> None:
    assert picture_of(CITY, Truth(standing=[(30, Severity.RED)])).areas == {}


def test_a_sensor_that_the_city_does_not_know_is_left_out() -> None:
    picture = picture_of(CITY, Truth(standing=[(99, Severity.RED)], silent={98}))
    assert picture.states == bytes(3)
    assert picture.areas == {}


def test_the_header_counts_sensors_alerts_and_orders() -> None:
    truth = Truth(
        standing=[(10, Severity.RED), (20, Severity.RED)],
        silent={30},
        orders_by_state={OrderState.ACCEPTED: 5},
    )
    figures = picture_of(CITY, truth).figures
    assert (figures["sensors.total"], figures["sensors.online"], figures["sensors.silent"]) == (3, 2, 1)
    assert (figures["alerts.red"], figures["alerts.blue"]) == (2, 0)
    assert (figures["orders.accepted"], figures["orders.filed"]) == (5, 0)


def test_a_list_that_changes_changes_its_fingerprint() -> None:
    first = picture_of(CITY, Truth(orders=[(1, OrderState.DISPATCHED)])).figures
    second = picture_of(CITY, Truth(orders=[(1, OrderState.ACCEPTED)])).figures
    assert first["list.orders"] != second["list.orders"]
    assert first["list.alerts"] == second["list.alerts"]


def test_a_drill_marks_its_sensor_and_nothing_else() -> None:
    drills = [Drill(10, Origin.EXERCISE, Severity.RED, 2), Drill(20, Origin.REPLAY, Severity.BLUE, 1)]
    picture = picture_of(CITY, Truth(standing=[(20, Severity.YELLOW)], drills=drills, drill_orders=4))
    assert picture.states == bytes([4 * DRILL, 2 + DRILL + REPLAY, 0])
    assert picture.areas == {"g2": 2, "s": 2, "d": 2}
    assert picture.figures["alerts.red"] == 0
    told = {key: value for key, value in picture.figures.items() if key.startswith("drill.")}
    assert told == {"drill.exercise": 2, "drill.replay": 1, "drill.orders": 4}


def test_an_exercise_hides_a_replay_of_the_same_sensor_and_a_quiet_drill_marks_none() -> None:
    drills = [
        Drill(10, Origin.REPLAY, Severity.RED, 1),
        Drill(10, Origin.EXERCISE, Severity.BLUE, 1),
        Drill(20, Origin.EXERCISE, None, 1),
    ]
    assert picture_of(CITY, Truth(drills=drills)).states == bytes([DRILL, 0, 0])


def test_the_feed_is_read_anew_when_a_drill_an_incident_or_a_shelf_changes() -> None:
    truths = [
        Truth(),
        Truth(drills=[Drill(10, Origin.EXERCISE, None, 1)]),
        Truth(incidents=Mark(1, 5)),
        Truth(asides=Mark(1, 5)),
    ]
    assert len({picture_of(CITY, truth).figures["list.alerts"] for truth in truths}) == len(truths)
