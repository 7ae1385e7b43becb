"""Rules over a batch of readings, inside the transaction that stores them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from alerts.condition import NO_FACTS, Facts, Seen, Standing
from alerts.evaluate import Change, Transition, evaluate, withdrawn
from alerts.firing import Firing, change_level, clear, fire
from alerts.rule import Rule
from model.alert import Aside, Pair
from model.reading import Origin, Reading
from model.sensor import Sensor
from store import alerts as table
from store.columns import QUALITIES, Columns
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

    Every reading must be newer than all that were evaluated of its sensor and metric. ``sensors`` by number.
    Returns how many alerts changed.
    """
    ruled = readings.take(_ruled(readings, book))
    loud = set(ruled.sensor_num[_loud(ruled, book)].tolist())
    # Where every rule is at rest, quiet readings leave it there: most batches end here.
    sensor_nums = loud | table.restless(conn, np.unique(ruled.sensor_num).tolist())
    if not sensor_nums:
        return 0
    batch = _Batch(conn, book=book, sensor_nums=sensor_nums, now=now)
    for reading in ruled.take(np.isin(ruled.sensor_num, list(sensor_nums))).readings():
        sensor = sensors[reading.sensor_num]
        for rule in book.rules[sensor.kind, reading.metric]:
            batch.take(rule, sensor, reading)
    batch.keep_standing()
    if batch.changes:
        wake(conn, "alerts")
    return batch.changes


def _ruled(readings: Columns, book: RuleBook) -> NDArray[np.bool_]:
    has_rule = np.array([measure in book.rules for measure in readings.measures], np.bool_)
    plausible = np.array([quality.is_plausible for quality in QUALITIES], np.bool_)
    mask: NDArray[np.bool_] = has_rule[readings.measure] & plausible[readings.quality]
    return mask


def _loud(readings: Columns, book: RuleBook) -> NDArray[np.bool_]:
    loud = np.zeros(len(readings), np.bool_)
    for place in np.unique(readings.measure).tolist():
        of_measure = np.flatnonzero(readings.measure == place)
        for rule in book.rules[readings.measures[place]]:
            loud[of_measure] |= rule.condition.loud(readings.measures[place][1], readings.value[of_measure])
    return loud


class _Batch:
    """What one batch has read of the rules' standing, and what it has changed of it."""

    def __init__(self, conn: Connection, *, book: RuleBook, sensor_nums: set[int], now: datetime) -> None:
        self._conn = conn
        self._book = book
        self._now = now
        self._kept = table.standing_of(conn, sensor_nums)
        self._alerts = table.open_alerts(conn, sensor_nums)
        self._standing: dict[Pair, Standing] = {}
        self._moved: dict[Pair, Rule] = {}
        self._sensor_nums = sensor_nums
        self._aside: dict[Pair, set[Aside]] | None = None
        self.changes = 0

    def take(self, rule: Rule, sensor: Sensor, reading: Reading) -> None:
        key = Pair(rule.id, sensor.num)
        seen = Seen(reading.metric, reading.value, reading.observed_at)
        before = self._standing_at(rule, sensor, seen, reading.origin)
        facts = self._book.facts.get(sensor.site or "", NO_FACTS)
        after, transitions = evaluate(rule, before, seen, facts)
        if after is not before:
            self._standing[key] = after
            self._moved[key] = rule
        for transition in transitions:
            self._write(rule, sensor, reading.origin, transition)

    def keep_standing(self) -> None:
        for pair, rule in self._moved.items():
            standing = self._standing[pair]
            if standing.at is None:
                table.drop_standing(self._conn, rule_id=pair.rule_id, sensor_num=pair.sensor_num)
                continue
            table.put_standing(
                self._conn,
                rule_id=pair.rule_id,
                sensor_num=pair.sensor_num,
                latches=rule.condition.dump(standing.state),
                evaluated_at=standing.at,
            )

    def _standing_at(self, rule: Rule, sensor: Sensor, seen: Seen, origin: Origin) -> Standing:
        key = Pair(rule.id, sensor.num)
        if key not in self._standing:
            latches, at = self._kept.get(key, (None, None))
            state = rule.condition.rest if latches is None else rule.condition.load(latches)
            self._standing[key] = Standing(state, at)
            if key in self._alerts and rule.condition.severity(state) is None:
                # The rule was revised: without this its alert could neither clear nor fire again.
                self._write(rule, sensor, origin, withdrawn(seen, self._alerts[key].severity))
        return self._standing[key]

    def _write(self, rule: Rule, sensor: Sensor, origin: Origin, transition: Transition) -> None:
        key = Pair(rule.id, sensor.num)
        self.changes += 1
        if transition.change is Change.FIRED:
            firing = Firing(
                rule=rule,
                revision=self._book.revisions[rule.id],
                sensor=sensor,
                origin=origin,
                aside=frozenset(self._aside_of(key)),
            )
            self._alerts[key] = fire(self._conn, firing, transition, now=self._now)
        elif transition.change is Change.CLEARED:
            clear(self._conn, self._alerts.pop(key).num, transition, now=self._now)
        else:
            change_level(self._conn, self._alerts[key].num, transition, now=self._now)

    def _aside_of(self, pair: Pair) -> set[Aside]:
        if self._aside is None:  # few batches fire: the others never ask
            self._aside = in_force(self._conn, self._sensor_nums, now=self._now)
        return self._aside.get(pair, set())
