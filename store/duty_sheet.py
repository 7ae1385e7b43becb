"""What a printed duty sheet tells of orders beside what lists show."""

from collections.abc import Collection
from dataclasses import dataclass

from model.text import Text
from store.pool import Connection
from store.sql import load

_SQL = load("duty_sheet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How an order is found on foot.

    ``site`` carries its sensor, ``address`` and ``words`` are what people told. ``near`` is the nearest
    sensor, ``metres`` away, where neither sensor nor address is known.
    """

    site: Text | None
    address: str | None
    words: tuple[str, ...]
    near: Text | None
    metres: float | None


def places(conn: Connection, nums: Collection[int]) -> dict[int, Place]:
    """How some orders are found on foot, by their numbers."""
    return {
        num: Place(
            site=None if site_zh is None else Text(zh=site_zh, en=site_en),
            address=address,
            words=tuple(words),
            near=None if near_zh is None else Text(zh=near_zh, en=near_en),
            metres=metres,
        )
        for num, site_zh, site_en, address, words, near_zh, near_en, metres in conn.execute(
            _SQL["places"], {"nums": list(nums)}
        )
    }
