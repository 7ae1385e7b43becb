"""The sensors of a recorded feed, with the positions that its publisher gives them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from model.position import Position
from model.sensor import Sensor
from model.text import Text
from sims.replay.errors import FeedError
from sims.replay.feed_map import FeedMap
from sims.replay.table import Row, rows_of
from sims.replay.words import LONGEST, topic_word

_SIGNS = str.maketrans("", "", "-_.")


def sensors_by_name(feed: FeedMap, file: Path, names: Sequence[str]) -> dict[str, Sensor]:
    """The sensor of every name that has a position. Raises FeedError naming all names that have none."""
    rows = _rows(feed, file.parent / feed.places.file)
    wanted = [name for name in names if name not in feed.places.without_position]
    lost = [name for name in wanted if feed.places.aliases.get(name, name) not in rows]
    if lost:
        raise FeedError(
            f"{file.parent / feed.places.file}: no position for {', '.join(map(repr, lost))}: "
            "add an alias in the map, or list them under without_position"
        )
    found = {name: _sensor(feed, name, rows[feed.places.aliases.get(name, name)]) for name in wanted}
    _require_distinct(file, found)
    return found


def _rows(feed: FeedMap, file: Path) -> dict[str, Row]:
    places = feed.places
    needed = [places.key, places.lon, places.lat, places.name, *([places.street] if places.street else [])]
    return {row.text(places.key): row for row in rows_of(file, needed)}


def _sensor(feed: FeedMap, name: str, row: Row) -> Sensor:
    places = feed.places
    title = row.text(places.name) or name
    try:
        return Sensor(
            id=_id(name, places.id_prefix),
            kind=feed.kind.id,
            name=Text(zh=title, en=title),
            position=Position(row.number(places.lon), row.number(places.lat)),
            district=feed.district,
            street=topic_word(row.text(places.street)) if places.street else places.street_word,
            expected_every_s=feed.expected_every_s,
        )
    except ValueError as problem:
        raise row.bad(places.key, str(problem)) from problem


def _id(name: str, prefix: str) -> str:
    """The publisher's own id where it can stand in a topic, else a word made of it after ``prefix``."""
    plain = "-" in name and name.isascii() and name.translate(_SIGNS).isalnum()
    return name if plain and name[0].isalnum() and len(name) <= LONGEST else topic_word(prefix + name)


def _require_distinct(file: Path, found: Mapping[str, Sensor]) -> None:
    names: dict[str, str] = {}
    for name, sensor in found.items():
        if sensor.id in names:
            raise FeedError(f"{file}: {names[sensor.id]!r} and {name!r} both become the id {sensor.id!r}")
        names[sensor.id] = name
