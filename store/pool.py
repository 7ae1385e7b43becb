"""Connections: a pool that waits for the database, and the session settings that all share."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolTimeout

from store.errors import UnreachableError, translated
from store.sql import load

_SQL = load("pool")

Connection = psycopg.Connection[TupleRow]

# UTC everywhere below the dashboard; a lock that cannot be had within seconds is a fault to be told.
_SESSION = "-c timezone=UTC -c lock_timeout=10s"


class Pool:
    """Connections to one database; ``with pool.connection() as conn`` is one transaction."""

    def __init__(self, pool: ConnectionPool[Connection]) -> None:
        self._pool = pool

    @contextmanager
    def connection(self, timeout_s: float = 5.0) -> Iterator[Connection]:
        """One transaction: committed at the end; when an error passes, nothing that it wrote stays.

        Raises UnreachableError when no connection can be had within ``timeout_s``, or it breaks.
        """
        with translated():
            try:
                with self._pool.connection(timeout=timeout_s) as conn, _keeps_plans(conn):
                    yield conn
            except PoolTimeout as problem:
                raise UnreachableError("no connection to the database could be had") from problem

    def close(self) -> None:
        """Closes every connection; the pool cannot be used again."""
        self._pool.close(timeout=2.0)


@contextmanager
def _keeps_plans(conn: Connection) -> Iterator[None]:
    """Ends what an error cuts short by a commit where nothing was written, as after most refusals.

    psycopg forgets every prepared statement at a rollback, and planning them anew costs more than they do.
    """
    try:
        yield
    except Exception:
        with suppress(psycopg.Error):
            if conn.info.transaction_status is TransactionStatus.INTRANS and _wrote_nothing(conn):
                conn.commit()
        raise


def _wrote_nothing(conn: Connection) -> bool:
    return conn.execute(_SQL["wrote_nothing"]).fetchone() == (True,)


def open_pool(database_url: str, *, name: str, max_size: int = 4) -> Pool:
    """A pool on ``database_url`` that opens lazily, so a database away at start is waited for."""
    pool: ConnectionPool[Connection] = ConnectionPool(
        database_url,
        min_size=1,
        max_size=max_size,
        name=name,
        open=True,
        kwargs=_arguments(name),
        check=ConnectionPool.check_connection,
        reconnect_timeout=30.0,
    )
    return Pool(pool)


@contextmanager
def connect(database_url: str, *, name: str, autocommit: bool = False) -> Iterator[Connection]:
    """One connection outside of any pool. Raises UnreachableError when the database does not answer."""
    with (
        translated(),
        psycopg.connect(database_url, autocommit=autocommit, **_arguments(name)) as conn,
    ):
        yield conn


def _arguments(name: str) -> dict[str, Any]:
    return {"application_name": f"yiping-{name}", "options": _SESSION, "connect_timeout": 5}
