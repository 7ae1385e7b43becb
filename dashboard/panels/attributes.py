"""Attributes for the page's own scripts, which find elements by them, and for screen readers."""

from typing import Any


def data(**values: str) -> dict[str, Any]:
    """`data(act="accept")` as `data-act="accept"`."""
    return {f"data-{name}": value for name, value in values.items()}


def aria(**values: str) -> dict[str, Any]:
    """`aria(current="location")` as `aria-current="location"`."""
    return {f"aria-{name}": value for name, value in values.items()}
