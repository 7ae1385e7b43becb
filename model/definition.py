"""Strict reading of definition files: every key is asked for, every other key is an error."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from model.errors import DefinitionError
from model.text import Text

T = TypeVar("T")
_REQUIRED: Any = object()


_WORDS: dict[type, str] = {
    bool: "true or false",
    date: "a date",
    dict: "a table",
    float: "a number",
    int: "a whole number",
    list: "a list",
    str: "a text",
}


def _word(kind: type) -> str:
    return _WORDS.get(kind, kind.__name__)


class Definition:
    """One table of a TOML file that remembers which of its keys were read."""

    def __init__(self, table: dict[str, Any], *, file: str, path: str = "") -> None:
        self._table = table
        self._read: set[str] = set()
        self.file = file
        self.path = path

    def key(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def names(self) -> list[str]:
        """The keys of this table, in the file's order."""
        return list(self._table)

    def error(self, name: str, problem: str) -> DefinitionError:
        """The error to raise when the value under ``name`` is wrong."""
        return DefinitionError(self.file, self.key(name) if name else self.path, problem)

    def take(self, name: str, kind: type[T], default: T | None = _REQUIRED) -> T:
        """The value under ``name``, which must be a ``kind``; whole numbers pass as float.

        Raises DefinitionError when it is missing without a default, or of another type.
        """
        self._read.add(name)
        if name not in self._table:
            if default is _REQUIRED:
                raise self.error(name, "is missing")
            return default  # type: ignore[return-value]
        value = self._table[name]
        if kind is float and type(value) is int:
            value = float(value)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(name, f"must be {_word(kind)}, not {_word(type(value))} ({value!r})")
        return value

    def choice(self, name: str, allowed: dict[str, T]) -> T:
        """The member of ``allowed`` that the text under ``name`` names."""
        word = self.take(name, str)
        if word not in allowed:
            raise self.error(name, f"{word!r} is not one of {', '.join(allowed)}")
        return allowed[word]

    def choice_of(self, name: str, allowed: dict[str, T]) -> list[T]:
        """The members of ``allowed`` that the list under ``name`` names; none where it is left out."""
        words: list[object] = self.take(name, list, [])
        for word in words:
            if not isinstance(word, str) or word not in allowed:
                raise self.error(name, f"{word!r} is not one of {', '.join(allowed)}")
        return [allowed[str(word)] for word in words]

    def text(self, name: str) -> Text:
        """A text in both languages, ``{ zh = "...", en = "..." }``."""
        table = self.table(name)
        text = Text(zh=table.take("zh", str), en=table.take("en", str))
        table.finish()
        return text

    def day(self, name: str) -> date:
        return self.take(name, date)

    def table(self, name: str) -> "Definition":
        return Definition(self.take(name, dict), file=self.file, path=self.key(name))

    def optional_table(self, name: str) -> "Definition | None":
        return self.table(name) if name in self._table else None

    def tables(self, name: str) -> Iterator["Definition"]:
        """Each table of the list under ``name``; the list must not be empty."""
        found = self.take(name, list)
        if not found or not all(isinstance(one, dict) for one in found):
            raise self.error(name, "must be one or more tables")
        for index, one in enumerate(found):
            yield Definition(one, file=self.file, path=f"{self.key(name)}[{index}]")

    def named_tables(self, name: str) -> Iterator[tuple[str, "Definition"]]:
        """Each sub-table of the table under ``name`` with its own name."""
        parent = self.table(name)
        for child in parent.names():
            yield child, parent.table(child)

    def numbers(self, name: str) -> dict[str, float]:
        """A table whose values are all numbers."""
        table = self.table(name)
        return {key: table.take(key, float) for key in table.names()}

    def known(self, *names: str) -> None:
        """Raises DefinitionError when there is a key that is none of ``names``, read or not."""
        for name in self._table:
            if name not in names:
                raise self.error(name, f"unknown key (known here: {', '.join(sorted(names))})")

    def finish(self) -> None:
        """Raises DefinitionError when a key was never asked for."""
        for name in self._table:
            if name not in self._read:
                known = ", ".join(sorted(self._read))
                raise self.error(name, f"unknown key (known here: {known})")


def read_definition(path: Path) -> Definition:
    """The whole file as one table. Raises DefinitionError when it is not TOML."""
    try:
        return Definition(tomllib.loads(path.read_text(encoding="utf-8")), file=str(path))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise DefinitionError(str(path), "", f"is not TOML: {problem}") from problem
    except OSError as problem:
        raise DefinitionError(str(path), "", f"cannot be read: {problem.strerror}") from problem


def id_from(definition: Definition, path: Path) -> str:
    """The id of a definition, which is its file's stem. Raises DefinitionError when it differs."""
    if (rule_id := definition.take("id", str)) != path.stem:
        raise definition.error("id", f"{rule_id!r} differs from the file's name {path.stem!r}")
    return rule_id
