"""What exercises and replays raise is listed, and counts nowhere among the real."""

import pytest

from model.reading import Origin
from model.severity import Severity
from store.alerts import recent_alerts, standing_severities
from store.drills import drill_orders, drill_standing
from store.marks import incidents_mark
from store.orders import count_by_state, open_orders
from store.pool import connect
from tests.dashboard.storms import group, raise_alert
from tests.fixtures.batches import NOW
from tests.fixtures.city import EAST, WEST


@pytest.fixture
def drill(small_city: str) -> str:
    """A red exercise in the west and a replay in the east, before a blue alert in the west that is real."""
    raise_alert(small_city, "wd-west", Severity.RED, origin=Origin.EXERCISE)
    raise_alert(small_city, "wd-east", Severity.RED, origin=Origin.REPLAY)
    raise_alert(small_city, "crowd-west", Severity.BLUE)
    return small_city


def test_real_figures_know_nothing_of_a_drill_and_lists_put_what_is_real_first(drill: str) -> None:
    with connect(drill, name="test") as conn:
        assert [level for _, level in standing_severities(conn)] == [Severity.BLUE]
        assert sum(count_by_state(conn, now=NOW).values()) == 1
        assert [view.alert.origin for view in recent_alerts(conn, limit=1)] == [Origin.LIVE]
        assert [view.order.origin for view in open_orders(conn, limit=1)] == [Origin.LIVE]
        assert len(recent_alerts(conn, limit=9)) == len(open_orders(conn)) == 3
        assert [one[1:] for one in drill_standing(conn, under=WEST)] == [(Origin.EXERCISE, Severity.RED, 1)]
        assert [one[1:] for one in drill_standing(conn, under=EAST)] == [(Origin.REPLAY, Severity.RED, 1)]
        assert (drill_orders(conn), drill_orders(conn, under=WEST)) == (2, 1)


def test_alerts_of_an_incident_are_not_loose_and_its_mark_moves(drill: str) -> None:
    with connect(drill, name="test") as conn:
        assert len(recent_alerts(conn, limit=9, loose=True)) == 3
        before = incidents_mark(conn)
    group(drill, lon=121.485, lat=31.23)
    with connect(drill, name="test") as conn:
        assert recent_alerts(conn, limit=9, loose=True) == []
        assert incidents_mark(conn).rows == 1
        assert incidents_mark(conn).mark != before.mark
        assert incidents_mark(conn, under=EAST).rows == 1, "a member lies there"
