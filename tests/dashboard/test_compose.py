"""From the store's truth to the picture on screen."""

from dashboard.push.compose import Truth, picture_of
from dashboard.push.picture import SILENT
from model.order import OrderState
from model.severity import Severity
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
