"""Polygon files opened: GeoJSON, Shapefile (also zipped), GeoPackage, GeoParquet, and what else GDAL reads.

A coordinate system is what the file says or what a person declares; nothing is guessed. GeoJSON that says
nothing is WGS-84 (RFC 7946, 4), unless a person declares otherwise.
"""

import json
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas
import pyogrio

from geo.crs import WGS_84, Crs, crs_from, same_place
from geo.dbf import codec_of, dbf_texts, encoding_of
from geo.errors import AreaFileError, CrsError
from geo.likely import advice

_READABLE = (".shp", ".geojson", ".json", ".gpkg", ".parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolygonFile:
    """An opened file: its frame in its own coordinates, what it says of them, and how its texts are encoded.

    ``said`` is None where the file says nothing; ``implied`` is what the format then means, if anything.
    """

    path: Path
    frame: Any
    said: Crs | None
    encoding: str
    implied: Crs | None = None
    bare: bool = False
    """True for a Shapefile without its .dbf: shapes without codes or names."""

    def crs(self, declared: str | None) -> Crs:
        """The coordinate system to use. Raises AreaFileError when there is none, or two that differ."""
        if declared is None:
            return self._without_declaration()
        wanted, bounds = crs_from(declared), tuple(map(float, self.frame.total_bounds))
        if self.said is not None and not same_place(wanted, self.said, bounds):  # type: ignore[arg-type]
            raise AreaFileError(
                f"{self.path}: {wanted.name} was declared and the file says {self.said.name}; if the file is "
                "wrong, take its .prj or crs member away, else leave the declaration out"
            )
        return wanted

    def _without_declaration(self) -> Crs:
        if known := self.said or self.implied:
            return known
        hint = advice(tuple(map(float, self.frame.total_bounds)))  # type: ignore[arg-type]
        raise AreaFileError(
            f"{self.path}: the file does not say its coordinate system, and it is never guessed; {hint}: "
            "declare one with --crs"
        )


def open_polygons(path: Path, *, encoding: str | None = None, layer: str | None = None) -> PolygonFile:
    """The file at ``path``; ``encoding`` is that of its texts, ``layer`` one of several in the file.

    Raises AreaFileError naming the file and what is wrong with it.
    """
    if not path.is_file():
        raise AreaFileError(f"{path}: there is no such file")
    opener = _OPENERS.get(path.suffix.lower(), _database)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL warns of what is checked here anyway
            return opener(path, encoding, layer)
    except AreaFileError:
        raise
    except CrsError as problem:
        raise AreaFileError(f"{path}: {problem}") from problem
    except Exception as problem:  # the drivers below raise many kinds; to a person all mean the same
        raise AreaFileError(f"{path}: cannot be read as polygons: {problem}") from problem


def _geojson(path: Path, encoding: str | None, _layer: str | None) -> PolygonFile:
    told = codec_of(encoding or "utf-8", where=f"{path}: the encoding")
    try:
        text = path.read_bytes().decode("utf-8-sig" if told == "utf-8" else told)
    except UnicodeDecodeError as problem:
        raise AreaFileError(f"{path}: is not {encoding or 'UTF-8'} at byte {problem.start}") from problem
    whole = json.loads(text)
    frame = pyogrio.read_dataframe(path if told == "utf-8" else text.encode())
    silent = isinstance(whole, dict) and "crs" not in whole
    return PolygonFile(
        path=path,
        frame=frame,
        said=None if silent else _member(path, whole.get("crs")),
        implied=crs_from(WGS_84) if silent else None,
        encoding=told,
    )


def _member(path: Path, member: Any) -> Crs | None:
    """What the crs member of 2008's GeoJSON says; null means that nobody knows."""
    if member is None:
        return None
    name = member.get("properties", {}).get("name") if isinstance(member, dict) else None
    if name is None:
        raise AreaFileError(f"{path}: its crs member {member!r} names no coordinate system")
    return crs_from(name)


def _shapefile(path: Path, encoding: str | None, _layer: str | None) -> PolygonFile:
    if _beside(path, ".shx") is None:
        raise AreaFileError(f"{path}: its .shx is missing; copy all files of the Shapefile together")
    dbf, cpg = _beside(path, ".dbf"), _beside(path, ".cpg")
    told = "utf-8"
    if dbf is not None:
        says = cpg.read_text(encoding="ascii", errors="replace").strip() if cpg else None
        told = encoding_of(dbf_texts(dbf), declared=encoding, cpg=says)
    frame = pyogrio.read_dataframe(path, encoding=told)
    return PolygonFile(path=path, frame=frame, said=_said(frame), encoding=told, bare=dbf is None)


def _zipped(path: Path, encoding: str | None, layer: str | None) -> PolygonFile:
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as packed:
        members = [name for name in sorted(packed.namelist()) if Path(name).suffix.lower() in _READABLE]
        wanted = [name for name in members if layer is None or Path(name).stem == layer]
        if len(wanted) != 1:
            held = ", ".join(members) or "nothing that can be read"
            raise AreaFileError(f"{path}: must hold one polygon file; it has {held}; name one as layer")
        packed.extractall(folder)  # zipfile keeps members inside the folder
        try:
            found = open_polygons(Path(folder) / wanted[0], encoding=encoding)
        except AreaFileError as problem:
            raise AreaFileError(str(problem).replace(folder, str(path))) from problem
        return replace(found, path=path)


def _database(path: Path, encoding: str | None, layer: str | None) -> PolygonFile:
    layers = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
    if layer not in layers and (layer is not None or len(layers) > 1):
        raise AreaFileError(f"{path}: has the layers {', '.join(layers)}; name one of them as layer")
    frame = pyogrio.read_dataframe(path, layer=layer, encoding=encoding)
    return PolygonFile(path=path, frame=frame, said=_said(frame), encoding=encoding or "utf-8")


def _parquet(path: Path, _encoding: str | None, _layer: str | None) -> PolygonFile:
    frame = geopandas.read_parquet(path)
    return PolygonFile(path=path, frame=frame, said=_said(frame), encoding="utf-8")


def _said(frame: Any) -> Crs | None:
    crs = getattr(frame, "crs", None)  # a layer without shapes is a plain frame
    if crs is None or str(crs.name).startswith("Undefined"):  # GeoPackage's word for "nobody knows"
        return None
    return crs_from(crs)


def _beside(path: Path, suffix: str) -> Path | None:
    """The file of the same name with another suffix, in upper or lower case."""
    wanted = f"{path.stem}{suffix}".lower()
    return next((one for one in sorted(path.parent.iterdir()) if one.name.lower() == wanted), None)


_Opener = Callable[[Path, str | None, str | None], PolygonFile]
_OPENERS: dict[str, _Opener] = {
    ".geojson": _geojson,
    ".json": _geojson,
    ".shp": _shapefile,
    ".zip": _zipped,
    ".parquet": _parquet,
    ".geoparquet": _parquet,
}
