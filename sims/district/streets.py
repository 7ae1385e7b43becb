"""The ten streets: the outline cut along the lines between them."""

from dataclasses import dataclass

from shapely.geometry import LineString, Point, Polygon

from geo.joining import joined
from model.definition import Definition
from model.text import Text
from sims.district.cutting import faces
from sims.district.lines import point_at, points_of, rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """One street in metres; ``names`` are for its committees, ``angle_deg`` is how its blocks lie."""

    code: str
    name: Text
    polygon: Polygon
    angle_deg: float
    names: tuple[Text, ...]


def streets_from(places: Definition, outline: Polygon) -> list[Street]:
    """Every street of the places table. Raises DefinitionError when the borders do not part them."""
    borders = [_border(table) for table in places.tables("border")]
    tables = list(places.tables("street"))
    anchors = [Point(point_at(table, "anchor")) for table in tables]
    pieces = faces(outline, borders)
    found = [[piece for piece in pieces if piece.contains(anchor)] for anchor in anchors]
    if any(len(piece) != 1 for piece in found) or len({id(piece[0]) for piece in found}) != len(found):
        raise places.error("border", "does not part the streets: an anchor is alone in no face")
    taken = [piece[0] for piece in found]
    rest = [piece for piece in pieces if not any(piece is one for one in taken)]
    return [_street(table, shape) for table, shape in zip(tables, joined(taken, rest), strict=True)]


def _border(table: Definition) -> LineString:
    table.take("road", str)
    line = LineString(rounded(points_of(table, "points")))
    table.finish()
    return line


def _street(table: Definition, polygon: Polygon) -> Street:
    street = Street(
        code=table.take("code", str),
        name=table.text("name"),
        polygon=polygon,
        angle_deg=table.take("angle_deg", float),
        names=tuple(_pair(table, entry) for entry in table.take("names", list)),
    )
    table.finish()
    return street


def _pair(table: Definition, entry: object) -> Text:
    chinese, colon, english = str(entry).partition(":")
    if not (chinese and colon and english):
        raise table.error("names", f"{entry!r} is not 'Chinese:English'")
    return Text(zh=chinese, en=english)
