"""Live readings, exercises and replays share sensors and nothing else.

Each example has four sensors on one spot: one that tells everything, and one for each origin that tells the
same readings of that origin alone. What the first one leaves of an origin must be what the other leaves.
"""

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from alerts import desk
from alerts.errors import Refused
from ingest.message import Message
from model.alert import Pair
from model.order import OrderCommand
from model.reading import Origin
from orders.errors import Refused as OrderRefused
from orders.working import perform
from store.latest import lock_latest
from store.pool import Connection, Pool
from store.rollups import refresh
from store.sensors import registry
from tests.fixtures.batches import NOW, Send, depth, message
from tests.fixtures.city import SENSORS
from yiping.city import register_sensors

BEGIN = NOW - timedelta(hours=6)
HOUR = timedelta(hours=1)
RULE = "road_flooding"
EXAMPLES = itertools.count(1)
NAMES: dict[int, str] = {}


class Told(NamedTuple):
    """One value, so many seconds after the one before it of its origin, which may be less than none."""

    origin: Origin
    gap_s: float
    cm: float


class Act(NamedTuple):
    """What a person does to the alert or the order of an origin."""

    origin: Origin
    what: str


Batch = list[Told]
TOLD = st.builds(
    Told,
    st.sampled_from(Origin),
    st.sampled_from([0, 30, 60, 200, 200, 700, -100]),
    st.sampled_from([0, 0, 6, 16, 26, 60, 900]),
)
ACTS = ("acknowledge", "shelve", "unshelve", "out_of_service", "work")
STEP = st.one_of(
    st.lists(TOLD, min_size=1, max_size=12), st.builds(Act, st.sampled_from(Origin), st.sampled_from(ACTS))
)
FLOOD = [Told(Origin.LIVE, 200, 30)] * 3
DRILL = [Told(Origin.EXERCISE, 200, 30)] * 3
DRY = [Told(Origin.LIVE, 700, 0)] * 3
DRY_DRILL = [Told(Origin.EXERCISE, 700, 0)] * 3

ROWS = "select to_jsonb(t) from {} t where sensor_num = %s and origin = %s order by {}"
KEPT = {
    **{table: ROWS.format(table, "1") for table in ("reading", "sensor_latest", "reading_1m", "standing")},
    **{table: ROWS.format(table, "num") for table in ("alert", "shelving", "work_order")},
    "alert_event": "select to_jsonb(e) from alert_event e join alert t on t.num = e.alert_num"
    " where t.sensor_num = %s and t.origin = %s order by e.num",
    "work_order_event": "select to_jsonb(e) from work_order_event e join work_order t on t.num = e.order_num"
    " where t.sensor_num = %s and t.origin = %s order by e.num",
}
OWN = ("num", "id", "sensor_num", "alert_num", "order_num")
COUNTS = ("received", "stored", "duplicate", "late", "dead_letter")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=3, max_size=12))
@example(steps=[[Told(one, 0, 30) for one in Origin], FLOOD + DRILL, DRILL + FLOOD])
@example(
    steps=[DRILL, FLOOD, Act(Origin.EXERCISE, "shelve"), DRY_DRILL, DRILL, Act(Origin.LIVE, "acknowledge")]
)
@example(steps=[FLOOD, DRILL, DRY, FLOOD, DRY_DRILL, DRILL])
@example(steps=[DRILL, DRY_DRILL, FLOOD, *[Act(Origin.EXERCISE, "work")] * 5])
def test_what_is_of_one_origin_is_what_it_would_be_if_no_other_were_there(
    small_city: str, pool: Pool, send: Send, steps: Sequence[Batch | Act]
) -> None:
    together, alone = new_sensors(small_city, pool)
    second = dict.fromkeys(Origin, 0.0)
    for step in steps:
        if isinstance(step, Act):
            assert done(pool, step, together) == done(pool, step, alone[step.origin])
            continue
        told = []
        for one in step:
            second[one.origin] += one.gap_s
            time = BEGIN + timedelta(seconds=second[one.origin])
            payload = {"t": time.isoformat(), "v": {"depth_cm": one.cm}, "o": one.origin}
            told += [message(payload, sensor=NAMES[num]) for num in (together, alone[one.origin])]
        send(*told)
    with pool.connection() as conn:
        refresh(conn, limit=1000)
        for origin, num in alone.items():
            for what, sql in KEPT.items():
                assert kept(conn, sql, together, origin) == kept(conn, sql, num, origin), what
        assert counts(conn, [together]) == counts(conn, [*alone.values()])


def new_sensors(url: str, pool: Pool) -> tuple[int, dict[Origin, int]]:
    """The number of a sensor for everything, and of one for each origin."""
    of_all = next(EXAMPLES) * 10
    made = [replace(SENSORS[0], id=f"o-{of_all + place}") for place in range(len(Origin) + 1)]
    register_sensors(url, made)
    with pool.connection() as conn:
        nums = {sensor.id: sensor.num for sensor in registry(conn)}
    NAMES.update({nums[one.id]: one.id for one in made})
    first, *others = (nums[one.id] for one in made)
    return first, dict(zip(Origin, others, strict=True))


def done(pool: Pool, act: Act, sensor_num: int) -> str:
    """Does an act at a sensor and tells how it ended, in words that name no row."""
    pair = Pair(RULE, sensor_num, act.origin)
    try:
        with pool.connection() as conn:
            DOES[act.what](conn, pair)
    except (Refused, OrderRefused, LookupError) as refused:
        return type(refused).__name__
    return "done"


def _acknowledge(conn: Connection, pair: Pair) -> None:
    desk.acknowledge(conn, num=_newest(conn, "alert", pair)["num"], actor="li", now=NOW)


WORKED = [
    OrderCommand.ACCEPT,
    OrderCommand.ARRIVE,
    OrderCommand.RESOLVE,
    OrderCommand.VERIFY,
    OrderCommand.CLOSE,
]


def _work(conn: Connection, pair: Pair) -> None:
    order = _newest(conn, "work_order", pair)
    place = ["dispatched", "accepted", "on_site", "resolved", "verified"].index(order["state"])
    command = WORKED[place]
    who = "wang" if command is OrderCommand.VERIFY else "li"
    perform(
        conn, order_id=order["id"], command=command, actor=who, now=NOW, note="n", override="seen on site"
    )


def _newest(conn: Connection, table: str, pair: Pair) -> dict[str, Any]:
    of_pair = "(rule_id, sensor_num, origin) = (%s, %s, %s)"
    sql = f"select to_jsonb(t) from {table} t where {of_pair} order by num desc limit 1"
    if (row := conn.execute(sql.encode(), pair).fetchone()) is None:
        raise LookupError(table)
    found: dict[str, Any] = row[0]
    return found


DOES: dict[str, Callable[[Connection, Pair], None]] = {
    "acknowledge": _acknowledge,
    "shelve": lambda conn, pair: desk.shelve(conn, pair, actor="li", reason="r", until=NOW + HOUR, now=NOW),
    "unshelve": lambda conn, pair: desk.unshelve(conn, pair, actor="li", now=NOW),
    "out_of_service": lambda conn, pair: desk.take_out_of_service(
        conn, pair, actor="li", reason="r", now=NOW
    ),
    "work": _work,
}


def kept(conn: Connection, sql: str, num: int, origin: Origin) -> list[dict[str, Any]]:
    rows = conn.execute(sql.encode(), (num, origin.value)).fetchall()
    return [{name: value for name, value in row.items() if name not in OWN} for (row,) in rows]


def counts(conn: Connection, nums: list[int]) -> tuple[int, ...] | None:
    sums = ", ".join(f"sum({name})" for name in COUNTS)
    return conn.execute(f"select {sums} from ledger where sensor_num = any(%s)".encode(), (nums,)).fetchone()


def test_a_live_reading_never_waits_for_a_drill(pool: Pool, send: Send) -> None:
    drill: Message = message({"t": NOW.isoformat(), "v": {"depth_cm": 1}, "o": "exercise"})
    send(depth(1), drill)
    with pool.connection() as conn:
        known = lock_latest(conn, np.array([1, 2, 3, 4, 5], np.int32), [Origin.EXERCISE])
        assert len(known.words) == 1
        live = threading.Thread(target=send, args=(depth(1, 60),), daemon=True)
        live.start()
        live.join(20)
        assert not live.is_alive()
