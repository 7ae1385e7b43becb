"""History and orders of before the figures of noise."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from store.migrate import FOLDER, migrate
from store.pool import connect

NOON = datetime(2026, 8, 25, 12, tzinfo=UTC)
SENSOR = (
    "insert into sensor (id, kind, name_zh, name_en, lon, lat, district, street, expected_every_s)"
    " values ('wd', 'water_depth', '点', 'point', 121, 31, '310101', '002', 60)"
)
ALERT = (
    "with filed as (insert into work_order (rule_id, sensor_num, severity, state, origin, filed_at,"
    " state_since) select %(rule)s, num, 1, 'filed', 'live', %(at)s, %(at)s from sensor"
    " returning num, sensor_num) insert into alert (rule_id, rule_revision, sensor_num, metric, state,"
    " severity, peak_severity, value, origin, opened_at, area, order_num)"
    " select %(rule)s, 1, sensor_num, 'm', 'unack', 1, 1, 3, 'live', %(at)s, 'a1', num"
    " from filed returning num"
)
EVENT = (
    "insert into alert_event (alert_num, at, recorded_at, change, reason, severity, value, from_state,"
    " to_state) values (%s, %s, %s, %s, 'so', 1, 3, %s, %s)"
)
RULE = (
    "insert into rule_revision (rule_id, revision, digest, body, recorded_at) values (%s, 1, '-', %s, now())"
)
LIFE = (
    ("fired", None, None),  # of before states were kept
    ("acknowledged", "unack", "acked"),
    ("escalated", "acked", "unack"),
    ("escalated", "unack", "unack"),
    ("shelved", "unack", "shlvd"),
    ("unshelved", "shlvd", "unack"),
    ("cleared", "unack", "rtnun"),
)


def older(address: str, folder: Path) -> None:
    for migration in sorted(FOLDER.glob("*.sql")):
        if migration.name < "0015":
            shutil.copy(migration, folder)
    migrate(address, folder=folder)
    with connect(address, name="test") as conn:
        conn.execute(SENSOR.encode())
        for rule, body in (("rattles", 'watch = "chatter"'), ("floods", 'condition = "threshold"')):
            conn.execute(RULE.encode(), (rule, f'id = "{rule}"\n{body}\n'))
            (num,) = conn.execute(ALERT.encode(), {"rule": rule, "at": NOON}).fetchone() or (0,)
            for change, before, after in LIFE:
                conn.execute(EVENT.encode(), (num, NOON, NOON, change, before, after))


def test_history_of_before_counts_and_orders_of_watches_are_maintenance(
    empty_database: str, tmp_path: Path
) -> None:
    older(empty_database, tmp_path)
    assert "0015_noise" in migrate(empty_database)
    with connect(empty_database, name="test") as conn:
        told = conn.execute(
            "select fired, asks, seats from raw_event where rule_id = 'floods' order by event_num"
        ).fetchall()
        assert told == [
            (True, True, ["a1"]),
            (False, True, ["a1"]),  # rose after it was acknowledged
            (False, False, ["a1"]),  # rose while it asked
            (False, True, ["a1"]),  # came back
        ]
        purposes = conn.execute("select rule_id, purpose from work_order order by num").fetchall()
        assert purposes == [("rattles", "maintenance"), ("floods", "field")]
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append-only"):
            conn.execute("delete from raw_event")
