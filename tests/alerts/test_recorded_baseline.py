"""Real structures in their reference state raise nothing; the same records with damage added do."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from alerts.condition import NO_FACTS, Seen
from alerts.conditions.baseline import Baseline, condition_from
from model.definition import Definition
from model.kind import Kind, Metric
from model.severity import Severity
from model.text import Text
from model.units import UNITS

pytestmark = pytest.mark.recorded
Told = tuple[datetime, Mapping[str, float]]


def metric(name: str, unit: str) -> Metric:
    return Metric(name=name, label=Text(zh=name, en=name), unit=UNITS[unit], low=-500, high=500, decimals=3)


KIND = Kind(
    id="structure",
    label=Text(zh="结构", en="Structure"),
    theme="building",
    shape="square",
    expected_every_s=1,
    retention_days=3650,
    metrics={
        one.name: one for one in (metric("tilt_deg", "deg"), metric("gap_mm", "mm"), metric("t_c", "C"))
    },
)


def baseline(name: str, *, learn_s: float, departs: float, holds_s: float, second: bool) -> Baseline:
    """A baseline of 50 readings at least, off either way by ``departs`` of the metric's unit."""
    level = {"severity": "yellow", "on": departs, "off": departs / 2}
    table = {
        "unit": KIND.metrics[name].unit.name,
        "direction": "away",
        "learn_s": learn_s,
        "learn_readings": 50,
        "band": departs,
        "gap_s": 7200,
        "levels": [level | {"on_delay_s": holds_s, "off_delay_s": holds_s}],
    }
    if second:
        table["second"] = {"metric": "t_c", "unit": "C", "least_spread": 0.1, "holds_s": 60}
    definition = Definition(table, file="recorded.toml")
    return condition_from(definition, kind=KIND, metric=KIND.metrics[name])


def levels(condition: Baseline, told: Iterable[Told]) -> tuple[set[Severity | None], bool]:
    """Every level that held, and whether the course was over at the end."""
    state, found = condition.rest, set()
    for at, values in told:
        for name, value in values.items():
            state = condition.step(state, Seen(name, value, at), NO_FACTS)
        found.add(condition.severity(state))
    return found, state.lesson.done


def damaged(told: Iterable[Told], name: str, by: float, *, since: datetime) -> list[Told]:
    """The record with ``by`` added to a metric from a time on."""
    return [
        (at, {**values, name: values[name] + by} if name in values and at >= since else values)
        for at, values in told
    ]


@pytest.fixture(scope="module")
def reference(recorded: Path) -> list[Told]:
    """Ten minutes of a bridge in use, 100 inclinations a second."""
    with (recorded / "data/structural/munich_bridge_reference_INC_100Hz.csv").open(encoding="utf-8") as lines:
        rows = islice(csv.reader(lines), 1, None)
        return [(_utc(row[0]), {"tilt_deg": float(row[1])}) for row in rows]


def test_a_bridge_in_use_raises_nothing_however_it_shakes(reference: list[Told]) -> None:
    tilt = baseline("tilt_deg", learn_s=120, departs=0.1, holds_s=5, second=False)
    assert len(reference) == 60_000
    # Vehicles tilt it by far more than the level, each for less than its delay.
    assert max(abs(values["tilt_deg"]) for _, values in reference) > 0.2
    assert levels(tilt, reference) == ({None}, True)


def test_the_same_bridge_with_a_support_that_sank_raises_an_alert(reference: list[Told]) -> None:
    tilt = baseline("tilt_deg", learn_s=120, departs=0.1, holds_s=5, second=False)
    since = datetime(2022, 3, 7, 16, 42, tzinfo=UTC)
    assert levels(tilt, damaged(reference, "tilt_deg", 0.2, since=since))[0] == {None, Severity.YELLOW}


@pytest.fixture(scope="module")
def warm(recorded: Path) -> list[Told]:
    """The bridge under a test load, one inclination in ten, with the temperature of each second.

    The inclinations say the 11th of April as 2022-11-04, and the temperatures as 11.04.2022.
    """
    folder = recorded / "data/structural"
    temperatures = [
        (datetime.strptime(row[0], "%d.%m.%Y %H:%M:%S.%f").replace(tzinfo=UTC), {"t_c": float(row[1])})
        for row in _zipped(
            folder / "munich_bridge_temperature_2022-04-11.zip", "UniBw_2022-04-11_ref_load_01"
        )
    ]
    tilts = [
        (_day_and_month_swapped(_utc(row[0])), {"tilt_deg": float(row[4])})
        for row in islice(
            _zipped(folder / "munich_bridge_ref_load_01_AllM_100Hz.csv.zip", "ref"), 0, None, 10
        )
    ]
    return sorted([*temperatures, *tilts], key=lambda one: one[0])


def test_a_test_load_at_a_rising_temperature_raises_nothing(warm: list[Told]) -> None:
    tilt = baseline("tilt_deg", learn_s=240, departs=0.02, holds_s=30, second=True)
    assert levels(tilt, warm) == ({None}, True)
    since = datetime(2022, 4, 11, 8, 45, tzinfo=UTC)
    assert levels(tilt, damaged(warm, "tilt_deg", 0.04, since=since))[0] == {None, Severity.YELLOW}


def test_dates_with_day_and_month_swapped_find_no_temperature_and_nothing_is_guessed(
    warm: list[Told],
) -> None:
    cut = datetime(2022, 4, 11, 8, 38, tzinfo=UTC)
    swapped = [
        (_day_and_month_swapped(at) if "tilt_deg" in values and at >= cut else at, values)
        for at, values in warm
    ]
    tilt = baseline("tilt_deg", learn_s=240, departs=0.02, holds_s=30, second=True)
    assert levels(tilt, sorted(swapped, key=lambda one: one[0])) == ({None}, False)


@pytest.fixture(scope="module")
def chain(recorded: Path) -> list[Told]:
    """Four days of an inclinometer whose gap follows the temperature (correlation -0.95)."""
    path = recorded / "data/structural/kmshm_inclinometers_first_half.csv"
    with path.open(encoding="utf-8") as lines:
        return [
            (
                datetime.strptime(row["Date UTC"], "%d.%m.%Y %H:%M").replace(tzinfo=UTC),
                {"t_c": float(row["Inkl_[1][0]_T"]), "gap_mm": float(row["Inkl_[1][0]_dA"])},
            )
            for row in csv.DictReader(lines, delimiter=";")
        ]


def test_what_the_temperature_does_raises_an_alert_only_where_it_is_not_reckoned_with(
    chain: list[Told],
) -> None:
    gap = baseline("gap_mm", learn_s=86_400, departs=0.15, holds_s=3600, second=True)
    assert levels(gap, chain) == ({None}, True)
    assert levels(replace(gap, second=None), chain) == ({None, Severity.YELLOW}, True)


def _utc(clock: str) -> datetime:
    return datetime.fromisoformat(clock).replace(tzinfo=UTC)


def _day_and_month_swapped(at: datetime) -> datetime:
    return at.replace(month=at.day, day=at.month)


def _zipped(path: Path, begins: str) -> Iterable[list[str]]:
    """The rows after the header of the member whose name holds ``begins``."""
    with zipfile.ZipFile(path) as files:
        name = next(name for name in files.namelist() if begins in name)
        with files.open(name) as raw:
            yield from islice(csv.reader(io.TextIOWrapper(raw, "latin-1")), 1, None)
