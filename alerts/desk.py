"""What people do to alerts, for the command line and the pages alike. The caller owns the transaction."""

from datetime import datetime

from alerts import life
from alerts.errors import Refused
from alerts.life import BEGINS, ENDS, Life
from alerts.stepping import Held, Step, advance, hold, record
from model.alert import Alert, LifeChange, Pair, Shelving
from model.reading import Origin
from store import alert_life, shelvings
from store.listen import wake
from store.pool import Connection


def pair_of(conn: Connection, *, rule_id: str, sensor_id: str, origin: Origin = Origin.LIVE) -> Pair:
    """A rule and a sensor by the ids that people say. Raises Refused where one of them is unknown."""
    sensor_num, known = shelvings.sensor_and_rule(conn, rule_id=rule_id, sensor_id=sensor_id)
    if sensor_num is None:
        raise Refused(f"there is no sensor {sensor_id}")
    if not known:
        raise Refused(f"there is no rule {rule_id} in force; alerts/rules holds the rules")
    return Pair(rule_id, sensor_num, origin)


def acknowledge(conn: Connection, *, num: int, actor: str, now: datetime, comment: str = "") -> Alert:
    """Acknowledges an alert and returns it as it is then.

    Raises Refused when its state does not allow it, or somebody else was first, saying who and when.
    """
    life.check_words(LifeChange.ACKNOWLEDGED, actor=actor)
    alert = _wanted(conn, num)
    try:
        after = life.decide(Life(alert.state), LifeChange.ACKNOWLEDGED, what=f"alert {num}")
    except Refused as refused:
        raise Refused(f"{refused}. {_who_was_first(conn, num)}") from None
    if not alert_life.acknowledge(conn, alert, after.state, by=actor, comment=comment.strip(), now=now):
        raise Refused(_who_was_first(conn, num))
    step = Step(LifeChange.ACKNOWLEDGED, now, actor, comment)
    record(conn, alert, after.state, step)
    wake(conn, "alerts")
    return _wanted(conn, num)


def shelve(conn: Connection, pair: Pair, *, actor: str, reason: str, until: datetime, now: datetime) -> None:
    """Keeps the alerts of a pair quiet until a time within 24 hours. Raises Refused."""
    life.check_shelf(now=now, until=until)
    _begin(conn, pair, Step(LifeChange.SHELVED, now, actor, reason), until=until)


def unshelve(conn: Connection, pair: Pair, *, actor: str, now: datetime, comment: str = "") -> None:
    """Ends a shelf before its time; an alert that still stands asks anew. Raises Refused."""
    _end(conn, pair, Step(LifeChange.UNSHELVED, now, actor, comment))


def suppress(conn: Connection, pair: Pair, *, actor: str, reason: str, now: datetime) -> None:
    """Keeps the alerts of a pair quiet by design, as long as ``reason`` holds. Raises Refused."""
    _begin(conn, pair, Step(LifeChange.SUPPRESSED, now, actor, reason))


def release(conn: Connection, pair: Pair, *, actor: str, now: datetime, comment: str = "") -> None:
    """Ends a suppression; an alert that still stands asks anew. Raises Refused."""
    _end(conn, pair, Step(LifeChange.RELEASED, now, actor, comment))


def take_out_of_service(conn: Connection, pair: Pair, *, actor: str, reason: str, now: datetime) -> None:
    """Keeps the alerts of a pair quiet until somebody returns it to service. Raises Refused."""
    _begin(conn, pair, Step(LifeChange.OUT_OF_SERVICE, now, actor, reason))


def return_to_service(conn: Connection, pair: Pair, *, actor: str, now: datetime, comment: str = "") -> None:
    """Puts a pair into service again; an alert that still stands asks anew. Raises Refused."""
    _end(conn, pair, Step(LifeChange.IN_SERVICE, now, actor, comment))


def _begin(conn: Connection, pair: Pair, step: Step, *, until: datetime | None = None) -> None:
    life.check_words(step.change, actor=step.actor, reason=step.comment)
    held, kind = hold(conn, pair), BEGINS[step.change]
    after = _decided(conn, held, step.change)
    words = {"begun_by": step.actor, "reason": step.comment.strip()}
    if not shelvings.begin(conn, pair, kind, since=step.now, until=until, **words):
        raise Refused(f"{_named(pair)}: {_in_force(hold(conn, pair))}")
    _follow(conn, held, after, step)


def _end(conn: Connection, pair: Pair, step: Step) -> None:
    life.check_words(step.change, actor=step.actor)
    held = hold(conn, pair)
    after = _decided(conn, held, step.change)
    finish(conn, held, after, step)


def finish(conn: Connection, held: Held, after: Life, step: Step) -> None:
    """Ends what ``step`` ends of a held pair, and lets its alert follow."""
    shelvings.end(
        conn, held.pair, ENDS[step.change], by=step.actor, comment=step.comment.strip(), now=step.now
    )
    _follow(conn, held, after, step)


def _follow(conn: Connection, held: Held, after: Life, step: Step) -> None:
    wake(conn, "alerts")
    if held.alert is None:
        return
    if after.state is held.alert.state:
        record(conn, held.alert, after.state, step)
    else:
        advance(conn, held.alert, after.state, step)


def _decided(conn: Connection, held: Held, change: LifeChange) -> Life:
    what = _named(held.pair)
    try:
        return life.decide(held.life, change, what=what)
    except Refused as refused:
        told = _in_force(held) or _who_ended(conn, held.pair, change)
        raise Refused(f"{refused}. {told}".rstrip(". ")) from None


def _wanted(conn: Connection, num: int) -> Alert:
    if (alert := alert_life.alert_by_num(conn, num)) is None:
        raise Refused(f"there is no alert {num}")
    return alert


def _who_was_first(conn: Connection, num: int) -> str:
    last = alert_life.alert_events(conn, num)[-1:]
    return "".join(f"{one.actor} was first, {one.change} at {_told(one.recorded_at)}" for one in last)


def _in_force(held: Held) -> str:
    return "; ".join(_line(one) for _, one in sorted(held.aside.items()))


def _line(one: Shelving) -> str:
    until = f" until {_told(one.until)}" if one.until else ""
    return f"{one.kind.replace('_', ' ')} by {one.begun_by} at {_told(one.since)}{until}: {one.reason}"


def _who_ended(conn: Connection, pair: Pair, change: LifeChange) -> str:
    last = shelvings.last_ended(conn, pair, ENDS[change]) if change in ENDS else None
    return f"{last[0]} was first, at {_told(last[1])}" if last else ""


def _named(pair: Pair) -> str:
    drill = "" if pair.origin is Origin.LIVE else f" ({pair.origin})"
    return f"{pair.rule_id} of sensor number {pair.sensor_num}{drill}"


def _told(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
