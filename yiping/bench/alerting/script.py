"""What a sensor tells to make a rule fire, or to lead it through a whole alert: the rules' examples. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.condition import Seen, Standing
from alerts.evaluate import Change, evaluate
from alerts.rule import Example, Rule
from model.reading import Origin, Sample
from model.sensor import Sensor
from model.severity import Severity
from sims.message import Message

Told = tuple[float, Mapping[str, float]]
"""Seconds from the beginning, and the values by metric."""

LONGEST_S = 20 * 3600.0
"""What lies further back than a day is history to ingest, by its default, and fires nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What a sensor of the rule's kind tells, and how the rule's level changes by it, as (seconds, level)."""

    rule: Rule
    readings: Sequence[Told]
    changes: Sequence[tuple[float, Severity | None]]

    @property
    def span_s(self) -> float:
        """Seconds from the first reading to the last."""
        return self.readings[-1][0]

    def message(self, sensor: Sensor, *, until: datetime) -> Message:
        """All of it in one message, as of a device that comes back; the last reading is of ``until``."""
        return message(sensor, self.readings, begin=self.begun_at(until))

    def begun_at(self, until: datetime) -> datetime:
        """When its second 0 is, if the last reading is of ``until``."""
        return until - timedelta(seconds=self.span_s)

    def step(self, sensor: Sensor, number: int, *, until: datetime) -> Message:
        """Reading ``number`` alone; the last one of the script is of ``until``."""
        return message(sensor, [self.readings[number]], begin=self.begun_at(until))


def message(sensor: Sensor, readings: Iterable[Told], *, begin: datetime) -> Message:
    """Readings as a message of ``sensor``; their seconds count from ``begin``."""
    samples = [
        Sample(metric=metric, value=value, observed_at=begin + timedelta(seconds=at), origin=Origin.LIVE)
        for at, values in readings
        for metric, value in values.items()
    ]
    return Message(sensor, samples, samples[-1].observed_at)


def firing_scripts(rules: Sequence[Rule]) -> list[Script]:
    """For each rule that can be led there within LONGEST_S, its example up to the first firing."""
    found = [_until_fired(rule, example) for rule, example in _examples(rules)]
    return [script for script in found if script.span_s <= LONGEST_S and fires_alone(script, rules)]


def whole_scripts(rules: Sequence[Rule], *, most: int) -> list[Script]:
    """Each rule's first example that fires, whole, if it has at most ``most`` readings within LONGEST_S."""
    found = [
        Script(rule=rule, readings=example.readings, changes=example.changes)
        for rule, example in _examples(rules)
    ]
    return [script for script in found if script.span_s <= LONGEST_S and len(script.readings) <= most]


def fires_alone(script: Script, rules: Iterable[Rule]) -> bool:
    """Whether of all ``rules`` just the script's own fires by it, once."""
    of_kind = [rule for rule in rules if rule.kind.id == script.rule.kind.id]
    return [rule.id for rule in of_kind for _ in range(_firings(rule, script))] == [script.rule.id]


def _firings(rule: Rule, script: Script) -> int:
    begin, standing, count = (
        datetime.fromisoformat("2026-01-01T00:00Z"),
        Standing(rule.condition.rest, None),
        0,
    )
    for at, values in script.readings:
        for metric, value in values.items():
            if metric not in rule.condition.metrics:
                continue
            seen = Seen(metric, value, begin + timedelta(seconds=at))
            standing, transitions = evaluate(rule, standing, seen)
            count += sum(transition.change is Change.FIRED for transition in transitions)
    return count


def _examples(rules: Iterable[Rule]) -> Iterator[tuple[Rule, Example]]:
    """Each rule with its first example that fires; one that asks a site's dossier has no site here."""
    for rule in rules:
        example = next(example for example in rule.examples if example.changes)
        if not example.facts:
            yield rule, example


def _until_fired(rule: Rule, example: Example) -> Script:
    number, fired_s = next(
        (number, at) for number, (at, level) in enumerate(example.changes) if level is not None
    )
    readings = [told for told in example.readings if told[0] <= fired_s]
    return Script(rule=rule, readings=readings, changes=example.changes[: number + 1])
