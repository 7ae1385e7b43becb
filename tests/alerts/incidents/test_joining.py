"""Alerts find their incident: whatever the order, and whatever came in one look or in several."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.incidents.joining import Cell, Newcomer, Place, Plan, Settled, planned
from model.reading import Origin

START = datetime(2026, 8, 25, 9, 0, tzinfo=UTC)
RADIUS_M = {"flood": 300.0, "fire": 300.0}
CELLS = [Cell("flood", Origin.LIVE, "a"), Cell("flood", Origin.LIVE, "b"), Cell("fire", Origin.LIVE, "a")]


def newcomer(num: int, step: int, cell: Cell = CELLS[0], *, opens: bool = True) -> Newcomer:
    """An alert ``step`` times 190 m from the first place to the east."""
    place = Place(121.48 + 0.002 * step, 31.23, None)
    return Newcomer(num, cell, place, START + timedelta(seconds=num), opens)


ALERTS = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from([*CELLS, CELLS[0]._replace(origin=Origin.EXERCISE)])),
    min_size=1,
    max_size=24,
).map(lambda drawn: [newcomer(num, step, cell) for num, (step, cell) in enumerate(drawn)])


class Town:
    """Incidents as rows would hold them: who belongs to which, and which have been merged."""

    def __init__(self) -> None:
        self.members: dict[int, list[Newcomer]] = {}
        self.made = 0

    def look(self, alerts: Sequence[Newcomer]) -> Plan:
        settled = [Settled(num, one.cell, one.place) for num, some in self.members.items() for one in some]
        plan = planned(alerts, settled, radius_m=RADIUS_M)
        for loser, survivor in plan.merges.items():
            assert survivor < loser
            self.members[survivor] += self.members.pop(loser)
        for num, some in plan.joins.items():
            self.members[num] += some
        for some in plan.opens:
            self.made += 1
            self.members[self.made] = some
        return plan

    @property
    def groups(self) -> set[frozenset[int]]:
        return {frozenset(one.num for one in some) for some in self.members.values()}


@settings(max_examples=60)
@given(ALERTS, st.randoms(use_true_random=False), st.integers(1, 6))
def test_the_order_of_arrival_changes_no_group(alerts: list[Newcomer], chance, looks: int) -> None:  # type: ignore[no-untyped-def]
    at_once, one_by_one = Town(), Town()
    at_once.look(alerts)
    shuffled = alerts[:]
    chance.shuffle(shuffled)
    for begin in range(0, len(shuffled), looks):
        one_by_one.look(shuffled[begin : begin + looks])
    assert at_once.groups == one_by_one.groups


@settings(max_examples=40)
@given(ALERTS)
def test_every_alert_is_in_exactly_one_incident_of_its_cell(alerts: list[Newcomer]) -> None:
    town = Town()
    for begin in range(0, len(alerts), 3):
        town.look(alerts[begin : begin + 3])
        found = [one.num for some in town.members.values() for one in some]
        assert sorted(found) == [one.num for one in alerts[: begin + 3]]
        assert all(len({one.cell for one in some}) == 1 for some in town.members.values())


def test_incidents_open_in_the_order_of_their_first_alerts() -> None:
    plan = planned([newcomer(3, 0), newcomer(1, 20), newcomer(2, 1)], [], radius_m=RADIUS_M)
    assert [[one.num for one in group] for group in plan.opens] == [[1], [2, 3]]


def test_what_opens_nothing_stays_alone_and_joins_what_opens() -> None:
    alone = newcomer(1, 0, opens=False)
    assert planned([alone], [], radius_m=RADIUS_M).alone == [alone]
    plan = planned([alone, newcomer(2, 1)], [], radius_m=RADIUS_M)
    assert [[one.num for one in group] for group in plan.opens] == [[1, 2]]


def test_a_chain_of_incidents_becomes_the_oldest() -> None:
    there = [Settled(num, CELLS[0], newcomer(0, step).place) for num, step in ((7, 0), (3, 2), (9, 4))]
    plan = planned([newcomer(1, 1), newcomer(2, 3)], there, radius_m=RADIUS_M)
    assert plan.merges == {7: 3, 9: 3}
    assert {num: [one.num for one in some] for num, some in plan.joins.items()} == {3: [1, 2]}


def test_a_hazard_without_a_radius_is_a_defect() -> None:
    with pytest.raises(KeyError):
        planned([newcomer(1, 0)], [], radius_m={})
