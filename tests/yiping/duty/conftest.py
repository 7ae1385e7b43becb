"""A connection to the small city, with a crew and a desk."""

from collections.abc import Iterator

import pytest

from store.crews import put_crews
from store.pool import Connection, connect
from tests.yiping.duty.crewed import crew


@pytest.fixture
def conn(small_city: str) -> Iterator[Connection]:
    """One transaction on the small city, whose street has a drainage crew and its district a desk."""
    with connect(small_city, name="test") as conn:
        put_crews(conn, [crew("pumps", "drainage", "310101002"), crew("desk", "desk", "310101")])
        yield conn
