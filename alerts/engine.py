"""Rules over a batch of readings, inside the transaction that stores them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from alerts.condition import NO_FACTS, Facts, Standing
from alerts.evaluate import Change, Transition, revised
from alerts.firing import Firing, change_level, clear, fire
from alerts.hearing import Heard, Hearing, Places, by_measure, steps
from alerts.rule import Rule
from model.alert import Aside, Pair
from model.reading import Origin
from model.sensor import Sensor
from store import alerts as table
from store.columns import ORIGINS, QUALITIES, Columns
from store.listen import wake
from store.pool import Connection
from store.rules import record_revision
from store.sensors import sites
from store.shelvings import in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """The rules in force, by kind and each metric that they hear, and the revision that each is recorded as.

    ``facts`` are the numbers of dossiers, by site.
    """

    rules: Mapping[tuple[str, str], Sequence[Rule]]
    revisions: Mapping[str, int]
    facts: Mapping[str, Facts]


def open_book(conn: Connection, rules: Iterable[Rule], *, now: datetime) -> RuleBook:
    """Records ``rules`` as they are now and puts them in force."""
    by_metric: dict[tuple[str, str], list[Rule]] = {}
    revisions = {}
    for rule in rules:
        for metric in rule.condition.metrics:
            by_metric.setdefault((rule.kind.id, metric), []).append(rule)
        revisions[rule.id] = record_revision(
            conn, rule_id=rule.id, digest=rule.digest, body=rule.body, now=now
        )
    return RuleBook(rules=by_metric, revisions=revisions, facts=facts_of(conn))


def facts_of(conn: Connection) -> Mapping[str, Facts]:
    """The numbers of every dossier, by site."""
    return {
        site.id: {
            name: float(value) for name, value in site.dossier.items() if isinstance(value, int | float)
        }
        for site, _ in sites(conn)
    }


def apply(
    conn: Connection,
    readings: Columns,
    *,
    book: RuleBook,
    sensors: Mapping[int, Sensor],
    now: datetime,
) -> int:
    """Evaluates readings in their order and writes what follows: standing, alerts, orders.

    Every reading must be newer than all that were evaluated of its sensor, metric and origin. ``sensors`` by
    number. Returns how many alerts changed.
    """
    ruled, changes = readings.take(_ruled(readings, book)), 0
    origins = np.unique(ruled.origin).tolist()
    for place in origins:
        # A drill beside what is live is a city of its own: nothing of the one is read for the other.
        of_one = ruled if len(origins) == 1 else ruled.take(ruled.origin == place)
        changes += _apply(conn, of_one, ORIGINS[place], book=book, sensors=sensors, now=now)
    if changes:
        wake(conn, "alerts")
    return changes


def _apply(
    conn: Connection,
    ruled: Columns,
    origin: Origin,
    *,
    book: RuleBook,
    sensors: Mapping[int, Sensor],
    now: datetime,
) -> int:
    nums = np.unique(ruled.sensor_num).tolist()
    facts = {num: book.facts.get(sensors[num].site or "", NO_FACTS) for num in nums}
    restless = table.restless(conn, nums, origin)
    told = by_measure(ruled)
    hearings = [Hearing.of(rule, ruled, facts, told) for rule in _rules(ruled, book)]
    # Where a rule is at rest, quiet readings leave it there: most batches end here.
    wanted = [(one, one.loud_sensors() | restless.get(one.rule.id, set())) for one in hearings]
    if not any(sensor_nums for _, sensor_nums in wanted):
        return 0
    every = set().union(*(one for _, one in wanted))
    batch = _Batch(conn, origin, book=book, sensor_nums=every, now=now)
    for hearing, sensor_nums in wanted:
        for sensor_num, places, heard in hearing.by_sensor(sensor_nums):
            batch.hear(hearing.rule, sensor_num, places, heard, facts[sensor_num])
    batch.write(sensors)
    return batch.changes


def _ruled(readings: Columns, book: RuleBook) -> NDArray[np.bool_]:
    has_rule = np.array([measure in book.rules for measure in readings.measures], np.bool_)
    plausible = np.array([quality.is_plausible for quality in QUALITIES], np.bool_)
    mask: NDArray[np.bool_] = has_rule[readings.measure] & plausible[readings.quality]
    return mask


def _rules(readings: Columns, book: RuleBook) -> list[Rule]:
    """Every rule that hears something of a batch, once."""
    measures = [readings.measures[place] for place in np.unique(readings.measure).tolist()]
    return list({rule.id: rule for measure in measures for rule in book.rules[measure]}.values())


class _Turn(NamedTuple):
    """A transition that the reading at a place of the batch causes."""

    place: int
    rule: Rule
    sensor_num: int
    transition: Transition


class _Batch:
    """What one batch has read of the rules' standing of one origin, and what it changes of it."""

    def __init__(
        self, conn: Connection, origin: Origin, *, book: RuleBook, sensor_nums: set[int], now: datetime
    ) -> None:
        self._conn = conn
        self._origin = origin
        self._book = book
        self._now = now
        self._kept = table.standing_of(conn, sensor_nums, origin)
        self._alerts = table.open_alerts(conn, sensor_nums, origin)
        self._moved: list[tuple[Rule, int, Standing]] = []
        self._turns: list[_Turn] = []
        self._sensor_nums = sensor_nums
        self._aside: dict[Pair, set[Aside]] | None = None
        self.changes = 0

    def hear(self, rule: Rule, sensor_num: int, places: Places, heard: Heard, facts: Facts) -> None:
        """Steps one rule over what it hears of one sensor; ``places`` are its values' in the batch."""
        begun = after = self._standing_at(rule, sensor_num)
        alert = self._alerts.get(self._pair(rule, sensor_num))
        if alert is not None and (held := rule.condition.severity(begun.state)) is not alert.severity:
            # The rule was revised: its alert follows, or it could neither clear nor fire again.
            turn = revised(heard.seen(rule, 0), alert.severity, held)
            self._turns.append(_Turn(int(places[0]), rule, sensor_num, turn))
        for place, after, transitions in steps(rule, begun, heard, facts):  # noqa: B007  the last one counts
            self._turns += [_Turn(int(places[place]), rule, sensor_num, one) for one in transitions]
        if after is not begun:
            self._moved.append((rule, sensor_num, after))

    def write(self, sensors: Mapping[int, Sensor]) -> None:
        """Writes the transitions in the order of their readings, and what the rules stand at."""
        for turn in sorted(self._turns, key=lambda turn: turn.place):
            self._write(turn.rule, sensors[turn.sensor_num], turn.transition)
        table.drop_standing(
            self._conn, [self._pair(rule, num) for rule, num, standing in self._moved if standing.at is None]
        )
        table.put_standing(
            self._conn,
            [
                (self._pair(rule, num), rule.condition.dump(standing.state), standing.at)
                for rule, num, standing in self._moved
                if standing.at is not None
            ],
        )

    def _standing_at(self, rule: Rule, sensor_num: int) -> Standing:
        latches, at = self._kept.get(self._pair(rule, sensor_num), (None, None))
        return Standing(rule.condition.rest if latches is None else rule.condition.load(latches), at)

    def _write(self, rule: Rule, sensor: Sensor, transition: Transition) -> None:
        key = self._pair(rule, sensor.num)
        self.changes += 1
        if transition.change is Change.FIRED:
            firing = Firing(
                rule=rule,
                revision=self._book.revisions[rule.id],
                sensor=sensor,
                origin=self._origin,
                aside=frozenset(self._aside_of(key)),
            )
            self._alerts[key] = fire(self._conn, firing, transition, now=self._now)
        elif transition.change is Change.CLEARED:
            clear(self._conn, self._alerts.pop(key).num, transition, now=self._now)
        else:
            change_level(self._conn, self._alerts[key].num, transition, now=self._now)

    def _pair(self, rule: Rule, sensor_num: int) -> Pair:
        return Pair(rule.id, sensor_num, self._origin)

    def _aside_of(self, pair: Pair) -> set[Aside]:
        if self._aside is None:  # few batches fire: the others never ask
            self._aside = in_force(self._conn, self._sensor_nums, now=self._now)
        return self._aside.get(pair, set())
