"""What differs between two states, and the ring that remembers it: any screen ends up with the truth."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.push.picture import Delta, Picture, apply, diff, merge
from dashboard.push.ring import Ring

SENSORS = 6
STATES = st.binary(min_size=SENSORS, max_size=SENSORS)
AREAS = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.integers(1, 4))
FIGURES = st.fixed_dictionaries({"online": st.integers(0, 9), "list.orders": st.integers(0, 3)})
PICTURES = st.builds(Picture, states=STATES, areas=AREAS, figures=FIGURES)


def shown(picture: Picture) -> tuple[bytes, dict[str, int], dict[str, int]]:
    return (
        picture.states,
        dict(picture.areas),
        {key: value for key, value in picture.figures.items() if value},
    )


@given(PICTURES, PICTURES)
def test_a_delta_turns_one_picture_into_the_next(previous: Picture, current: Picture) -> None:
    assert shown(apply(diff(previous, current), previous)) == shown(current)


@given(PICTURES)
def test_a_picture_differs_in_nothing_from_itself(picture: Picture) -> None:
    assert diff(picture, picture).empty


@given(st.lists(PICTURES, min_size=2, max_size=12), st.integers(1, 12), st.data())
def test_a_screen_that_resumes_from_any_point_ends_equal_to_the_snapshot(
    pictures: list[Picture], size: int, data: st.DataObject
) -> None:
    ring = Ring(size)
    for previous, current in pairwise(pictures):
        ring.append(diff(previous, current, after=ring.seq))
    left_at = data.draw(st.integers(0, ring.seq))
    missed = ring.since(left_at)
    if missed is None:
        assert ring.seq - left_at > size, "only what the ring has forgotten may be unknown"
    else:
        assert (missed.after, missed.seq) == (left_at, ring.seq)
        assert shown(apply(missed, pictures[left_at])) == shown(pictures[-1])


def test_a_mark_from_the_future_asks_for_a_snapshot() -> None:
    assert Ring(seq=5).since(6) is None


def test_a_ring_refuses_a_delta_that_does_not_follow() -> None:
    with pytest.raises(ValueError, match="does not follow"):
        Ring().append(Delta(after=3, seq=4))


def test_deltas_merge_only_in_sequence() -> None:
    with pytest.raises(ValueError, match="does not follow"):
        merge(Delta(after=0, seq=1), Delta(after=2, seq=3))


def test_pictures_of_different_sensors_have_no_difference() -> None:
    with pytest.raises(ValueError, match="different sensors"):
        diff(Picture(states=b"\0"), Picture(states=b"\0\0"))


def test_an_area_that_is_quiet_again_is_told_as_zero() -> None:
    delta = diff(Picture(states=b"", areas={"a": 3}), Picture(states=b"", areas={}))
    assert delta.areas == {"a": 0}
