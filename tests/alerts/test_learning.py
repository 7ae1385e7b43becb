"""Mean and line learned value by value agree with what is reckoned from all values at once."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.learning import (
    NOTHING_LEARNED,
    Course,
    Lesson,
    dump_lesson,
    load_lesson,
    settled,
    strayed,
    taught,
)

START = datetime(2025, 10, 1, tzinfo=UTC)
COURSE = Course(lasts=timedelta(days=10), readings=5, least_spread=2.0)
FORGETFUL = replace(COURSE, forgets=timedelta(days=10))
VALUES = st.lists(
    st.tuples(st.floats(0.01, 5), st.floats(-20, 60), st.floats(5, 15)), min_size=2, max_size=60
)


def learned(values: list[tuple[float, float, float]], course: Course = COURSE) -> tuple[Lesson, np.ndarray]:
    """The lesson after values of (days after the one before, x, y), and the days they are at."""
    lesson, days = NOTHING_LEARNED, np.cumsum([gap for gap, _, _ in values])
    for day, (_, x, y) in zip(days.tolist(), values, strict=True):
        lesson = taught(lesson, course, x, y, at=START + timedelta(days=day))
    return lesson, days


@pytest.mark.parametrize("course", [COURSE, FORGETFUL])
@given(values=VALUES)
def test_means_and_slope_are_those_of_all_values_weighed_by_their_age(
    course: Course, values: list[tuple[float, float, float]]
) -> None:
    lesson, days = learned(values, course)
    x, y = (np.array([value[place] for value in values]) for place in (1, 2))
    weight = np.exp(-(days[-1] - days) / 10 * bool(course.forgets))
    mean_x, mean_y = np.average(x, weights=weight), np.average(y, weights=weight)
    assert (lesson.line.x, lesson.line.y) == pytest.approx((mean_x, mean_y), rel=1e-6, abs=1e-6)
    spread = np.sqrt(np.average((x - mean_x) ** 2, weights=weight))
    assert lesson.line.spread == pytest.approx(spread, rel=1e-6, abs=1e-6)
    if spread > 2.01:
        cross = np.average((x - mean_x) * (y - mean_y), weights=weight)
        assert lesson.slope == pytest.approx(cross / spread**2, rel=1e-6, abs=1e-6)


def test_a_line_is_not_learned_from_temperatures_that_hardly_move() -> None:
    lesson, _ = learned([(0.1, 20 + 0.1 * (turn % 2), 10 + turn % 2) for turn in range(50)])
    assert lesson.slope == 0


def test_the_last_line_stays_while_temperatures_hardly_move() -> None:
    warm_and_cold = [(0.1, 20.0 * (turn % 2), 10 - 0.2 * (turn % 2)) for turn in range(50)]
    steady = [(1.0, 15.0, 9.85)] * 60
    lesson, _ = learned(warm_and_cold + steady, FORGETFUL)
    assert lesson.line.spread < COURSE.least_spread
    assert lesson.expected(20) - lesson.expected(0) == pytest.approx(-0.2, rel=0.05)


def test_a_course_ends_by_time_and_not_before_it_has_its_readings() -> None:
    lesson, _ = learned([(1, 0, 10)] * 4)
    assert not settled(lesson, COURSE, at=START + timedelta(days=11)).done
    lesson = taught(lesson, COURSE, 0, 10, at=START + timedelta(days=5))
    assert not settled(lesson, COURSE, at=START + timedelta(days=10.9)).done
    assert settled(lesson, COURSE, at=START + timedelta(days=11)).done


@pytest.mark.parametrize(("course", "expected"), [(COURSE, 10), (FORGETFUL, 9)])
def test_after_the_course_only_a_forgetful_one_learns_on(course: Course, expected: float) -> None:
    lesson, _ = learned([(0.5, 0, 10)] * 30, course)
    lesson = settled(lesson, course, at=START + timedelta(days=20))
    for turn in range(200):
        lesson = taught(lesson, course, 0, 9, at=START + timedelta(days=20 + turn / 2))
    assert lesson.expected(0) == pytest.approx(expected, rel=1e-3)


def test_where_more_strays_than_was_learned_learning_begins_anew() -> None:
    lesson, _ = learned([(0.1, 0, 50)] * 5)
    for turn in range(5):
        lesson = strayed(lesson, COURSE, 0, 10, at=START + timedelta(days=1 + turn))
        assert lesson.line.y == 50
    lesson = strayed(lesson, COURSE, 0, 10, at=START + timedelta(days=6))
    assert (lesson.readings, lesson.line.y, lesson.since) == (1, 10, START + timedelta(days=6))


def test_after_the_course_no_number_of_strays_unlearns_it() -> None:
    lesson, _ = learned([(1, 0, 10)] * 5)
    lesson = settled(lesson, COURSE, at=START + timedelta(days=12))
    after = lesson
    for turn in range(50):
        after = strayed(after, COURSE, 0, 5, at=START + timedelta(days=12 + turn))
    assert after == lesson


@given(values=VALUES)
def test_a_lesson_written_and_read_back_is_the_same(values: list[tuple[float, float, float]]) -> None:
    lesson, _ = learned(values)
    for one in (NOTHING_LEARNED, lesson, settled(lesson, COURSE, at=START + timedelta(days=999))):
        assert load_lesson(json.loads(json.dumps(dump_lesson(one)))) == one
