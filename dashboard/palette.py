"""The colours of `assets/10-palette.css`, which figures must share with the pages. Pure but for one file."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "assets" / "10-palette.css"
_BLOCK = re.compile(r"\.(\w+)\s*\{([^}]*)\}")
_COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})\s*;")


@cache
def palette(theme: str) -> Mapping[str, str]:
    """Colour by name of a theme, `dark` or `light`. Raises KeyError for others."""
    blocks = {name: dict(_COLOUR.findall(body)) for name, body in _BLOCK.findall(FILE.read_text("utf-8"))}
    return blocks[theme]
