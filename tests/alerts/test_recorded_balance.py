"""Twenty days of a metro's gates by the shipped crowd rules, against loops that share no code with them.

Recorded is who enters each hall in ten minutes. Those who entered ten minutes before are taken to leave it by
train, and those of the last twenty minutes to be in it; each hall is taken to hold 1000.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alerts.condition import Seen, Standing
from alerts.evaluate import Change, evaluate
from alerts.rule import RULES, load_rule
from model.catalogue import load_kinds

pytestmark = pytest.mark.recorded
CAPACITY = 1000
SLOTS_A_DAY = 108
Day = tuple[str, str]
"""A station and a date."""


@pytest.fixture(scope="module")
def halls(recorded: Path) -> Mapping[Day, Sequence[int]]:
    """Persons entering in each ten minutes from 06:00 on, at every second station."""
    found: dict[Day, list[int]] = defaultdict(list)
    path = recorded / "data/crowd/hangzhou_metro_inflow_20190101_20.csv"
    with path.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if int(row["station"]) % 2:
                found[row["station"], row["date"]].append(int(row["inflow"]))
    assert {len(day) for day in found.values()} == {SLOTS_A_DAY}
    return found


def told(day: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """In each ten minutes: persons entering, leaving, present."""
    for slot, entering in enumerate(day):
        leaving = day[slot - 1] if slot else 0
        yield entering, leaving, entering + leaving


def fired(rule_id: str, halls: Mapping[Day, Sequence[int]]) -> Counter[Day]:
    """How often the shipped rule fires at each station on each day."""
    rule = load_rule(RULES / f"{rule_id}.toml", kinds=load_kinds())
    counts: Counter[Day] = Counter()
    for (station, date), day in halls.items():
        standing = Standing(rule.condition.rest, None)
        opens = datetime.fromisoformat(f"{date}T06:00").replace(tzinfo=UTC).timestamp()
        for slot, (entering, leaving, present) in enumerate(told(day)):
            at = datetime.fromtimestamp(opens + 600 * slot, UTC)
            values = {"entering_per_h": 6 * entering, "leaving_per_h": 6 * leaving, "persons": present}
            for metric in rule.condition.metrics:
                seen = Seen(metric, values[metric], at)
                standing, changes = evaluate(rule, standing, seen, {"capacity": CAPACITY})
                counts[station, date] += sum(one.change is Change.FIRED for one in changes)
    return +counts


def alarms(speaks: Sequence[bool], rests: Sequence[bool]) -> int:
    """How often two slots in a row speak, counted anew after two in a row at rest."""
    count, is_open = 0, False
    for slot in range(1, len(speaks)):
        if not is_open and speaks[slot - 1] and speaks[slot]:
            count, is_open, opened = count + 1, True, slot
        elif is_open and slot - 1 > opened and rests[slot - 1] and rests[slot]:
            is_open = False
    return count


def test_inflow_above_outflow_fires_where_the_records_say_so(halls: Mapping[Day, Sequence[int]]) -> None:
    expected = Counter[Day]()
    for day, entering in halls.items():
        rows = [*told(entering)]
        counts = [came >= 100 and present >= 700 for came, _, present in rows]
        speaks = [ok and came >= 1.5 * went for ok, (came, went, _) in zip(counts, rows, strict=True)]
        rests = [not ok or came <= 1.2 * went for ok, (came, went, _) in zip(counts, rows, strict=True)]
        expected[day] = alarms(speaks, rests)
    assert fired("crowd_inflow", halls) == +expected
    assert expected.total() > 0


def test_a_hall_near_its_capacity_fires_where_the_records_say_so(halls: Mapping[Day, Sequence[int]]) -> None:
    expected = Counter[Day]()
    for day, entering in halls.items():
        present = [there for _, _, there in told(entering)]
        expected[day] = alarms([there >= 800 for there in present], [there <= 750 for there in present])
    assert fired("crowd_capacity", halls) == +expected
    assert expected.total() > 0
