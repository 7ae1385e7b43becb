"""What an import would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from yiping.registry.table import Cell

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes(Generic[T]):
    """Things to write, by id: new ones, and those of which some fields differ; and how many stay."""

    new: Mapping[str, T]
    changed: Mapping[str, tuple[T, Sequence[str]]]
    unchanged: int

    @property
    def to_write(self) -> list[T]:
        """New and changed things, new ones in the order of the file."""
        return [*self.new.values(), *(thing for thing, _ in self.changed.values())]


def changes(
    wanted: Mapping[str, tuple[T, Mapping[str, Cell]]], standing: Mapping[str, Mapping[str, Cell]]
) -> Changes[T]:
    """How ``wanted``, things with their fields, differ from the fields that stand; both by id."""
    new = {one: thing for one, (thing, _) in wanted.items() if one not in standing}
    differing = {
        one: (thing, _differing(fields, standing[one]))
        for one, (thing, fields) in wanted.items()
        if one in standing and fields != standing[one]
    }
    return Changes(new=new, changed=differing, unchanged=len(wanted) - len(new) - len(differing))


def _differing(fields: Mapping[str, Cell], before: Mapping[str, Cell]) -> list[str]:
    names = dict.fromkeys([*fields, *before])
    return [name for name in names if fields.get(name) != before.get(name)]
