"""Orders of the small city without ingest: opened as alerts do, and worked by people in short."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from model.order import OrderCommand, OrderState, OrderView, Source
from model.position import Position
from model.reading import Origin
from model.severity import Severity
from orders.desk import open_once
from orders.reporting import Told, report
from orders.working import Particulars, perform, view_of
from store.orders import order_by_num
from store.pool import Connection, Pool
from tests.fixtures.batches import NOW
from tests.fixtures.city import WEST

WET = Position(121.485, 31.23)
"""Where wd-west is."""

DAY = [
    (OrderCommand.ACCEPT, "zhang"),
    (OrderCommand.ARRIVE, "zhang"),
    (OrderCommand.RESOLVE, "zhang"),
    (OrderCommand.VERIFY, "li"),
    (OrderCommand.CLOSE, "li"),
]


class Desk:
    """One transaction on the small city, and short words for what people do."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        self.sensors = dict(conn.execute("select id, num from sensor").fetchall())

    def open(
        self, sensor: str = "wd-west", *, now: datetime = NOW, area: str | None = WEST, **changed: Any
    ) -> str:
        """Opens the order of an alert, or joins it; returns the order's id."""
        told = {"rule_id": "road_flooding", "severity": Severity.BLUE, "origin": Origin.LIVE, **changed}
        num = open_once(self.conn, sensor_num=self.sensors[sensor], area=area, now=now, **told)
        found = order_by_num(self.conn, num)
        assert found is not None
        return found.id

    def alert(self, sensor: str = "wd-west", *, at: datetime = NOW) -> None:
        """Lets an alert of road_flooding stand open at a sensor."""
        sql = """insert into alert (rule_id, rule_revision, sensor_num, metric, state, severity,
                                    peak_severity, value, origin, opened_at)
                 values ('road_flooding', 1, %s, 'depth_cm', 'unack', 1, 1, 9, 'live', %s)"""
        self.conn.execute(sql, [self.sensors[sensor], at])

    def clear(self, sensor: str = "wd-west", *, at: datetime = NOW) -> None:
        """Ends that alert."""
        sql = "update alert set state = 'norm', cleared_at = %s where sensor_num = %s and cleared_at is null"
        self.conn.execute(sql, [at, self.sensors[sensor]])

    def do(
        self, order_id: str, word: str, actor: str = "zhang", *, now: datetime = NOW, **told: Any
    ) -> OrderView:
        """Carries out a command; what is no note or override is told beside it."""
        words = {name: told.pop(name) for name in ("note", "override") if name in told}
        perform(
            self.conn,
            order_id=order_id,
            command=OrderCommand(word),
            actor=actor,
            now=now,
            note=words.get("note", "as seen"),
            override=words.get("override"),
            beside=Particulars(**told),
        )
        return view_of(self.conn, order_id)

    def bring(self, order_id: str, state: OrderState, *, now: datetime = NOW) -> None:
        """Works an order forward until it stands in ``state``."""
        for command, actor in DAY:
            if view_of(self.conn, order_id).order.state is state:
                return
            self.do(order_id, command.value, actor, now=now)

    def report(self, *, now: datetime = NOW, **changed: Any) -> OrderView:
        """What somebody tells of water where wd-west is."""
        told = {
            "source": Source.HOTLINE,
            "category": "road_water",
            "words": "knee-deep",
            "position": WET,
            "by": "operator 7",
            "reported_at": now,
        }
        return report(self.conn, Told(**{**told, **changed}), now=now)  # type: ignore[arg-type]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.conn.execute(sql.encode()).fetchall()


@pytest.fixture
def desk(pool: Pool) -> Iterator[Desk]:
    """A desk in a transaction of its own."""
    with pool.connection() as conn:
        yield Desk(conn)
