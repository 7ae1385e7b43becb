"""Orders in every state, brought there by the commands of people on a real database."""

from collections.abc import Mapping
from datetime import UTC, datetime

from model.order import OrderCommand as Do
from model.order import OrderState as Is
from model.order import OrderView, Source
from model.position import Position
from model.severity import Severity
from orders.clock import TimeLimit, TimeUnit
from orders.reporting import Told, report
from orders.working import Particulars, perform, view_of
from store.pool import connect
from tests.dashboard.storms import raise_alert

NEAR_WEST = Position(121.4851, 31.23)
TWO_HOURS = TimeLimit(amount=2, unit=TimeUnit.URGENT_HOUR)
WAYS: Mapping[Is, tuple[Do, ...]] = {
    Is.DISPATCHED: (),
    Is.ACCEPTED: (Do.ACCEPT,),
    Is.ON_SITE: (Do.ACCEPT, Do.ARRIVE),
    Is.RESOLVED: (Do.ACCEPT, Do.ARRIVE, Do.RESOLVE),
    Is.VERIFIED: (Do.ACCEPT, Do.ARRIVE, Do.RESOLVE, Do.VERIFY),
    Is.CLOSED: (Do.ACCEPT, Do.ARRIVE, Do.RESOLVE, Do.VERIFY, Do.CLOSE),
    Is.PARKED: (Do.ACCEPT, Do.PARK),
    Is.CANCELLED: (Do.CANCEL,),
    Is.FILED: (Do.RETURN,),
}
"""What brings an order of an alert from its dispatch to a state."""


def give(database_url: str, order: str, command: Do, actor: str = "li", **beside: object) -> OrderView:
    """One command of a person, with a note."""
    with connect(database_url, name="test") as conn:
        perform(
            conn,
            order_id=order,
            command=command,
            actor=actor,
            now=datetime.now(UTC),
            note=f"因为{command.value}",
            override="设备异常",
            beside=Particulars(**beside),  # type: ignore[arg-type]
        )
        return view_of(conn, order)


def tell(
    database_url: str,
    *,
    category: str = "road_water",
    position: Position = NEAR_WEST,
    words: str = "积水没过脚踝",
) -> str:
    """Somebody on his rounds tells of a case; the id of the order that it is worked by."""
    now = datetime.now(UTC)
    told = Told(
        source=Source.STAFF,
        category=category,
        words=words,
        position=position,
        by="wang",
        reported_at=now,
        address="河南中路 88 号",
        contact="021-5550100",
    )
    with connect(database_url, name="test") as conn:
        return report(conn, told, now=now).order.id


def order_in(database_url: str, state: Is) -> str:
    """An order in a state; the id."""
    if state in WAYS:
        order = raise_alert(database_url, "wd-west", Severity.RED)
        for command in WAYS[state]:
            give(database_url, order, command, "zhang" if command is Do.VERIFY else "li")
        return order
    if state is Is.MERGED:
        into = raise_alert(database_url, "wd-west", Severity.RED)
        one = raise_alert(database_url, "wd-east", Severity.BLUE)
        give(database_url, one, Do.MERGE, into=into)
        return one
    order = tell(database_url)
    if state is Is.REJECTED:
        give(database_url, order, Do.REJECT)
    return order
