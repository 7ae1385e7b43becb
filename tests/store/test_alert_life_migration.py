"""Alerts of before their life had all its states."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from store.alert_life import alert_events
from store.migrate import FOLDER, migrate
from store.pool import connect

NOON = datetime(2026, 8, 25, 12, tzinfo=UTC)
COLUMNS = "rule_id, rule_revision, sensor_num, metric, severity, peak_severity, value, origin, opened_at"
SENSOR = (
    "insert into sensor (id, kind, name_zh, name_en, lon, lat, district, street, expected_every_s)"
    " values ('wd', 'water_depth', '点', 'point', 121, 31, '310101', '002', 60) returning num"
)


def test_only_the_newest_unacknowledged_return_of_a_rule_and_sensor_still_asks(
    empty_database: str, tmp_path: Path
) -> None:
    for migration in sorted(FOLDER.glob("*.sql")):
        if migration.name < "0010":
            shutil.copy(migration, tmp_path)
    migrate(empty_database, folder=tmp_path)
    with connect(empty_database, name="test") as conn:
        (sensor,) = conn.execute(SENSOR).fetchone() or (0,)
        for state, cleared_at in (("rtnun", NOON), ("rtnun", NOON), ("unack", None)):
            conn.execute(
                f"insert into alert ({COLUMNS}, state, cleared_at)"
                " values ('flood', 1, %s, 'depth_cm', 4, 4, 30, 'live', %s, %s, %s)",
                (sensor, NOON, state, cleared_at),
            )
        conn.execute(
            f"insert into alert ({COLUMNS}, state, cleared_at)"
            " values ('rain', 1, %s, 'rate', 2, 2, 30, 'live', %s, 'rtnun', %s)",
            (sensor, NOON, NOON),
        )
    assert "0010_alert_life" in migrate(empty_database)
    with connect(empty_database, name="test") as conn:
        states = conn.execute("select state from alert order by num").fetchall()
        assert states == [("norm",), ("norm",), ("unack",), ("rtnun",)]
        assert [event.change for event in alert_events(conn, 1)] == ["superseded"]
        assert alert_events(conn, 3) == []
