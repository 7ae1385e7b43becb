"""The options of `yiping sensors` and `yiping sites`; light, for every command reads them at its start."""

from pathlib import Path
from typing import Annotated

import typer

File = Annotated[Path, typer.Argument(help="A table: .csv, .xlsx or .geojson.")]
Map = Annotated[
    Path | None, typer.Option("--map", help="TOML that says which column is which field; default: by name.")
]
Crs = Annotated[
    str | None, typer.Option(help="Of lon and lat: WGS-84 (default), GCJ-02, BD-09, EPSG:4490 ...")
]
Encoding = Annotated[str, typer.Option(help="Of CSV: utf-8 (with or without mark), utf-8-bom or gbk.")]
Sheet = Annotated[str | None, typer.Option(help="Sheet of a workbook that has several.")]
Partial = Annotated[bool, typer.Option("--partial", help="Import the right rows although others are wrong.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]
Report = Annotated[Path | None, typer.Option(help="Write everything that was found to this JSON file.")]
UnderArea = Annotated[str | None, typer.Option("--area", help="Only this area and all below it.")]
Replace = Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")]
