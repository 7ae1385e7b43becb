"""A city of three sensors in two grids of one street, and a source that tells what a test wants."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

from dashboard.push.city import City, city_of
from dashboard.push.compose import Truth
from dashboard.push.source import Read
from model.area import Area, Level
from model.catalogue import load_kinds
from model.position import Position
from model.sensor import Sensor
from model.text import Text
from store.errors import UnreachableError

KINDS = load_kinds()
KIND = next(iter(KINDS))
OTHER = list(KINDS)[-1]


def text(word: str) -> Text:
    return Text(zh=word, en=word)


AREAS = {
    area.code: area
    for area in (
        Area(code="d", parent=None, level=Level.DISTRICT, name=text("d")),
        Area(code="s", parent="d", level=Level.STREET, name=text("s")),
        Area(code="g1", parent="s", level=Level.GRID, name=text("g1")),
        Area(code="g2", parent="s", level=Level.GRID, name=text("g2")),
    )
}


def sensor(num: int, area: str | None, kind: str = KIND) -> Sensor:
    return Sensor(
        num=num,
        id=f"s{num}",
        kind=kind,
        name=text(f"sensor {num}"),
        position=Position(121.4 + num / 100, 31.2),
        district="d",
        street="s",
        expected_every_s=60,
        area=area,
    )


def small_city(*sensors: Sensor) -> City:
    found = sensors or (sensor(10, "g1"), sensor(20, "g2"), sensor(30, None, OTHER))
    return city_of(found, AREAS, KINDS)


class Told:
    """A source whose truth a test sets; `away` makes it unreachable."""

    def __init__(self, city: City | None = None, truth: Truth | None = None) -> None:
        self.now_city = city or small_city()
        self.truth = truth or Truth()
        self.newest: datetime | None = datetime(2026, 11, 20, 12, tzinfo=UTC)
        self.away = False
        self.reads = 0
        self.registry = 0
        self.woken = threading.Event()

    def city(self) -> City:
        self._reach()
        return self.now_city

    def read(self) -> Read:
        self._reach()
        self.reads += 1
        return Read(truth=self.truth, newest=self.newest, registry=self.registry)

    def wakes(self, timeout_s: float) -> Iterator[str | None]:
        while True:
            self._reach()
            heard = self.woken.wait(timeout_s)
            self.woken.clear()
            yield "changed" if heard else None

    def _reach(self) -> None:
        if self.away:
            raise UnreachableError("away")
