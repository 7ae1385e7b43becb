"""Long arrays as the text that PostgreSQL reads: the driver would look at the type of every member."""

from collections.abc import Iterable
from datetime import datetime


def whole_numbers(numbers: Iterable[int]) -> str:
    """Whole numbers; the statement says of which type they are, as in ``%(nums)s::integer[]``."""
    return "{" + ",".join(map(str, numbers)) + "}"


def times(moments: Iterable[datetime]) -> str:
    """Aware times, for ``timestamptz[]``."""
    return "{" + ",".join(f'"{moment.isoformat()}"' for moment in moments) + "}"
