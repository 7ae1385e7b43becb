"""Polygons cut into parts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box
from shapely.ops import unary_union

from sims.district.cutting import joined, split

HOOK = Polygon([(0, 0), (900, 0), (900, 800), (600, 800), (600, 300), (300, 300), (300, 700), (0, 700)])


@given(st.integers(1, 9), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_a_cut_loses_nothing_and_gives_nothing_twice(count: int, seed: int) -> None:
    parts = split(HOOK, count, np.random.default_rng(seed))
    assert len(parts) == count
    assert sum(part.area for part in parts) == pytest.approx(HOOK.area)
    assert unary_union(parts).symmetric_difference(HOOK).area < 0.01


def test_the_parts_of_a_plain_polygon_are_of_about_the_same_size() -> None:
    parts = split(box(0, 0, 1000, 600), 6, np.random.default_rng(1))
    assert all(part.area == pytest.approx(100_000, rel=0.02) for part in parts)


def test_a_sliver_between_slivers_reaches_a_part_in_the_end() -> None:
    whole, near, far = box(0, 0, 100, 100), box(100, 0, 105, 100), box(105, 0, 115, 100)
    assert [part.area for part in joined([whole], [far, near])] == [pytest.approx(11_500)]
