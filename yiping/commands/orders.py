"""``yiping orders``: work orders on the command line."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from model.order import OrderEvent, OrderView

Order = Annotated[str, typer.Argument(help="The order's id, for example WO-000012.")]
Actor = Annotated[str, typer.Option("--as", help="Who does this; the name is recorded.")]
Note = Annotated[str, typer.Option(help="What was done or seen.")]


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="List, show and work orders.", no_args_is_help=True)
    group.command("list")(list_orders)
    group.command("show")(show)
    group.command("dispatch")(dispatch)
    group.command("accept")(accept)
    group.command("arrive")(arrive)
    group.command("resolve")(resolve)
    group.command("verify")(verify)
    group.command("close")(close)
    app.add_typer(group, name="orders")


def list_orders(
    area: Annotated[str | None, typer.Option(help="Code of an area: its orders and all below it.")] = None,
    limit: Annotated[int, typer.Option(min=1)] = 200,
) -> None:
    """List the unclosed orders, the worst and oldest first."""
    from store.orders import open_orders
    from store.pool import connect

    with connect(_database(), name="orders") as conn:
        views = open_orders(conn, under=area, limit=limit)
    for view in views:
        print(_line(view))
    more = "; there may be more, see --limit" if len(views) == limit else ""
    print(f"{len(views)} open orders{more}")


def show(order: Order) -> None:
    """Show one order with its whole history."""
    from orders.errors import Refused
    from store.orders import order_events, order_view
    from store.pool import connect

    with connect(_database(), name="orders") as conn:
        if (view := order_view(conn, order)) is None:
            raise Refused(f"there is no order {order}")
        events = order_events(conn, view.order.num)
    print(_line(view))
    print(f"  sensor {'still reads above its off value' if view.alert_open else 'is back to normal'}")
    for event in events:
        print(_event_line(event))


def dispatch(
    order: Order, area: Annotated[str, typer.Option(help="Code of the area.")], actor: Actor
) -> None:
    """Send an order that no area holds to an area."""
    _perform("dispatch", order, actor, area=area)


def accept(order: Order, actor: Actor, note: Note = "") -> None:
    """Take an order on (签收)."""
    _perform("accept", order, actor, note=note)


def arrive(order: Order, actor: Actor, note: Note = "") -> None:
    """Be on site (到场)."""
    _perform("arrive", order, actor, note=note)


def resolve(order: Order, actor: Actor, note: Note) -> None:
    """Have it dealt with, and say how (处置)."""
    _perform("resolve", order, actor, note=note)


def verify(order: Order, actor: Actor, note: Note = "") -> None:
    """Confirm it, as another person than the one who resolved it (核查)."""
    _perform("verify", order, actor, note=note)


def close(
    order: Order,
    actor: Actor,
    note: Note = "",
    override: Annotated[
        str | None, typer.Option(help="Why to close although the sensor still reads above its off value.")
    ] = None,
) -> None:
    """Close a verified order (结案)."""
    _perform("close", order, actor, note=note, override=override)


def _perform(
    word: str,
    order_id: str,
    actor: str,
    *,
    note: str = "",
    override: str | None = None,
    area: str | None = None,
) -> None:
    from model.order import OrderCommand
    from orders.desk import perform
    from store.pool import connect
    from yiping.wiring import utc_now

    with connect(_database(), name="orders") as conn:
        view = perform(
            conn,
            order_id=order_id,
            command=OrderCommand(word),
            actor=actor,
            now=utc_now(),
            note=note,
            override=override,
            area=area,
        )
    print(_line(view))


def _database() -> str:
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url

    return database_url(settings_here())


def _line(view: "OrderView") -> str:
    order = view.order
    place = view.area_name.zh if view.area_name else "-"
    more = "" if view.purpose == "field" else f"  {view.purpose}"
    more += "" if order.origin == "live" else f"  ({order.origin})"
    return (
        f"{order.id}  {order.severity.key:<6}  {order.state:<10}  {order.filed_at:%Y-%m-%d %H:%M} UTC  "
        f"{order.rule_id}  {view.sensor_id}  {view.sensor_name.zh}  {order.area or '-'} {place}{more}"
    )


def _event_line(event: "OrderEvent") -> str:
    more = "".join(
        f"  {label}: {words}"
        for label, words in (("note", event.note), ("override", event.override))
        if words
    )
    return (
        f"  {event.at:%Y-%m-%d %H:%M:%S} UTC  {event.actor:<12} {event.command:<9} -> {event.to_state}{more}"
    )
