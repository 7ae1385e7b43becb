"""How a baseline is learned: mean and line of one sensor, value by value, without the values that stray."""

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from math import exp
from typing import Any

from alerts import ladder
from alerts.regression import Regression
from model.definition import Definition

NO_LINE = Regression()
_LINE = [one.name for one in fields(Regression)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How long and from what to learn: at least ``readings`` values over at least ``lasts``.

    A line is learned only where ``x`` has a standard deviation of ``least_spread``. With ``forgets`` learning
    goes on after that, and what is older fades; without it what was learned stays for good.
    """

    lasts: timedelta
    readings: int
    least_spread: float
    forgets: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What is learned so far, and whether the course is done."""

    since: datetime | None = None
    at: datetime | None = None
    readings: int = 0
    strays: int = 0
    line: Regression = NO_LINE
    slope: float = 0.0
    done: bool = False

    def expected(self, x: float) -> float:
        """The ``y`` that belongs to ``x``; means nothing before the first value."""
        return self.line.y + self.slope * (x - self.line.x)


NOTHING_LEARNED = Lesson()


def settled(lesson: Lesson, course: Course, *, at: datetime) -> Lesson:
    """The lesson at a time, done once the course is over.

    Time alone ends it: damage in the last days of a course, of which nothing is learned, must be seen too.
    """
    if lesson.done or lesson.since is None or lesson.readings < course.readings:
        return lesson
    return replace(lesson, done=True) if at - lesson.since >= course.lasts else lesson


def taught(lesson: Lesson, course: Course, x: float, y: float, *, at: datetime) -> Lesson:
    """The lesson after a value that is part of it."""
    if lesson.done and course.forgets is None:
        return lesson
    before = lesson.at or at
    share = exp(-max(at - before, timedelta()) / course.forgets) if course.forgets else 1.0
    line = lesson.line.faded(share).joined(x, y)
    return replace(
        lesson,
        since=lesson.since or at,
        at=max(at, before),
        readings=lesson.readings + 1,
        line=line,
        slope=line.slope if line.spread >= course.least_spread else lesson.slope,
    )


def strayed(lesson: Lesson, course: Course, x: float, y: float, *, at: datetime) -> Lesson:
    """The lesson after a value too far off to be part of it.

    While the course lasts the majority is right: where more has strayed than was learned, the first values
    were the wrong ones, and learning begins anew.
    """
    if lesson.done:
        return lesson
    if lesson.strays >= lesson.readings:
        return taught(NOTHING_LEARNED, course, x, y, at=at)
    return replace(lesson, strays=lesson.strays + 1)


def lesson_words(lesson: Lesson, course: Course) -> str:
    """What is learned, and what is missing where the course is not over."""
    if lesson.since is None:
        return "nothing yet"
    told = f"{lesson.readings} values since {lesson.since:%Y-%m-%d %H:%M:%S} UTC, {lesson.strays} refused"
    mean = f"{lesson.line.y:.6g} at {lesson.line.x:.6g}, {lesson.slope:+.6g} by unit of the second metric"
    if lesson.done:
        return f"{told}; {mean}"
    until = lesson.since + course.lasts
    return f"{told}; not over until {until:%Y-%m-%d %H:%M:%S} UTC and {course.readings} values; {mean}"


def dump_lesson(lesson: Lesson) -> dict[str, Any]:
    """A lesson as JSON can hold it."""
    return {
        "since": lesson.since and lesson.since.isoformat(),
        "at": lesson.at and lesson.at.isoformat(),
        "readings": lesson.readings,
        "strays": lesson.strays,
        "line": [getattr(lesson.line, name) for name in _LINE],
        "slope": lesson.slope,
        "done": lesson.done,
    }


def load_lesson(dumped: dict[str, Any]) -> Lesson:
    """What ``dump_lesson`` wrote."""
    times = {name: dumped[name] and datetime.fromisoformat(dumped[name]) for name in ("since", "at")}
    return Lesson(**dumped | times | {"line": Regression(*dumped["line"])})


def course_from(definition: Definition, *, least_spread: float) -> Course:
    """The course that a rule describes. Raises DefinitionError where nothing can be learned in it."""
    course = Course(
        lasts=ladder.delay(definition, "learn_s"),
        readings=definition.take("learn_readings", int),
        least_spread=least_spread,
        forgets=ladder.delay(definition, "forget_s") if "forget_s" in definition.names() else None,
    )
    if not course.lasts or course.readings < 2:
        raise definition.error("learn_s", "must be above 0, and learn_readings at least 2")
    if course.forgets is not None and course.forgets < course.lasts:
        raise definition.error("forget_s", "must not be below learn_s, or nothing would ever be learned")
    return course
