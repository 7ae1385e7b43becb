"""One site: its dossier (一楼一档), field by field."""

from collections.abc import Iterator, Sequence
from typing import Any

from dash import html

from dashboard.panels import badge, sheet
from dashboard.words import Words
from model.area import Area
from model.site import Site
from model.site_kind import Field, FieldType, SiteKind, Value, members


def about(words: Words, site: Site, kind: SiteKind | None, way: Sequence[Area]) -> html.Section:
    """What the site is, and where."""
    lines = [
        (words("desk.id"), site.id),
        (words("desk.kind"), words.of(kind.label) if kind else site.kind),
        (words("order.area"), sheet.way(words, way)),
        (words("desk.position"), sheet.place(site.position)),
    ]
    return sheet.sheet(words.of(site.name), sheet.facts(lines), name="facts-of-order facts-of-site")


def dossier(words: Words, site: Site, kind: SiteKind | None) -> html.Section:
    """Every field of its kind with the site's value, those too that nobody has filled in."""
    lines = list(_lines(words, site, kind))
    missing = kind.missing(site.dossier) if kind else []
    names = [words.of(kind.fields[name].label) for name in missing] if kind else []
    told = words("refused.between").join(names)
    return sheet.sheet(
        words("site_page.dossier"),
        html.P(words("site_page.missing", fields=told), className="warning") if missing else None,
        sheet.facts(lines) if lines else badge.emptiness(words("site_page.no_dossier")),
        name="dossier",
    )


def _lines(words: Words, site: Site, kind: SiteKind | None) -> Iterator[sheet.Line]:
    fields = kind.fields if kind else {}
    for name, field in fields.items():
        found = site.dossier.get(name)
        yield words.of(field.label), "–" if found is None else value(words, field, found)
    for name in sorted(site.dossier.keys() - fields.keys()):
        yield name, str(site.dossier[name])


def value(words: Words, field: Field, found: Value) -> Any:
    """A value of a dossier with its unit; a list as a list."""
    if field.type is FieldType.LIST:
        return html.Ul([html.Li(one) for one in members(str(found))])
    return f"{number(found, field)} {unit(words, field.unit)}".strip()


def number(found: Value, field: Field) -> str:
    """Amounts with separated thousands; what has no unit may be a year, and is told as it is."""
    return f"{found:,.12g}" if isinstance(found, int | float) and field.unit else str(found)


def unit(words: Words, name: str) -> str:
    """The word of a unit, its sign where there is no word."""
    key = f"unit.{name}"
    known = key in words.keys()  # noqa: SIM118  not a mapping
    return words(key) if known else name.replace("m2", "m²").replace("m3", "m³")


def nothing_here(words: Words) -> html.Div:
    return badge.emptiness(words("site_page.no_sensors"))
