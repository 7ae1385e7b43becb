"""What can go wrong with the database, told apart once: try again, or never."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from model.errors import YipingError


class UnreachableError(YipingError):
    """The database is away, slow or full; the same work may succeed later."""


class RefusedDataError(YipingError):
    """The database refuses these values; the same work will never succeed."""


class DoubledError(RefusedDataError):
    """A row that was to be new is there already."""


_PERMANENT = (psycopg.DataError, psycopg.IntegrityError)


@contextmanager
def translated() -> Iterator[None]:
    """Raises UnreachableError or RefusedDataError in place of the driver's errors that data or weather cause.

    Errors of our own making (a wrong statement, a missing table) pass through: they are defects.
    """
    try:
        yield
    except psycopg.errors.UniqueViolation as problem:
        raise DoubledError(f"the database holds it already: {_words(problem)}") from problem
    except _PERMANENT as problem:
        raise RefusedDataError(f"the database refuses the values: {_words(problem)}") from problem
    except (psycopg.OperationalError, psycopg.InterfaceError) as problem:
        raise UnreachableError(f"the database does not answer: {_words(problem)}") from problem


def _words(problem: Exception) -> str:
    return " ".join(str(problem).split()) or type(problem).__name__
