"""The main job on real input: four years of New York street floods, at full speed, through everything.

The oracle below reads the file by itself and walks through each flood with loops of its own; it shares no
code with the codec, the replay or the conditions.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from geo.read import read_areas
from model.area import Level
from tests.fixtures.broker import OwnBroker
from tests.fixtures.processes import Start, wait_until
from yiping.boundaries import import_areas

POINTS, REPEATED = 166_066, 1
RUNGS = ((5.0, 180), (15.0, 120), (25.0, 60))
"""Blue, yellow and red of the flooding rule: cm, and the seconds they must hold."""
DRY_CM, DRY_S = 2.0, 600
NEW_YORK = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True)
class Flood:
    """One row of the file: cm by seconds since its start."""

    sensor: str
    start: str
    profile: list[tuple[float, float]]


def floods(path: Path) -> Iterator[Flood]:
    csv.field_size_limit(10_000_000)
    with path.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            seconds = json.loads(row["flood_profile_time_secs"])
            inches = json.loads(row["flood_profile_depth_inches"])
            profile = sorted(zip(seconds, (round(inch * 2.54, 6) for inch in inches), strict=True))
            yield Flood(row["sensor_id"], row["flood_start_time"], profile)


def alarms(flood: Flood) -> int:
    """How many alerts one flood must raise: each time any rung holds for its time, until 10 dry minutes."""
    raised, wet, dry_since = 0, False, None
    held: dict[float, float | None] = dict.fromkeys(on for on, _ in RUNGS)
    for second, cm in flood.profile:
        for on, hold_s in RUNGS:
            if cm < on:
                held[on] = None
            elif held[on] is None:
                held[on] = second
            if not wet and held[on] is not None and second - held[on] >= hold_s:  # type: ignore[operator]
                raised, wet = raised + 1, True
        dry_since = None if cm > DRY_CM else second if dry_since is None else dry_since
        if wet and dry_since is not None and second - dry_since >= DRY_S:
            wet = False
    return raised


def rows(database_url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database_url) as conn:
        return conn.execute(sql.encode()).fetchall()


@pytest.mark.long
@pytest.mark.recorded
@pytest.mark.timeout(400)
def test_every_flood_above_the_threshold_raises_its_alert_and_has_its_order_in_its_borough(
    start: Start, fresh_database: str, broker: OwnBroker, recorded: Path
) -> None:
    file = recorded / "data/water/floodnet_flood_events_before_2025.csv"
    boroughs = recorded / "data/boundaries/nyc_boroughs.parquet"
    shapes = read_areas(boroughs, level=Level.DISTRICT, code="borocode", name="boroname", parent=None)
    import_areas(fresh_database, shapes, now=datetime.now(UTC))
    urls = {"database_url": fresh_database}
    start("ingest", **urls, broker_url=broker.ingest_url)
    wait_until(lambda: rows(fresh_database, "select count(*) from rule_revision") != [(0,)])
    replay = start("sim", "replay", str(file), "--map", "floodnet", **urls, broker_url=broker.sim_url)
    assert replay.wait(300) == 0
    received = "select coalesce(sum(received), 0) from ledger"
    wait_until(lambda: rows(fresh_database, received) == [(POINTS,)], within_s=120, what="the last reading")

    assert rows(fresh_database, "select count(*) from reading") == [(POINTS - REPEATED,)]
    assert alerts_by_flood(fresh_database, file) == {
        (flood.sensor, flood.start): alarms(flood) for flood in floods(file) if alarms(flood)
    }
    assert rows(fresh_database, "select count(*) from alert where order_num is null") == [(0,)]
    assert set(rows(fresh_database, PLACES)) <= boroughs_by_publisher(recorded)
    assert rows(fresh_database, "select count(*) from work_order where state <> 'dispatched'") == [(0,)]


PLACES = """select distinct s.id, a.name_en
              from work_order o join sensor s on s.num = o.sensor_num left join area a on a.code = o.area"""
ALERTS = """select s.id, a.opened_at from alert a join sensor s on s.num = a.sensor_num
             where a.rule_id = 'road_flooding'"""


def alerts_by_flood(database_url: str, file: Path) -> dict[tuple[str, str], int]:
    """Counts each alert for the flood of its sensor that began last before it."""
    starts: dict[object, list[tuple[datetime, str]]] = defaultdict(list)
    for flood in floods(file):
        starts[flood.sensor].append((earliest(flood.start), flood.start))
    found: Counter[tuple[str, str]] = Counter()
    for sensor, opened_at in rows(database_url, ALERTS):
        _, start = max(one for one in starts[sensor] if one[0] <= opened_at)  # type: ignore[operator]
        found[str(sensor), start] += 1
    return dict(found)


def earliest(clock: str) -> datetime:
    """The first moment that a New York clock reading can mean on a day when clocks change."""
    local = datetime.fromisoformat(clock).replace(tzinfo=NEW_YORK)
    return min(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def boroughs_by_publisher(recorded: Path) -> set[tuple[object, ...]]:
    """Sensor and borough, as the publisher's own table of sensors says, without any geometry."""
    with (recorded / "data/water/floodnet_sensor_metadata.csv").open(newline="", encoding="utf-8") as lines:
        return {(row["sensor_id"], row["borough"]) for row in csv.DictReader(lines)}
