"""The encoding of a DBF: declared, told by the .cpg, or UTF-8; everything else is named."""

from pathlib import Path

import geopandas
import pytest
from shapely.geometry import box

from geo.dbf import codec_of, dbf_texts, encoding_of
from geo.errors import AreaFileError


def dbf(folder: Path, encoding: str, **columns: list[str]) -> Path:
    frame = geopandas.GeoDataFrame(columns, geometry=[box(n, 0, n + 1, 1) for n in range(2)], crs="EPSG:4326")
    frame.to_file(folder / "one.shp", encoding=encoding)
    return folder / "one.dbf"


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_fields_and_cells_beyond_ascii_are_found_as_bytes(encoding: str, tmp_path: Path) -> None:
    texts = dbf_texts(dbf(tmp_path, encoding, 名称=["外滩街道", "plain"], code=["1", "2"]))
    assert sorted(texts.cells) == sorted(["名称".encode(encoding), "外滩街道".encode(encoding)])


def test_without_a_cpg_utf_8_is_taken_when_it_fits(tmp_path: Path) -> None:
    texts = dbf_texts(dbf(tmp_path, "utf-8", name=["外滩街道", "豫园"]))
    assert encoding_of(texts, declared=None, cpg=None) == "utf-8"


def test_gbk_without_a_cpg_is_refused_with_what_would_fit_and_a_sample(tmp_path: Path) -> None:
    texts = dbf_texts(dbf(tmp_path, "gbk", name=["外滩街道", "豫园"]))
    with pytest.raises(AreaFileError, match=r"has no \.cpg and is not UTF-8.*gbk \('外滩街道'\).*--encoding"):
        encoding_of(texts, declared=None, cpg=None)


def test_a_declared_encoding_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    texts = dbf_texts(dbf(tmp_path, "gbk", name=["外滩街道", "豫园"]))
    assert encoding_of(texts, declared="GBK", cpg=None) == "gbk"
    with pytest.raises(AreaFileError, match="is not utf-8; it would decode as gbk"):
        encoding_of(texts, declared="utf-8", cpg="GBK")


def test_a_cpg_that_is_wrong_is_named(tmp_path: Path) -> None:
    texts = dbf_texts(dbf(tmp_path, "gbk", name=["外滩街道", "豫园"]))
    with pytest.raises(AreaFileError, match=r"is not UTF-8, as its \.cpg says"):
        encoding_of(texts, declared=None, cpg="UTF-8")


@pytest.mark.parametrize(
    ("told", "codec"),
    [("GBK", "gbk"), ("936", "gbk"), ("UTF-8", "utf-8"), ("ANSI 1252", "cp1252"), ("GB18030", "gb18030")],
)
def test_encodings_are_known_by_the_names_people_use(told: str, codec: str) -> None:
    assert codec_of(told, where="here") == codec


def test_an_encoding_that_nobody_knows_is_named() -> None:
    with pytest.raises(AreaFileError, match="'klingon' is no known encoding"):
        codec_of("klingon", where="here")


def test_a_file_that_is_cut_short_is_named(tmp_path: Path) -> None:
    path = dbf(tmp_path, "utf-8", name=["外滩街道", "豫园"])
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(AreaFileError, match=r"one\.dbf: is cut short"):
        dbf_texts(path)
