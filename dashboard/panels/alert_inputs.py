"""What a change of an alert was decided on, line by line; see alerts/inputs.py for what is kept."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboard import say
from dashboard.panels import sheet
from dashboard.push.city import City
from dashboard.words import Words
from model.kind import Kind

NUMBERS = ("limit", "facts", "known")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What the lines need to know to tell values with their units and sensors by their names."""

    words: Words
    kind: Kind | None
    city: City | None
    zone: ZoneInfo


def told(reader: Reader, inputs: Mapping[str, Any] | None, reason: str) -> html.Details | None:
    """The inputs of a change, folded away; None where none were kept."""
    if inputs is None:
        return None
    lines = [*_lines(reader, inputs), (reader.words("alert_page.reason"), html.Code(reason))]
    return html.Details(
        [html.Summary(reader.words("alert_page.inputs")), sheet.facts(lines)], className="inputs"
    )


def _lines(reader: Reader, inputs: Mapping[str, Any]) -> Iterator[sheet.Line]:
    if (heard := inputs.get("heard")) is not None:
        yield reader.words("alert_page.heard"), _heard(reader, heard)
    if "sensors" in inputs:
        yield reader.words("alert_page.sensors"), [_sensor(reader, num) for num in inputs["sensors"]]
    for name in NUMBERS:
        if found := inputs.get(name):
            yield reader.words(f"inputs.{name}"), _numbers(found)
    if parts := inputs.get("parts"):
        yield reader.words("inputs.parts"), html.Ul([html.Li(_part(*part)) for part in parts])


def _heard(reader: Reader, heard: Mapping[str, Any]) -> list[Any]:
    metric = say.metric_of(reader.kind, heard["metric"])
    name = reader.words.of(metric.label) if metric else heard["metric"]
    at = say.moment(datetime.fromisoformat(heard["at"]), reader.zone)
    return [name, " ", html.Strong(say.reading(reader.words, metric, heard["value"])), f" · {at}"]


def _sensor(reader: Reader, num: int) -> html.A | html.Span:
    found = reader.city.sensor(num) if reader.city else None
    if found is None:
        return html.Span(f"#{num}", className="named")
    return html.A(reader.words.of(found.name), href=f"/sensors/{found.id}", className="named")


def _numbers(found: Any) -> html.Div | html.Code:
    """The names are those of the rule's text."""
    if not isinstance(found, Mapping):
        return html.Code(_short(found))
    return html.Div(
        [html.Span([html.Code(name), " ", _short(value)], className="named") for name, value in found.items()]
    )


def _part(name: str, line: str) -> list[Any]:
    return [html.Code(name), " ", line]


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
