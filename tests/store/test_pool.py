"""One connection again and again: what an error leaves, and what it does not."""

import pytest

from store.pool import Connection, Pool, open_pool

PREPARED = b"select count(*) from pg_prepared_statements where statement like 'select num%'"
WRITES = b"""insert into calendar_day (day, is_worked, reason, set_by, set_at)
            values ('2026-01-01', false, 'x', 'li', now())"""
ASKED = b"select num from work_order where num = %s"


class CutShortError(Exception):
    pass


@pytest.fixture
def single(fresh_database: str) -> Pool:
    return open_pool(fresh_database, name="test", max_size=1)


def prepare(pool: Pool) -> None:
    with pool.connection() as conn:
        conn.execute(ASKED, [1], prepare=True)


def count(conn: Connection, sql: bytes) -> int:
    row = conn.execute(sql).fetchone()
    assert row is not None
    return int(row[0])


def cut_short(pool: Pool, sql: bytes) -> None:
    with pytest.raises(CutShortError), pool.connection() as conn:
        fails_after(conn, sql)


def fails_after(conn: Connection, sql: bytes) -> None:
    conn.execute(sql)
    raise CutShortError


def test_an_error_before_anything_is_written_keeps_what_is_prepared(single: Pool) -> None:
    prepare(single)
    cut_short(single, b"select 1")
    with single.connection() as conn:
        assert count(conn, PREPARED) == 1


def test_nothing_stays_of_what_an_error_cuts_short(single: Pool) -> None:
    cut_short(single, WRITES)
    with single.connection() as conn:
        assert count(conn, b"select count(*) from calendar_day") == 0


def test_an_error_beside_the_database_passes_as_it_is(single: Pool) -> None:
    with pytest.raises(CutShortError), single.connection():
        raise CutShortError
    with single.connection() as conn:
        assert count(conn, b"select 1") == 1
