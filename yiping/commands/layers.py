"""``yiping layers``: the base map under the sensors."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="The base map: water, roads, outlines.", no_args_is_help=True)
    group.command("import")(import_file)
    group.command("list")(list_layers)
    app.add_typer(group, name="layers")


def import_file(
    file: Annotated[Path, typer.Argument(help="GeoJSON, Shapefile (also zipped), GeoPackage or GeoParquet.")],
    layer: Annotated[str, typer.Option(help="water, road or outline; what was there of it is replaced.")],
    name: Annotated[str | None, typer.Option(help="The file's field that holds the name.")] = None,
    width: Annotated[str, typer.Option(help="Metres on the ground, or the field that holds them.")] = "0",
    crs: Annotated[
        str | None, typer.Option("--crs", help="If the file is silent: EPSG:4490, GCJ-02 ...")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Of the texts, if the file does not say.")] = None,
) -> None:
    """Put a file in place of one layer of the base map."""
    from geo.features import read_features
    from store.base_features import replace_base_features
    from store.pool import connect
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url

    features = read_features(file, layer=layer, name=name, width=_number(width), crs=crs, encoding=encoding)
    with connect(database_url(settings_here()), name="layers") as conn:
        replace_base_features(conn, features)
    print(f"{len(features)} features are the layer {layer} now; pages show them when they are loaded anew")


def list_layers() -> None:
    """Count the features of each layer."""
    from store.base_features import base_features
    from store.pool import connect
    from yiping.process import settings_here
    from yiping.runtime.attach import database_url

    with connect(database_url(settings_here()), name="layers") as conn:
        counts = Counter(feature.layer for feature in base_features(conn))
    for layer, count in counts.items():
        print(f"{layer:<10} {count:>6}")
    print(f"{len(counts)} layers")


def _number(word: str) -> str | float:
    try:
        return float(word)
    except ValueError:
        return word
