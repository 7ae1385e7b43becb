"""What a person would see change between two texts of a rule: which number, from what to what. Pure."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

NAMED_BY = {"levels": "severity", "examples": "name"}
"""Tables of a list that are the same one when this key is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One key whose value differs; None where one of the two texts has no such key."""

    key: str
    before: Any
    after: Any

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.key}: new, {worded(self.after)}"
        if self.after is None:
            return f"{self.key}: gone, was {worded(self.before)}"
        return f"{self.key}: from {worded(self.before)} to {worded(self.after)}"


def differences(before: str, after: str) -> list[Difference]:
    """What differs between two texts, in the order of the later one; an empty text has no keys.

    Comments and the order of keys are no difference. Both texts must be TOML.
    """
    old, new = dict(_flat(tomllib.loads(before))), dict(_flat(tomllib.loads(after)))
    keys = [*new, *(key for key in old if key not in new)]
    return [
        Difference(key=key, before=old.get(key), after=new.get(key))
        for key in keys
        if old.get(key) != new.get(key)
    ]


def worded(value: Any) -> str:
    """A value as the text holds it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value}"
    if isinstance(value, list):
        return f"[{', '.join(map(worded, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {worded(one)}' for name, one in value.items())} }}"
    return str(value)


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{key}.")
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            for number, one in enumerate(value):
                yield from _flat(one, f"{key}[{one.get(NAMED_BY.get(name, ''), number)}].")
        else:
            yield key, value
