"""What brings alerts back by itself: shelves that run out, and alerts out of step with their pair.

Each function does one alert, so that a caller may commit after each and never holds two at once.
"""

from datetime import datetime

from alerts import life
from alerts.desk import finish
from alerts.life import RACED, Life
from alerts.stepping import Step, advance, hold
from model.alert import Aside, LifeChange
from store import alert_life, shelvings
from store.pool import Connection


def end_one_shelf(conn: Connection, *, now: datetime) -> bool:
    """Ends the shelf that ran out first by ``now``; False when none did."""
    if (shelf := shelvings.expired(conn, now=now)) is None:
        return False
    held = hold(conn, shelf.pair)
    still = held.aside.get(Aside.SHELVED)
    if still is not None and still.num == shelf.num:  # else a person was quicker
        after = life.decide(held.life, LifeChange.SHELF_EXPIRED)
        finish(conn, held, after, Step(LifeChange.SHELF_EXPIRED, now))
    return True


def mend_one_alert(conn: Connection, *, now: datetime) -> bool:
    """Puts one open alert in step with its pair; False when all are."""
    for num, state, aside in alert_life.out_of_step(conn):
        if (change := life.mended(Life(state, aside))) is None:
            continue
        held_state = alert_life.hold_state(conn, num)
        alert = alert_life.alert_by_num(conn, num)
        if alert is not None and held_state is state:
            advance(conn, alert, life.asks(aside), Step(change, now, reason=RACED))
        return True
    return False
