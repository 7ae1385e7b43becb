"""What watches keep quiet: rules at sensors, suppressed by design as long as the watch holds for the sensor.

Each look compares what is suppressed with what holds now, so nothing is remembered between two, and a look
that was killed is made up for by the next. What anybody else has suppressed is left alone. An unclosed order
of a rule and sensor that are quiet stays with its crew, and its history tells.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from alerts import desk, life
from alerts.errors import Refused
from alerts.watch import Held
from model.alert import Aside, Pair, Shelving
from model.order import OrderCommand
from orders import desk as orders
from store.pool import Connection
from store.shelvings import listed

_QUIETED_BY = "quieted by "
Quieting = tuple[Pair, OrderCommand, str]
"""A rule and sensor, whether it becomes quiet or is released, and the rule of the watch."""


def quieten(conn: Connection, rule_id: str, holding: Iterable[Held], *, now: datetime, most: int) -> int:
    """Suppresses what the subjects of a watch quiet now, and releases what they no longer do.

    Returns how many there were to do; no more than ``most`` are done, and the next look goes on.
    """
    wanted = {Pair(rule, held.carriers[0], held.origin) for held in holding for rule in held.quiets}
    known = {one.pair: one for one in _suppressed(conn)}
    ours = {pair for pair, one in known.items() if _watch_of(one) == rule_id}
    begins = [(pair, OrderCommand.SUPPRESS, rule_id) for pair in sorted(wanted - known.keys())]
    ends = [(pair, OrderCommand.RELEASE, rule_id) for pair in sorted(ours - wanted)]
    _carry_out(conn, [*begins, *ends][:most], now=now)
    return len(begins) + len(ends)


def release_strays(conn: Connection, rule_ids: Collection[str], *, now: datetime, most: int) -> int:
    """Releases what was suppressed for watches that are none of ``rule_ids`` any more; returns how many."""
    by_watch = [(one.pair, watch) for one in _suppressed(conn) if (watch := _watch_of(one)) is not None]
    ends = [(pair, OrderCommand.RELEASE, watch) for pair, watch in by_watch if watch not in rule_ids]
    _carry_out(conn, ends[:most], now=now)
    return len(ends)


def _carry_out(conn: Connection, steps: Sequence[Quieting], *, now: datetime) -> None:
    for pair, command, rule_id in steps:
        with suppress(Refused):  # a person was quicker; the next look sees what he did
            if command is OrderCommand.SUPPRESS:
                desk.suppress(conn, pair, actor=life.SYSTEM, reason=_QUIETED_BY + rule_id, now=now)
            else:
                desk.release(conn, pair, actor=life.SYSTEM, now=now)
            orders.tell(conn, command, **pair._asdict(), note=rule_id, now=now)


def _suppressed(conn: Connection) -> list[Shelving]:
    return [one for one, _ in listed(conn) if one.kind is Aside.SUPPRESSED]


def _watch_of(shelving: Shelving) -> str | None:
    """The rule of the watch in whose name something is suppressed, None where it is somebody else's."""
    by_system = shelving.begun_by == life.SYSTEM and shelving.reason.startswith(_QUIETED_BY)
    return shelving.reason.removeprefix(_QUIETED_BY) if by_system else None
