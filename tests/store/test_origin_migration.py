"""What stood there when origins still shared their keys."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from model.alert import Pair
from model.reading import Origin
from store.latest import latest_of
from store.migrate import FOLDER, migrate
from store.pool import Connection, connect
from store.shelvings import in_force

NOON = datetime(2026, 8, 25, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PUT_SENSORS = (
    "insert into sensor (id, kind, name_zh, name_en, lon, lat, district, street, expected_every_s)"
    " select 'wd-' || n, 'water_depth', '点', 'point', 121, 31, '310101', '002', 60"
    " from generate_series(1, 3) n"
)
PUT_READING = (
    "insert into reading (sensor_num, metric, value, quality, origin, observed_at, received_at)"
    " values (%s, 'depth_cm', %s, 'good', %s, %s, %s)"
)
PUT_LATEST = (
    "insert into sensor_latest (sensor_num, metric, value, quality, origin, observed_at, received_at,"
    " last_us) values (%s, 'depth_cm', %s, 'good', %s, %s, %s, 7)"
)
PUT_ALERT = (
    "insert into alert (rule_id, rule_revision, sensor_num, metric, state, severity, peak_severity, value,"
    " origin, opened_at) values ('flood', 1, %s, 'depth_cm', 'unack', 4, 4, 30, %s, %s)"
)
PUT_ASIDE = (
    "insert into shelving (rule_id, sensor_num, kind, begun_by, reason, since)"
    " values ('flood', %s, 'out_of_service', 'li', 'pump', %s)"
)
PUT_STANDING = "insert into standing values ('flood', %s, '[]', %s)"


@pytest.fixture
def migrated(empty_database: str, tmp_path: Path) -> str:
    """A city that is brought up from the migration before: 1 drills, 2 is live, 3 was live before a drill."""
    for migration in sorted(FOLDER.glob("*.sql")):
        if migration.name < "0013":
            shutil.copy(migration, tmp_path)
    migrate(empty_database, folder=tmp_path)
    with connect(empty_database, name="test") as conn:
        conn.execute(PUT_SENSORS)
        for num, origin in ((1, "exercise"), (2, "live")):
            conn.execute(PUT_ALERT, (num, origin, NOON))
        for num in (1, 2, 3):
            conn.execute(PUT_ASIDE, (num, NOON))
            conn.execute(PUT_STANDING, (num, NOON))
        told = ((1, 1, "exercise", NOON), (3, 2, "live", NOON), (3, 9, "live", NOON - MINUTE))
        for num, value, origin, at in (*told, (3, 3, "exercise", NOON + MINUTE)):
            conn.execute(PUT_READING, (num, value, origin, at, at))
        conn.execute(PUT_LATEST, (1, 1, "exercise", NOON, NOON))
        conn.execute(PUT_LATEST, (3, 3, "exercise", NOON + MINUTE, NOON + MINUTE))
    assert "0013_origin" in migrate(empty_database)
    return empty_database


def trails(conn: Connection) -> list[tuple[object, ...]]:
    return conn.execute("select sensor_num, origin, last_us = 7 from sensor_latest order by 1, 2").fetchall()


def test_each_origin_gets_what_was_its_own(migrated: str) -> None:
    wanted = {Pair("flood", 1, Origin.EXERCISE), Pair("flood", 2), Pair("flood", 3)}
    with connect(migrated, name="test") as conn:
        assert set(in_force(conn, [1, 2, 3], now=NOON)) == wanted
        standing = conn.execute("select rule_id, sensor_num, origin from standing").fetchall()
        assert {Pair(rule, num, Origin(origin)) for rule, num, origin in standing} == wanted
        # The newest live reading had been hidden by the drill's, and the trail was that of the live ones.
        latest = {one.origin: (one.value, one.observed_at) for one in latest_of(conn, 3)}
        assert latest == {Origin.LIVE: (2, NOON), Origin.EXERCISE: (3, NOON + MINUTE)}
        assert trails(conn) == [(1, "exercise", False), (3, "exercise", False), (3, "live", True)]
