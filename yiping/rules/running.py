"""A back-test: one or two rules over the same stored readings, block by block."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from alerts.backtest import Firing, firings
from alerts.condition import NO_FACTS, Facts
from alerts.engine import facts_of
from alerts.rule import Rule
from model.errors import YipingError
from model.reading import Origin
from model.sensor import Sensor
from store.history import Asked, Series, histories, read_only
from store.pool import Connection
from store.sensors import registry

TELL_EVERY_S = 5.0
Tell = Callable[[str], None]
_TRIED, _IN_FORCE = "tried", "in force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which rule over which readings: of an area or the whole city, since one aware time and before another.

    ``in_force`` is the rule that it is compared with, None where it is that rule itself or a new one.
    """

    rule: Rule
    in_force: Rule | None
    since: datetime
    until: datetime
    area: str | None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What rules did: firings that stood at any time of the wish, those that began before it among them.

    ``readings`` are all that were read, ``seconds`` is how long that took.
    """

    wish: Wish
    sensors: Sequence[Sensor]
    readings: int
    seconds: float
    firings: Sequence[Firing]
    in_force: Sequence[Firing]

    def begun(self, found: Sequence[Firing]) -> list[Firing]:
        """Those that began within the wish."""
        return [one for one in found if one.began >= self.wish.since]


def run(conn: Connection, wish: Wish, *, tell: Tell = lambda _: None) -> Outcome:
    """The outcome of a wish, over a connection that commits by itself; nothing is written.

    Reading begins earlier by what the rules remember, so an alert that stands at ``since`` is known. Raises
    YipingError where there is nothing to read.
    """
    read_only(conn)
    sensors = _sensors(conn, wish)
    known = facts_of(conn)
    facts = {one.num: known.get(one.site or "", NO_FACTS) for one in sensors}
    began, told, readings = monotonic(), monotonic(), 0
    found: dict[str, list[Firing]] = {_TRIED: [], _IN_FORCE: []}
    for asked, rules in _passes(wish):
        for block in histories(conn, asked, list(facts)):
            readings += sum(map(len, block))
            for name, rule in rules:
                found[name] += _firings(rule, block, facts, wish)
            if monotonic() - told >= TELL_EVERY_S:
                told = monotonic()
                tell(f"  {readings:,} readings, {told - began:.0f} s")
    return Outcome(
        wish=wish,
        sensors=sensors,
        readings=readings,
        seconds=monotonic() - began,
        firings=found[_TRIED],
        in_force=found[_IN_FORCE],
    )


def _passes(wish: Wish) -> Iterator[tuple[Asked, Sequence[tuple[str, Rule]]]]:
    """What is to be read for which rules: once where both hear the same metrics."""
    rules = [(_TRIED, wish.rule), *([(_IN_FORCE, wish.in_force)] if wish.in_force else [])]
    earlier = max(rule.forget_after for _, rule in rules)
    for metrics in dict.fromkeys(rule.condition.metrics for _, rule in rules):
        since = wish.since - earlier
        asked = Asked(metrics=metrics, since=since, until=wish.until, origin=wish.origin)
        yield asked, [(name, rule) for name, rule in rules if rule.condition.metrics == metrics]


def _firings(rule: Rule, block: Sequence[Series], facts: Mapping[int, Facts], wish: Wish) -> Iterator[Firing]:
    for series in block:
        for one in firings(rule, series, facts[series.sensor_num]):
            if one.cleared is None or one.cleared >= wish.since:
                yield one


def _sensors(conn: Connection, wish: Wish) -> list[Sensor]:
    if wish.since >= wish.until:
        raise YipingError("--from must lie before --to")
    kind = wish.rule.kind.id
    sensors = [one for one in registry(conn, under=wish.area) if one.kind == kind]
    if not sensors:
        place = f"area {wish.area}" if wish.area else "this city"
        raise YipingError(f"{place} has no sensor of the kind {kind}, which {wish.rule.id} hears")
    return sensors
