"""Migrations: forward only, once, and never changed afterwards."""

from pathlib import Path

import pytest

from store.migrate import MigrationError, migrate, migrations
from store.pool import connect


def test_a_second_run_applies_nothing(fresh_database: str) -> None:
    assert migrate(fresh_database) == []


def test_a_changed_migration_is_refused_by_name(fresh_database: str, tmp_path: Path) -> None:
    for migration in migrations():
        (tmp_path / f"{migration.name}.sql").write_bytes(migration.sql + b"\n-- changed")
    with pytest.raises(MigrationError, match="0001_city has changed"):
        migrate(fresh_database, folder=tmp_path)


def test_a_database_of_a_later_version_is_refused(fresh_database: str, tmp_path: Path) -> None:
    (tmp_path / "0001_city.sql").write_bytes(next(migrations()).sql)
    with pytest.raises(MigrationError, match="which this version does not know"):
        migrate(fresh_database, folder=tmp_path)


def test_readings_are_a_hypertable_with_the_promised_key(fresh_database: str) -> None:
    with connect(fresh_database, name="test") as conn:
        tables = conn.execute("select hypertable_name from timescaledb_information.hypertables").fetchall()
        key = conn.execute(
            "select pg_get_constraintdef(oid) from pg_constraint"
            " where conrelid = 'reading'::regclass and contype = 'p'"
        ).fetchone()
    assert sorted(tables) == [("reading",), ("reading_1h",), ("reading_1m",)]
    assert key == ("PRIMARY KEY (sensor_num, metric, observed_at, origin)",)
