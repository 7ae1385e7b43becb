"""Which area a wall looks at, by the address and in its callbacks."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from dashboard.errors import UnknownAreaError
from dashboard.screen import Screen
from model.area import Area
from store.errors import UnreachableError

PARAMETER = "area"


def asked_area(search: str | None) -> str | None:
    """The code in an address's query, None for the whole city."""
    told = parse_qs((search or "").removeprefix("?")).get(PARAMETER, [""])
    return told[-1][:32] or None


def way_to(screen: Screen, place: Mapping[str, str | None]) -> tuple[Area, ...]:
    """The areas from the highest down to the one asked for, empty for the whole city.

    Raises UnknownAreaError for a code that is not in force, UnreachableError while nothing was read yet.
    """
    code, city = place.get(PARAMETER), screen.hub.city
    if code is None:
        return ()
    if city is None:
        raise UnreachableError("the areas were not read yet")
    if not (way := city.way(code)):
        raise UnknownAreaError(code)
    return way
