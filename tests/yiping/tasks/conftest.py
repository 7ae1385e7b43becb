"""A city that has been watched for long enough."""

import pytest

from store.pool import Pool
from tests.yiping.tasks.watched import at, live, rows


@pytest.fixture
def city(pool: Pool) -> Pool:
    """The small city, with a feed that has been fine for long enough."""
    with pool.connection() as conn:
        conn.execute("update sensor set registered_at = %s", [at(-30)])
    live(pool, -1, 0)
    with pool.connection() as conn:
        conn.execute("update feed set fine_since = %s", [at(-10)])
    live(pool, 0, 0.5)
    assert rows(pool, "select count(*) from feed_stop where ended_at is null") == [(0,)]
    return pool
