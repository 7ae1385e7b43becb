"""The commands of what comes from files and goes to files, the same for sensors and for sites."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the help says of the group and of its two commands."""

    group: str
    import_: str
    export: str


def group_of(what: str, words: Words) -> typer.Typer:
    """``import`` and ``export`` of ``sensors`` or ``sites``."""
    group = typer.Typer(help=words.group, no_args_is_help=True)

    @group.command("import", help=words.import_)
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
        from yiping.registry.formats import Manner
        from yiping.registry.importing import import_sensors, import_sites
        from yiping.registry.request import Request
        from yiping.registry.running import run_import

        manner = Manner(encoding=encoding, sheet=sheet, crs=crs)
        request = Request(
            file=file, map_file=map_file, crs=crs, manner=manner, partial=partial, dry_run=dry_run
        )
        run_import({"sensors": import_sensors, "sites": import_sites}[what], request, report)

    @group.command("export", help=words.export)
    def export_file(
        file: File,
        map_file: Map = None,
        encoding: Encoding = "utf-8",
        sheet: Sheet = None,
        replace: Replace = False,
        area: UnderArea = None,
    ) -> None:
        from yiping.registry.exporting import export_sensors, export_sites
        from yiping.registry.formats import Manner
        from yiping.registry.running import run_export

        do = {"sensors": export_sensors, "sites": export_sites}[what]
        run_export(do, file, map_file, Manner(encoding=encoding, sheet=sheet), replace=replace, under=area)

    return group
