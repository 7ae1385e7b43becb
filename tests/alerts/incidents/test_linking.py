"""Which places are one, against the plain definition: every pair compared."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from alerts.incidents.linking import Sets, components

RADIUS_M = 100.0
FACTS = st.sampled_from([None, None, "A", "B"])
PLACES = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), FACTS), min_size=1, max_size=40)
Place = tuple[float, float, str | None]


def linked(one: Place, other: Place) -> bool:
    if one[2] is not None and other[2] is not None:
        return one[2] == other[2]
    return float(np.hypot(one[0] - other[0], one[1] - other[1])) <= RADIUS_M


def by_pairs(places: list[Place]) -> list[set[int]]:
    """The components by trying every pair, again and again."""
    groups = [{row} for row in range(len(places))]
    for row, place in enumerate(places):
        touched = [group for group in groups if any(linked(place, places[other]) for other in group)]
        groups = [group for group in groups if group not in touched] + [set().union({row}, *touched)]
    return sorted(groups, key=min)


def grouped(places: list[Place]) -> list[set[int]]:
    east, north, facts = zip(*places, strict=True)
    labels = components(np.array(east, float), np.array(north, float), facts, radius_m=RADIUS_M)
    assert all(labels[label] == label <= row for row, label in enumerate(labels.tolist()))
    return sorted(
        ({int(row) for row in np.flatnonzero(labels == one)} for one in set(labels.tolist())), key=min
    )


@given(PLACES)
def test_components_are_those_of_all_pairs(drawn: list[tuple[int, int, str | None]]) -> None:
    # Steps of 25 m, so that distances of exactly the radius are common.
    places: list[Place] = [(25.0 * x, 25.0 * y, fact) for x, y, fact in drawn]
    assert grouped(places) == by_pairs(places)


def test_the_radius_itself_is_near_and_more_is_not() -> None:
    assert grouped([(0, 0, None), (100, 0, None), (200.01, 0, None)]) == [{0, 1}, {2}]
    assert grouped([(1, 1, None), (73, 73, None)]) == [{0}, {1}]


def test_two_facts_keep_neighbours_apart_and_one_joins_what_is_far() -> None:
    assert grouped([(0, 0, "A"), (1, 0, "B"), (9000, 0, "A")]) == [{0, 2}, {1}]


def test_a_place_without_a_fact_joins_both_sides() -> None:
    assert grouped([(0, 0, "A"), (150, 0, "B"), (75, 0, None)]) == [{0, 1, 2}]


def test_many_places_in_one_spot_are_one() -> None:
    spot = np.zeros(50_000)
    assert not components(spot, spot, [None] * len(spot), radius_m=RADIUS_M).any()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
def test_sets_join_what_was_joined_and_nothing_else(pairs: list[tuple[int, int]]) -> None:
    sets = Sets[int]()
    label = list(range(10))
    for one, other in pairs:
        sets.join(one, other)
        label = [label[other] if each == label[one] else each for each in label]
    for one in range(10):
        for other in range(10):
            assert (sets.find(one) == sets.find(other)) == (label[one] == label[other])
