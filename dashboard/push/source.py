"""Where the hub reads the truth: the store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from alerts.noise import Noise, noise_of
from dashboard.push.city import City, city_of
from dashboard.push.compose import Truth
from model.catalogue import load_kinds
from model.order import OrderView
from store import alerts, areas, drills, latest, marks, orders, sensors
from store.listen import notifications
from store.pool import Connection, Pool
from store.pulse import Pulse, pulses

LISTED = 200
NOISE_EVERY = timedelta(seconds=2)
"""How old the noise of the city may be: it is counted over a day, and minutes decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One reading of the database.

    `newest` is when the last reading of all sensors arrived; `registry` differs when the sensors do; `pulses`
    tell which processes look.
    """

    truth: Truth
    newest: datetime | None
    registry: int = 0
    pulses: Sequence[Pulse] = ()


class Source(Protocol):
    """What the hub needs to know, and a way to be woken. All three raise UnreachableError."""

    def city(self) -> City:
        """The sensors and areas as they are now."""

    def read(self) -> Read:
        """The truth as it is now."""

    def wakes(self, timeout_s: float) -> Iterator[str | None]:
        """Each notice, and None whenever `timeout_s` passes without one."""


def told_briefly(view: OrderView) -> tuple[object, ...]:
    """What lists, tablets and an order's page show of an order, as far as it changes."""
    order = view.order
    held = (order.area, order.crew, order.person, order.supervised_by)
    timed = (order.level, order.due_at, order.paused, order.asked_by)
    return order.num, order.state, order.turn, order.severity, view.alert_open, held, timed


class StoreSource:
    """The database behind a pool."""

    def __init__(self, pool: Pool, database_url: str) -> None:
        self._pool = pool
        self._database_url = database_url
        self._kinds = load_kinds()
        self._noise: Noise | None = None

    def city(self) -> City:
        with self._pool.connection() as conn:
            shapes = areas.area_shapes(conn)
            known = {shape.area.code: shape.area for shape in shapes}
            return city_of(sensors.registry(conn), known, self._kinds, shapes)

    def read(self) -> Read:
        now = datetime.now(UTC)
        with self._pool.connection() as conn:
            shown = alerts.recent_alerts(conn, limit=LISTED)
            unclosed = orders.open_orders(conn, limit=LISTED)
            truth = Truth(
                standing=alerts.standing_severities(conn),
                silent=latest.silent_sensors(conn, now=now),
                orders_by_state=orders.count_by_state(conn, now=now),
                alerts=[(v.alert.num, v.alert.state, v.alert.severity, v.order_id) for v in shown],
                orders=[told_briefly(view) for view in unclosed],
                drills=drills.drill_standing(conn),
                drill_orders=drills.drill_orders(conn),
                asides=marks.asides_mark(conn),
                incidents=marks.incidents_mark(conn),
                noise=self._noise_at(conn, now),
            )
            return Read(
                truth=truth,
                newest=latest.newest_received(conn),
                registry=sensors.registry_version(conn),
                pulses=pulses(conn),
            )

    def _noise_at(self, conn: Connection, now: datetime) -> Noise:
        if self._noise is None or now - self._noise.at >= NOISE_EVERY:
            self._noise = noise_of(conn, under=None, now=now)
        return self._noise

    def wakes(self, timeout_s: float) -> Iterator[str | None]:
        return notifications(self._database_url, timeout_s=timeout_s)
