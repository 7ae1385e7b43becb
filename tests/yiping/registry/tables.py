"""Files for tests of the registry."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

SENSOR = {
    "id": "wd-new",
    "kind": "water_depth",
    "name_zh": "新测点",
    "lon": "121.485",
    "lat": "31.23",
    "district": "310101",
    "street": "002",
}
LIFT = {
    "id": "lift-1",
    "kind": "lift",
    "name_zh": "一号梯",
    "lon": "121.485",
    "lat": "31.23",
    "built": "1998",
    "maker": "三菱",
}


def csv_file(folder: Path, *rows: Mapping[str, str], encoding: str = "utf-8") -> Path:
    """A CSV whose columns are the keys of all rows."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [columns, *([row.get(name, "") for name in columns] for row in rows)]
    path = folder / "rows.csv"
    path.write_bytes("\n".join(",".join(line) for line in lines).encode(encoding))
    return path


def xlsx_file(folder: Path, *lines: Sequence[object], title: str = "Sheet") -> Path:
    """A workbook of one sheet, cells as Python has them."""
    book, path = Workbook(), folder / "rows.xlsx"
    page = book.active
    assert page is not None
    page.title = title
    for line in lines:
        page.append(list(line))
    book.save(path)
    return path


def geojson_file(folder: Path, *features: object, **members: object) -> Path:
    """A collection of features."""
    path = folder / "rows.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}))
    return path


def feature(properties: object, place: Sequence[float] | None, kind: str = "Point") -> dict[str, object]:
    """One feature."""
    geometry = None if place is None else {"type": kind, "coordinates": place}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def map_file(folder: Path, text: str) -> Path:
    """A column map."""
    path = folder / "map.toml"
    path.write_text(text, encoding="utf-8")
    return path
