"""A connection to the small city."""

from collections.abc import Iterator

import pytest

from store.pool import Connection, connect


@pytest.fixture
def conn(small_city: str) -> Iterator[Connection]:
    """One transaction on the small city."""
    with connect(small_city, name="test") as conn:
        yield conn
