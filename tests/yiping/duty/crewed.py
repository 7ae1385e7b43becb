"""Crews for tests of the rota."""

from datetime import timedelta

from model.duty import Crew
from model.text import Text
from tests.fixtures.batches import NOW


def crew(crew_id: str, trade: str, *areas: str) -> Crew:
    """A crew that has been there for a day."""
    name = Text(zh=f"{crew_id}班", en=crew_id)
    since = NOW - timedelta(days=1)
    return Crew(id=crew_id, name=name, trade=trade, areas=frozenset(areas), valid_from=since)
