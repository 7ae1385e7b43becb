"""The schematic base map: water, roads, outlines."""

from collections.abc import Sequence

import shapely

from geo.shape import BaseFeature
from model.text import Text
from store.pool import Connection
from store.sql import load

_SQL = load("base_features")


def base_features(conn: Connection) -> list[BaseFeature]:
    """All features in the order of drawing, WGS-84."""
    return [
        BaseFeature(
            layer=layer, name=Text(zh=zh, en=en), width_m=width_m, geometry=shapely.from_wkb(bytes(geometry))
        )
        for layer, zh, en, width_m, geometry in conn.execute(_SQL["base_features"])
    ]


def base_version(conn: Connection) -> int:
    """A number that differs after every change of the base map."""
    row = conn.execute(_SQL["base_version"]).fetchone()
    return int(row[0]) if row else 0


def replace_base_features(conn: Connection, features: Sequence[BaseFeature]) -> None:
    """Puts ``features`` in place of what was there of their layers; other layers stay."""
    conn.execute(_SQL["clear_layers"], {"layers": sorted({feature.layer for feature in features})})
    with conn.cursor() as cursor:
        cursor.executemany(
            _SQL["put_base_feature"],
            [
                {
                    "layer": feature.layer,
                    "name_zh": feature.name.zh,
                    "name_en": feature.name.en,
                    "width_m": feature.width_m,
                    "geometry": shapely.to_wkb(feature.geometry),
                }
                for feature in features
            ],
        )
