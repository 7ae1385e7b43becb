"""Which PostgreSQL and TimescaleDB we were tested on."""

from model.errors import YipingError
from store.pool import Connection
from store.sql import load

_SQL = load("timescale")
POSTGRES = (15, 17)
TIMESCALE = ((2, 15), (2, 99))


class WrongVersionError(YipingError):
    """The database is none that Yiping was tested on."""


def check_versions(conn: Connection) -> None:
    """Raises WrongVersionError, with the reason, unless PostgreSQL and TimescaleDB are tested ones."""
    row = conn.execute(_SQL["versions"]).fetchone()
    postgres, timescale = row if row else (0, None)
    if not POSTGRES[0] <= postgres // 10000 <= POSTGRES[1]:
        raise WrongVersionError(f"PostgreSQL {postgres // 10000} is not {POSTGRES[0]} to {POSTGRES[1]}")
    if timescale is None:
        raise WrongVersionError("PostgreSQL has no TimescaleDB: install it or let Yiping use its own copy")
    version = tuple(int(part) for part in timescale.split(".")[:2])
    if not TIMESCALE[0] <= version <= TIMESCALE[1]:
        raise WrongVersionError(f"TimescaleDB {timescale} is not between 2.15 and 2.99")
