"""Migrations: plain SQL, forward only, recorded with checksums."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from model.errors import YipingError
from store.pool import Connection, connect
from store.sql import load
from store.timescale import check_versions

FOLDER = Path(__file__).parent / "migrations"
_SQL = load("migrate")


class MigrationError(YipingError):
    """The database was made by other migrations than these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One file of ``migrations``; ``checksum`` is the SHA-256 of its bytes."""

    name: str
    checksum: str
    sql: bytes


def migrations(folder: Path = FOLDER) -> Iterator[Migration]:
    """All migrations in the order of their numbers."""
    for path in sorted(folder.glob("*.sql")):
        sql = path.read_bytes()
        yield Migration(name=path.stem, checksum=hashlib.sha256(sql).hexdigest(), sql=sql)


def migrate(
    database_url: str, *, report: Callable[[str], None] = lambda _: None, folder: Path = FOLDER
) -> list[str]:
    """Brings the database up to date, all or nothing, and returns the names of what was applied.

    Safe to run twice and at the same time. Raises MigrationError when a migration that was applied has
    changed or is unknown here, WrongVersionError when the database is none that was tested.
    """
    with connect(database_url, name="migrate") as conn:
        check_versions(conn)
        conn.execute(_SQL["lock"])
        conn.execute(_SQL["make_record"])
        wanted = list(migrations(folder))
        missing = _missing(dict(_applied(conn)), wanted)
        for migration in missing:
            report(f"migration {migration.name}")
            conn.execute(migration.sql)
            conn.execute(_SQL["record"], {"name": migration.name, "checksum": migration.checksum})
    return [migration.name for migration in missing]


def _applied(conn: Connection) -> Iterator[tuple[str, str]]:
    yield from conn.execute(_SQL["applied"])


def _missing(applied: dict[str, str], wanted: list[Migration]) -> list[Migration]:
    if unknown := applied.keys() - {migration.name for migration in wanted}:
        raise MigrationError(f"the database has migration {min(unknown)}, which this version does not know")
    for migration in wanted:
        if applied.get(migration.name, migration.checksum) != migration.checksum:
            raise MigrationError(f"migration {migration.name} has changed since it was applied")
    return [migration for migration in wanted if migration.name not in applied]
