"""What an address asks for behind its question mark. Pure."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

LONGEST = 64
QUERY = "search"
"""Under which name a page's place has the whole of it."""


def told(search: str | None) -> dict[str, str]:
    """The values by name, without blanks and empty ones; of several the last counts."""
    pairs = parse_qsl((search or "").removeprefix("?"))
    return {name: value.strip()[:LONGEST] for name, value in pairs if value.strip() and name != "lang"}


def to(path: str, known: Mapping[str, str], **changes: str | None) -> str:
    """The address of a path that asks for what is known, with changes; None leaves a value out."""
    wanted = {name: value for name, value in {**known, **changes}.items() if value}
    return f"{path}?{urlencode(wanted)}" if wanted else path
