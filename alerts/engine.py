"""Rules over a batch of readings, inside the transaction that stores them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.condition import State
from alerts.evaluate import Change, Transition, evaluate
from alerts.rule import Rule
from model.reading import Quality, Reading
from model.sensor import Sensor
from model.severity import Severity
from orders import desk
from store import alerts as table
from store.listen import wake
from store.pool import Connection
from store.rules import record_revision

_Key = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """The rules in force, by kind and metric, and the revision under which each is recorded."""

    rules: Mapping[tuple[str, str], Sequence[Rule]]
    revisions: Mapping[str, int]


def open_book(conn: Connection, rules: Iterable[Rule], *, now: datetime) -> RuleBook:
    """Records ``rules`` as they are now and puts them in force."""
    by_metric: dict[tuple[str, str], list[Rule]] = {}
    revisions = {}
    for rule in rules:
        by_metric.setdefault((rule.kind.id, rule.metric.name), []).append(rule)
        revisions[rule.id] = record_revision(
            conn, rule_id=rule.id, digest=rule.digest, body=rule.body, now=now
        )
    return RuleBook(rules=by_metric, revisions=revisions)


def apply(
    conn: Connection,
    readings: Sequence[Reading],
    *,
    book: RuleBook,
    sensors: Mapping[int, Sensor],
    now: datetime,
) -> int:
    """Evaluates readings in their order and writes what follows: standing, alerts, orders.

    Every reading must be newer than all that were evaluated of its sensor and metric. ``sensors`` by number.
    Returns how many alerts changed.
    """
    ruled = [reading for reading in readings if _rules_for(book, sensors[reading.sensor_num], reading)]
    sensor_nums = {reading.sensor_num for reading in ruled}
    if not sensor_nums:
        return 0
    batch = _Batch(conn, book=book, sensor_nums=sensor_nums, now=now)
    for reading in ruled:
        sensor = sensors[reading.sensor_num]
        for rule in _rules_for(book, sensor, reading):
            batch.take(rule, sensor, reading)
    batch.keep_standing()
    if batch.changes:
        wake(conn, "alerts")
    return batch.changes


def _rules_for(book: RuleBook, sensor: Sensor, reading: Reading) -> Sequence[Rule]:
    return book.rules.get((sensor.kind, reading.metric), ()) if reading.quality is Quality.GOOD else ()


class _Batch:
    """What one batch has read of the rules' standing, and what it has changed of it."""

    def __init__(self, conn: Connection, *, book: RuleBook, sensor_nums: set[int], now: datetime) -> None:
        self._conn = conn
        self._book = book
        self._now = now
        self._dumped = table.standing_of(conn, sensor_nums)
        self._alerts = table.open_alert_nums(conn, sensor_nums)
        self._states: dict[_Key, State] = {}
        self._touched: dict[_Key, tuple[Rule, datetime]] = {}
        self.changes = 0

    def take(self, rule: Rule, sensor: Sensor, reading: Reading) -> None:
        key = (rule.id, sensor.num)
        state = self._state(rule, reading)
        after, transition = evaluate(rule, state, reading)
        if after is not state:
            self._states[key] = after
            self._touched[key] = (rule, reading.observed_at)
        if transition is not None:
            self.changes += 1
            self._write(rule, sensor, reading, transition)

    def keep_standing(self) -> None:
        for (rule_id, sensor_num), (rule, at) in self._touched.items():
            state = self._states[rule_id, sensor_num]
            at_rest = state is rule.condition.rest
            table.put_standing(
                self._conn,
                rule_id=rule_id,
                sensor_num=sensor_num,
                latches=None if at_rest else rule.condition.dump(state),
                evaluated_at=at,
            )

    def _state(self, rule: Rule, reading: Reading) -> State:
        key = (rule.id, reading.sensor_num)
        if key not in self._states:
            dumped = self._dumped.get(key)
            state = rule.condition.rest if dumped is None else rule.condition.load(dumped)
            self._states[key] = state
            if key in self._alerts and rule.condition.severity(state) is None:
                self._withdraw(key, reading)
        return self._states[key]

    def _withdraw(self, key: _Key, reading: Reading) -> None:
        # The rule was revised so far that what it stood at means nothing any more: its alert ends here, and
        # the revised rule starts from rest. Without this the alert could neither clear nor fire again.
        num, _ = self._alerts.pop(key)
        table.clear_alert(self._conn, num=num, at=reading.observed_at)
        self._note(
            num,
            Transition(
                change=Change.CLEARED,
                reason="rule revised",
                severity=Severity.BLUE,
                at=reading.observed_at,
                value=reading.value,
            ),
        )
        self.changes += 1

    def _write(self, rule: Rule, sensor: Sensor, reading: Reading, transition: Transition) -> None:
        key = (rule.id, sensor.num)
        if transition.change is Change.FIRED:
            self._alerts[key] = self._fire(rule, sensor, reading, transition)
        num, order_num = self._alerts[key]
        if transition.change is Change.CLEARED:
            table.clear_alert(self._conn, num=num, at=transition.at)
            del self._alerts[key]
        elif transition.change is not Change.FIRED:
            table.change_severity(self._conn, num=num, severity=transition.severity, value=transition.value)
        if transition.change is Change.ESCALATED and order_num is not None:
            desk.escalate(self._conn, num=order_num, severity=transition.severity, now=self._now)
        self._note(num, transition)

    def _fire(self, rule: Rule, sensor: Sensor, reading: Reading, transition: Transition) -> tuple[int, int]:
        num = table.open_alert(
            self._conn,
            rule_id=rule.id,
            rule_revision=self._book.revisions[rule.id],
            sensor_num=sensor.num,
            metric=reading.metric,
            severity=transition.severity,
            value=transition.value,
            origin=reading.origin,
            at=transition.at,
            area=sensor.area,
        )
        order_num = desk.open_once(
            self._conn,
            rule_id=rule.id,
            sensor_num=sensor.num,
            severity=transition.severity,
            origin=reading.origin,
            area=sensor.area,
            now=self._now,
        )
        table.join_order(self._conn, num=num, order_num=order_num)
        return num, order_num

    def _note(self, num: int, transition: Transition) -> None:
        table.add_event(
            self._conn,
            alert_num=num,
            at=transition.at,
            recorded_at=self._now,
            change=transition.change,
            reason=transition.reason,
            severity=transition.severity,
            value=transition.value,
        )
