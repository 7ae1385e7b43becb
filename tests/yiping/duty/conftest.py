"""A connection to the small city, with a crew and a desk."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from model.duty import Crew
from model.text import Text
from store.crews import put_crews
from store.pool import Connection, connect
from tests.fixtures.batches import NOW


@pytest.fixture
def conn(small_city: str) -> Iterator[Connection]:
    """One transaction on the small city, whose street has a drainage crew and its district a desk."""
    with connect(small_city, name="test") as conn:
        put_crews(conn, [crew("pumps", "drainage", "310101002"), crew("desk", "desk", "310101")])
        yield conn


def crew(crew_id: str, trade: str, *areas: str) -> Crew:
    """A crew that has been there for a day."""
    name = Text(zh=f"{crew_id}班", en=crew_id)
    since = NOW - timedelta(days=1)
    return Crew(id=crew_id, name=name, trade=trade, areas=frozenset(areas), valid_from=since)
