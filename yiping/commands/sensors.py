"""``yiping sensors``: the registry as files."""

import typer

from yiping.registry.options import (
    Crs,
    DryRun,
    Encoding,
    File,
    Map,
    Partial,
    Replace,
    Report,
    Sheet,
    UnderArea,
)


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="Sensors from files and to files.", no_args_is_help=True)
    group.command("import")(import_file)
    group.command("export")(export_file)
    app.add_typer(group, name="sensors")


def import_file(
    file: File,
    map_file: Map = None,
    crs: Crs = None,
    encoding: Encoding = "utf-8",
    sheet: Sheet = None,
    partial: Partial = False,
    dry_run: DryRun = False,
    report: Report = None,
) -> None:
    """Register the sensors of a file: all of them, or none when a row is wrong."""
    from yiping.registry.formats import Manner
    from yiping.registry.importing import import_sensors
    from yiping.registry.request import Request
    from yiping.registry.running import run_import

    manner = Manner(encoding=encoding, sheet=sheet, crs=crs)
    request = Request(file=file, map_file=map_file, crs=crs, manner=manner, partial=partial, dry_run=dry_run)
    run_import(import_sensors, request, report)


def export_file(
    file: File,
    map_file: Map = None,
    encoding: Encoding = "utf-8",
    sheet: Sheet = None,
    replace: Replace = False,
    area: UnderArea = None,
) -> None:
    """Write all sensors to a file that can be imported again."""
    from yiping.registry.exporting import export_sensors
    from yiping.registry.formats import Manner
    from yiping.registry.running import run_export

    run_export(
        export_sensors, file, map_file, Manner(encoding=encoding, sheet=sheet), replace=replace, under=area
    )
