"""Whether the database is one that we were tested on."""

from model.errors import YipingError
from store.pool import Connection
from store.sql import load
from store.versions import refusal

_SQL = load("timescale")


class WrongVersionError(YipingError):
    """The database is none that Yiping was tested on."""


def check_versions(conn: Connection) -> None:
    """Raises WrongVersionError, with the reason, unless PostgreSQL and TimescaleDB are tested ones."""
    row = conn.execute(_SQL["versions"]).fetchone()
    if (problem := refusal(*row) if row else "the database does not tell its version") is not None:
        raise WrongVersionError(problem)
