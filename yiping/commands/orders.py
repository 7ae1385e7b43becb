"""``yiping orders``: cases and work orders on the command line."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from orders.working import Particulars

Order = Annotated[str, typer.Argument(help="The order's id, for example WO-000012.")]
Actor = Annotated[str, typer.Option("--as", help="Who does this; the name is recorded.")]
Note = Annotated[str, typer.Option(help="What was done or seen.")]
Words = Annotated[str, typer.Option("--note", help="In words; it is recorded.")]
Area = Annotated[str | None, typer.Option(help="Code of an area.")]
Trade = Annotated[str | None, typer.Option(help="Whose craft it asks for (see yiping duty now).")]

SIMPLE: dict[str, tuple[str, bool]] = {
    "file": ("Take a reported case on as one for the city (立案); it goes to its area at once.", False),
    "reject": ("Say why a reported case is none for the city (不予立案).", True),
    "accept": ("Take an order on (签收).", False),
    "arrive": ("Be on site (到场).", False),
    "resolve": ("Have it dealt with, and say how (处置).", True),
    "verify": ("Confirm it, as another person than the one who resolved it (核查).", False),
    "return": ("Give an order back to the desk, and say why it is not yours (退单).", True),
    "rework": ("Send it out again, and say what is not mended yet (返工).", True),
    "grant": ("Grant the time that was asked for, as another person (同意延期).", False),
    "refuse": ("Refuse it, as another person (驳回延期).", True),
    "pause": ("Let its clocks stand, and say what it waits for (暂停计时).", True),
    "resume": ("Let its clocks go on (恢复计时).", False),
    "park": ("Put it aside until it can be worked, and say why it cannot now (挂账).", True),
    "unpark": ("Take it up again where it was (恢复办理).", False),
    "unmerge": ("Part it from the order that took it in, and say why it is a case of its own.", True),
    "supervise": ("Watch over it, and say what is to be watched (督办).", True),
}
"""Commands that tell an order, a person and words, and whether the words are demanded."""


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="Report cases; list, show and work orders.", no_args_is_help=True)
    group.command("list")(list_orders)
    group.command("show")(show)
    group.command("report")(report)
    group.command("categories")(categories)
    group.command("dispatch")(dispatch)
    for word in SIMPLE:
        group.command(word)(_simple(word))
    group.command("close")(close)
    group.command("cancel")(cancel)
    group.command("assign")(assign)
    group.command("extend")(extend)
    group.command("merge")(merge)
    group.command("split")(split)
    app.add_typer(group, name="orders")


def list_orders(
    area: Annotated[str | None, typer.Option(help="Code of an area: its orders and all below it.")] = None,
    state: Annotated[str | None, typer.Option(help="Only those in a state, like parked.")] = None,
    person: Annotated[str | None, typer.Option(help="Only those that a person has.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those past their time.")] = False,
    limit: Annotated[int, typer.Option(min=1)] = 200,
) -> None:
    """List the unclosed orders, the worst and oldest first."""
    from store.orders import open_orders
    from store.pool import connect
    from yiping.order_lines import line, wanted
    from yiping.wiring import utc_now

    now = utc_now()
    with connect(_database(), name="orders") as conn:
        views = open_orders(conn, under=area, limit=limit)
    shown = wanted(views, state=state, person=person, overdue=overdue, now=now)
    for view in shown:
        print(line(view, now=now))
    more = "; there may be more, see --limit" if len(views) == limit else ""
    print(f"{len(shown)} open orders{more}")


def show(order: Order) -> None:
    """Show one order: what stands, its clocks, what people told of it, its alerts, its whole history."""
    from store.pool import connect
    from yiping.order_lines import whole
    from yiping.wiring import utc_now

    with connect(_database(), name="orders") as conn:
        for told in whole(conn, order, now=utc_now()):
            print(told)


def report(
    category: Annotated[str, typer.Argument(help="What it is about; see yiping orders categories.")],
    lon: Annotated[float, typer.Argument(help="Degrees east, WGS-84.")],
    lat: Annotated[float, typer.Argument(help="Degrees north, WGS-84.")],
    words: Annotated[str, typer.Option(help="What was told.")],
    who: Annotated[str, typer.Option("--as", help="Who writes it down.")],
    ticket: Annotated[
        str, typer.Option(help="The hotline's own number for it: told twice it is one case.")
    ] = "",
    source: Annotated[str, typer.Option(help="hotline or staff.")] = "staff",
    address: Annotated[str, typer.Option(help="Where, in words.")] = "",
    contact: Annotated[str, typer.Option(help="How the person can be reached, if he wants it.")] = "",
    level: Annotated[str, typer.Option(help="blue, yellow, orange or red.")] = "blue",
    at: Annotated[str | None, typer.Option(help="When it was told (ISO 8601); now if left out.")] = None,
    drill: Annotated[bool, typer.Option("--drill", help="It belongs to an exercise.")] = False,
) -> None:
    """Write down what the hotline or staff on their rounds tell of, and join it to a known case."""
    from model.errors import YipingError
    from model.order import Source
    from model.position import Position
    from model.reading import Origin
    from model.severity import SEVERITIES
    from orders.reporting import SOURCES, Told
    from orders.reporting import report as write_down
    from store.pool import connect
    from yiping.letters import time_since
    from yiping.order_lines import line
    from yiping.wiring import utc_now

    if level not in SEVERITIES or source not in SOURCES:
        raise YipingError(
            f"{level}, {source}: the level is one of {', '.join(SEVERITIES)}, the source hotline or staff"
        )
    now = utc_now()
    told = Told(
        source=Source(source),
        category=category,
        words=words,
        position=Position(lon, lat),
        by=who,
        reported_at=now if at is None else time_since(at),
        ticket=ticket or None,
        address=address,
        contact=contact,
        severity=SEVERITIES[level],
        origin=Origin.EXERCISE if drill else Origin.LIVE,
    )
    with connect(_database(), name="orders") as conn:
        view = write_down(conn, told, now=now)
    print(line(view, now=now))


def categories() -> None:
    """List what can be reported, with the plan that it is worked by."""
    from orders.plan import shipped_plans

    for plan in shipped_plans().by_id.values():
        for name, text in plan.categories.items():
            print(f"{name:<24} {text.zh}  {text.en}  ({plan.id}: {plan.name.zh})")


def dispatch(
    order: Order,
    actor: Actor,
    area: Annotated[str | None, typer.Option(help="Code of the area; that of before if left out.")] = None,
    trade: Trade = None,
    note: Note = "",
) -> None:
    """Send an order that no area holds, or that was returned, to an area and a trade (派遣)."""
    from orders.working import Particulars

    _perform("dispatch", order, actor, note=note, beside=Particulars(area=area, trade=trade))


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


def cancel(
    order: Order,
    actor: Actor,
    note: Words,
    override: Annotated[
        str | None, typer.Option(help="Why to cancel although the sensor still reads above its off value.")
    ] = None,
) -> None:
    """End an order that needs no work, and say why (作废)."""
    _perform("cancel", order, actor, note=note, override=override)


def assign(
    order: Order,
    actor: Actor,
    person: Annotated[str | None, typer.Option(help="Who shall have it.")] = None,
    crew: Annotated[str | None, typer.Option(help="The crew that shall have it.")] = None,
    note: Note = "",
) -> None:
    """Give an order to another person or crew (指派)."""
    from orders.working import Particulars

    _perform("assign", order, actor, note=note, beside=Particulars(person=person, crew=crew))


def extend(
    order: Order,
    amount: Annotated[float, typer.Argument(help="How much more time.")],
    unit: Annotated[str, typer.Argument(help="urgent_hour, working_hour or working_day.")],
    actor: Actor,
    note: Words,
) -> None:
    """Ask for more time, and say why; another person grants or refuses it (延期)."""
    from model.errors import YipingError
    from orders.clock import TimeLimit, TimeUnit
    from orders.working import Particulars

    if unit not in list(TimeUnit) or not amount > 0:
        raise YipingError(f"{amount:g} {unit}: say an amount above 0 and one of {', '.join(TimeUnit)}")
    longer = TimeLimit(amount=amount, unit=TimeUnit(unit))
    _perform("extend", order, actor, note=note, beside=Particulars(longer=longer))


def merge(
    order: Order,
    into: Annotated[str, typer.Argument(help="The order that takes it in.")],
    actor: Actor,
    note: Note = "",
) -> None:
    """Say that an order is the same case as another, which takes it in; unmerge parts them again (并案)."""
    from orders.working import Particulars

    _perform("merge", order, actor, note=note, beside=Particulars(into=into))


def split(
    order: Order,
    name: Annotated[str, typer.Argument(help="What the other task is called.")],
    actor: Actor,
    note: Words,
    trade: Trade = None,
    area: Area = None,
) -> None:
    """File another task of the same case, for another craft or place (拆单)."""
    from model.text import Text
    from orders.working import Particulars

    beside = Particulars(name=Text(zh=name, en=name), trade=trade, area=area)
    _perform("split", order, actor, note=note, beside=beside)


def _simple(word: str) -> Callable[..., None]:
    help_, demanded = SIMPLE[word]
    if demanded:

        def with_words(order: Order, actor: Actor, note: Words) -> None:
            _perform(word, order, actor, note=note)

        with_words.__doc__ = help_
        return with_words

    def without(order: Order, actor: Actor, note: Note = "") -> None:
        _perform(word, order, actor, note=note)

    without.__doc__ = help_
    return without


def _perform(
    word: str,
    order_id: str,
    actor: str,
    *,
    note: str = "",
    override: str | None = None,
    beside: "Particulars | None" = None,
) -> None:
    from model.order import OrderCommand
    from orders.working import NOTHING_BESIDE, perform, view_of
    from store.pool import connect
    from yiping.order_lines import line
    from yiping.wiring import utc_now

    now: datetime = utc_now()
    told: dict[str, Any] = {"note": note, "override": override, "beside": beside or NOTHING_BESIDE}
    with connect(_database(), name="orders") as conn:
        perform(conn, order_id=order_id, command=OrderCommand(word), actor=actor, now=now, **told)
        view = view_of(conn, order_id)
    print(line(view, now=now))


def _database() -> str:
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url

    return database_url(settings_here())
