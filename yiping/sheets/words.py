"""The words on paper and in exported files, by key, from ``words.toml``."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from model.definition import read_definition
from model.errors import YipingError
from model.text import Text

WORDS = Path(__file__).parent / "words.toml"
LANGUAGES = ("zh", "en")


class Words:
    """All words of one language; ``words("sheet.title")`` is one of them."""

    def __init__(self, language: str, by_key: Mapping[str, Text]) -> None:
        self.language = language
        self._by_key = by_key

    def __call__(self, key: str, **values: object) -> str:
        """The words under ``key`` with ``values`` put in. Raises KeyError when there are none."""
        return self._by_key[key].in_language(self.language).format(**values)

    def of(self, text: Text) -> str:
        """A text that came with its data."""
        return text.in_language(self.language)

    def under(self, table: str) -> dict[str, str]:
        """Every word of one table by its name, nothing put in."""
        prefix = f"{table}."
        return {
            key.removeprefix(prefix): self.of(text)
            for key, text in self._by_key.items()
            if key.startswith(prefix)
        }


def words_in(language: str) -> Words:
    """The words of a language. Raises YipingError where there are none."""
    if language not in LANGUAGES:
        raise YipingError(f"{language!r} is not one of {', '.join(LANGUAGES)}")
    return Words(language, _all())


@cache
def _all() -> Mapping[str, Text]:
    definition = read_definition(WORDS)
    return {
        f"{table}.{name}": words.text(name)
        for table in definition.names()
        for words in [definition.table(table)]
        for name in words.names()
    }
