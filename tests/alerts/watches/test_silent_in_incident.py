"""When a sensor on the ground of an incident counts as silent, by tables."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.watch import Held
from alerts.watches.silent_in_incident import Hush, SilentInIncident
from model.catalogue import load_kinds
from model.reading import Origin
from model.severity import Severity
from store.ground import Quiet, Trail

NOW = datetime(2026, 8, 25, 10, 5, tzinfo=UTC)
KIND = "water_depth"
METRIC = load_kinds()[KIND].main_metric
WATCH = SilentInIncident(metrics={KIND: METRIC}, severity=Severity.YELLOW, periods=1.5, gone_within_s=3600)


def hush(quiet_s: float, *, trail: Trail = (), **changed: object) -> Hush:
    fields = {
        "incident_id": "IN-000007",
        "sensor_num": 3,
        "kind": KIND,
        "area": "grid",
        "origin": Origin.LIVE,
        "every_s": 60,
        "heard_at": NOW - timedelta(seconds=quiet_s),
        "quiet_s": quiet_s,
        "live": 1,
        "overdue": 1,
    }
    return Hush(Quiet(**{**fields, **changed}), trail, ("sensor_silent_flood",))  # type: ignore[arg-type]


def held(one: Hush) -> list[Held]:
    return list(WATCH.holding(NOW, [one]).values())


@pytest.mark.parametrize(
    ("one", "holds"),
    [
        (hush(89.9), False),
        (hush(90), True),
        (hush(90, every_s=61), False),
        (hush(90, kind="else"), False),
        (hush(179, live=4, overdue=2), False),
        (hush(180, live=4, overdue=2), True),
        (hush(90, live=5, overdue=2), True),
        (hush(90, live=3, overdue=3), True),
        (hush(90, live=3, overdue=1, origin=Origin.EXERCISE), True),
        (hush(900, live=3, overdue=2, origin=Origin.EXERCISE), False),
    ],
)
def test_silence_is_told_early_unless_half_of_the_ground_is_overdue(one: Hush, holds: bool) -> None:
    assert bool(held(one)) is holds


def test_what_it_would_say_is_its_value_and_its_reason() -> None:
    heard = NOW - timedelta(minutes=3)
    trail = tuple((heard - timedelta(minutes=ago), 12.0 - ago) for ago in (2, 1, 0))
    (found,) = held(hush(180, trail=trail))
    assert (found.value, found.metric, found.severity) == (pytest.approx(15), METRIC.name, Severity.YELLOW)
    assert found.reason == (
        "silent on the ground of IN-000007: last 12.0 cm at 10:02 UTC, rising 1 cm/min, about 15.0 cm by now"
    )
    assert (found.carriers, found.area, found.quiets) == ((3,), "grid", ("sensor_silent_flood",))


def test_without_any_value_the_silence_itself_is_told() -> None:
    (found,) = held(hush(180))
    assert (found.value, found.metric) == (180, None)
    assert found.reason.endswith("last heard at 10:02 UTC, nothing that could be carried on")


def test_a_sensor_is_a_subject_once_live_and_once_in_a_drill() -> None:
    both = [hush(90), hush(90, live=3, overdue=1, origin=Origin.EXERCISE)]
    assert set(WATCH.holding(NOW, both)) == {(3, Origin.LIVE), (3, Origin.EXERCISE)}
