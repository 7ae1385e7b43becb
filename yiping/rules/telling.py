"""Why the rules of a sensor hold at a time, or do not: read, replayed and put in lines."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.condition import NO_FACTS
from alerts.engine import facts_of
from alerts.explain import Explanation, explained, look_back
from alerts.revisions.rulebook import in_force
from model.reading import Origin
from model.sensor import Sensor
from store.history import Asked, Heard, Series, histories, newest, read_only
from store.pool import Connection
from yiping.rulebooks import catalogue
from yiping.rules.asking import sensor_named

_US = timedelta(microseconds=1)
Say = Callable[[datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the rules of one sensor stood at, and the last readings of whatever quality, by metric."""

    sensor: Sensor
    at: datetime
    heard: Sequence[Heard]
    rules: Sequence[Explanation]


def ask(conn: Connection, sensor_id: str, *, at: datetime, origin: Origin) -> Answer:
    """What each rule that was in force and hears the sensor's kind stood at, live or in a drill.

    Raises YipingError where there is no such sensor.
    """
    read_only(conn)
    sensor = sensor_named(conn, sensor_id)
    shipped, kinds = catalogue()
    standing = in_force(conn, shipped, kinds=kinds, now=at)
    rules = [rule for rule in standing.conditions if rule.kind.id == sensor.kind]
    facts = facts_of(conn).get(sensor.site or "", NO_FACTS)
    found = []
    for rule in rules:
        since, until = at - look_back(rule), at + _US
        asked = Asked(metrics=rule.condition.metrics, since=since, until=until, origin=origin)
        found.append(explained(rule, _series(conn, asked, sensor), at=at, facts=facts))
    metrics = sorted({metric for rule in rules for metric in rule.condition.metrics})
    since = at - max((look_back(rule) for rule in rules), default=timedelta())
    heard = newest(conn, Asked(metrics=metrics, since=since, until=at + _US, origin=origin), sensor.num)
    return Answer(sensor=sensor, at=at, heard=heard, rules=found)


def lines(answer: Answer, chosen: Sequence[Explanation], say: Say) -> Iterator[str]:
    """The answer for some of its rules; ``say`` writes a time in the district's zone."""
    sensor = answer.sensor
    yield f"{sensor.id} ({sensor.kind}), {sensor.name.zh} {sensor.name.en}, at {say(answer.at)}"
    for one in answer.heard:
        doubt = "" if one.quality.is_plausible else f", {one.quality}: no rule hears it"
        yield f"  last {one.metric} {one.value:g} at {say(one.observed_at)} ({one.origin}{doubt})"
    if not answer.heard:
        yield "  nothing was heard of it for as long as its rules remember"
    for one_rule in chosen:
        yield from _rule(one_rule, say)


def _rule(one: Explanation, say: Say) -> Iterator[str]:
    level = one.severity.key if one.severity else "normal"
    since = f" since {say(one.since)}" if one.since else ""
    yield f"{one.rule.id}: {level}{since}"
    if one.seen is not None:
        unit = one.rule.kind.metrics[one.seen.metric].unit.name
        yield f"  heard last: {one.seen.metric} {one.seen.value:g} {unit} at {say(one.seen.at)}"
    if one.forgotten:
        silence = one.rule.forget_after.total_seconds()
        yield f"  silent for over {silence:g} s since: the next reading begins anew"
    for name, told in one.parts:
        yield f"  {name}: {told}"


def _series(conn: Connection, asked: Asked, sensor: Sensor) -> Series:
    found = [series for block in histories(conn, asked, [sensor.num]) for series in block]
    return found[0] if found else Series.empty(sensor.num)
