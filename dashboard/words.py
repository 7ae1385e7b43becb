"""The words on screen, by key, from `strings/<language>.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from model.text import Text

FOLDER = Path(__file__).parent / "strings"
FIRST = "zh"


class Words:
    """All words of one language; `words("wall.orders")` is one of them."""

    def __init__(self, language: str, by_key: Mapping[str, str]) -> None:
        self.language = language
        self._by_key = by_key

    def __call__(self, key: str, **values: object) -> str:
        """The words under `key` with `values` put in. Raises KeyError when there are none."""
        return self._by_key[key].format(**values)

    def template(self, key: str) -> str:
        """The words under `key` as written, for scripts that put in values themselves."""
        return self._by_key[key]

    def keys(self) -> frozenset[str]:
        return frozenset(self._by_key)

    def of(self, text: Text | None) -> str:
        """A text that came with its data, a dash where there is none."""
        return text.in_language(self.language) if text else "–"


def languages() -> list[str]:
    """Every language that has a file, Chinese first."""
    return sorted((path.stem for path in FOLDER.glob("*.toml")), key=lambda code: (code != FIRST, code))


@cache
def words_in(language: str) -> Words:
    """The words of `language`, of Chinese when there is no such file."""
    known = language if language in languages() else FIRST
    table = tomllib.loads((FOLDER / f"{known}.toml").read_text(encoding="utf-8"))
    return Words(known, dict(_flat(table)))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
