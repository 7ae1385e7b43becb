"""Attributes for the page's own scripts, which find elements by them."""

from typing import Any


def data(**values: str) -> dict[str, Any]:
    """`data(act="accept")` as `data-act="accept"`."""
    return {f"data-{name}": value for name, value in values.items()}
