"""One sensor: what it is and how it stands, the history of its readings, and what became of its messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from dash import dcc, html

from dashboard import say
from dashboard.history import RANGES, History
from dashboard.panels import badge, desk_rows, sheet
from dashboard.panels.attributes import aria
from dashboard.panels.trend import GRAPH
from dashboard.words import Words
from model.area import Area
from model.kind import Kind
from model.reading import Origin, Quality
from model.sensor import Sensor
from model.severity import Severity
from model.site import Site
from store.latest import Latest
from store.ledger import Counts
from store.series import QualityCounts

COLUMNS = ("messages", "received", "stored", "late", "duplicate", "dead_letter", "notice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A sensor with where it stands; `severity` is the level of its real alerts, None for normal."""

    sensor: Sensor
    kind: Kind
    way: Sequence[Area]
    site: Site | None
    severity: Severity | None
    silent: bool


def now(words: Words, subject: Subject, latest: Sequence[Latest]) -> html.Section:
    """What the sensor is, and every value that it told last."""
    sensor, severity = subject.sensor, subject.severity
    tone = f" {severity.key}" if severity else ""
    return html.Section(
        [
            html.Header(
                [
                    html.I(className=f"sign {subject.kind.shape}{' silent' if subject.silent else ''}"),
                    html.H2(words.of(sensor.name)),
                    desk_rows.standing(words, severity, silent=subject.silent),
                ]
            ),
            values(words, subject.kind, latest),
            sheet.facts(_facts(words, subject)),
        ],
        className=f"sheet facts-of-order facts-of-sensor{tone}",
    )


def _facts(words: Words, subject: Subject) -> list[sheet.Line]:
    sensor, site = subject.sensor, subject.site
    return [
        (words("desk.id"), sensor.id),
        (words("desk.kind"), f"{words.of(subject.kind.label)} · {words(f'theme.{subject.kind.theme}')}"),
        (words("order.area"), sheet.way(words, subject.way)),
        (
            words("desk.site"),
            html.A(words.of(site.name), href=f"/sites/{quote(site.id, safe='')}") if site else "–",
        ),
        (words("desk.position"), sheet.place(sensor.position)),
        (words("sensor_page.every"), say.age(words, sensor.expected_every_s)),
    ]


def values(words: Words, kind: Kind, latest: Sequence[Latest]) -> html.Div | html.Table:
    """The newest value of each metric, with how good and how old it is; those of drills are marked."""
    order = list(kind.metrics)
    known = sorted(
        (one for one in latest if one.metric in kind.metrics),
        key=lambda one: (order.index(one.metric), one.origin is not Origin.LIVE, one.origin.value),
    )
    if not known:
        return badge.emptiness(words("order.no_reading"))
    heads = ("sensor_page.metric", "sensor_page.value", "sensor_page.quality", "sensor_page.observed")
    return html.Table(
        [
            html.Thead(html.Tr([html.Th(words(key)) for key in heads])),
            html.Tbody([_value(words, kind, one) for one in known]),
        ],
        className="values",
    )


def _value(words: Words, kind: Kind, one: Latest) -> html.Tr:
    metric = kind.metrics[one.metric]
    good = one.quality is Quality.GOOD
    return html.Tr(
        [
            html.Td([badge.origin(words, one.origin), words.of(metric.label)]),
            html.Td(html.Strong(say.reading(words, metric, one.value))),
            html.Td(
                words(f"quality.{one.quality.value}"), className="quality" if good else "quality doubtful"
            ),
            html.Td(badge.ago(one.observed_at)),
        ],
        className=badge.drill(one.origin).strip(),
    )


def history(words: Words, kind: Kind, found: History, zone: ZoneInfo) -> list[Any]:
    """The chart of a span, with the ways to other spans and metrics."""
    asked = found.asked
    spans = [
        _choice(words(f"range.{key}"), asked.address(range_key=key), chosen=key == asked.range.key)
        for key in RANGES
    ]
    metrics = [
        _choice(words.of(one.label), asked.address(metric=one.name), chosen=one is found.metric)
        for one in kind.metrics.values()
    ]
    return [
        html.Header(
            [
                html.H2(words("sensor_page.history")),
                html.Nav(spans, className="choices", **aria(label=words("sensor_page.span"))),
            ]
        ),
        html.Nav(metrics, className="choices metrics", **aria(label=words("sensor_page.metric")))
        if len(metrics) > 1
        else None,
        html.Div(
            dcc.Graph(
                id="history-graph",
                figure=found.figure,
                config=GRAPH,  # type: ignore[arg-type]  # the typed form of Dash wants every key
                className="graph",
            ),
            className="plot",
        )
        if found.figure is not None
        else badge.emptiness(words("sensor_page.no_readings")),
        html.P(_highest(words, found, zone), className="dim told-highest"),
    ]


def _choice(label: str, address: str, *, chosen: bool) -> html.A:
    here = aria(current="true") if chosen else {}
    return html.A(label, href=address, className="choice", **here)


def _highest(words: Words, found: History, zone: ZoneInfo) -> list[Any]:
    if found.highest is None:
        return []
    at, value = found.highest
    told = words(
        "sensor_page.highest",
        value=say.reading(words, found.metric, value),
        at=f"{at.astimezone(zone):%Y-%m-%d %H:%M}",
        span=say.age(words, found.asked.range.bucket.total_seconds()),
    )
    return [badge.origin(words, found.origin), told]


def quality(words: Words, kind: Kind, counts: Sequence[QualityCounts]) -> html.Table | html.Div:
    """How many readings of the last days were good, doubtful and bad, by metric."""
    if not counts:
        return badge.emptiness(words("sensor_page.no_quality"))
    heads = (
        "sensor_page.metric",
        "sensor_page.readings",
        "sensor_page.good",
        "quality.suspect",
        "quality.bad",
    )
    return html.Table(
        [
            html.Thead(html.Tr([html.Th(words(key)) for key in heads])),
            html.Tbody([_quality(words, kind, one) for one in counts]),
        ],
        className="figures-table",
    )


def _quality(words: Words, kind: Kind, one: QualityCounts) -> html.Tr:
    metric = say.metric_of(kind, one.metric)
    doubtful, bad = one.plausible - one.good, one.readings - one.plausible
    return html.Tr(
        [
            html.Td([badge.origin(words, one.origin), words.of(metric.label) if metric else one.metric]),
            html.Td(f"{one.readings:,}"),
            html.Td(f"{one.good / one.readings:.1%}" if one.readings else "–"),
            html.Td(f"{doubtful:,}", className="doubtful" if doubtful else "none"),
            html.Td(f"{bad:,}", className="doubtful" if bad else "none"),
        ]
    )


def account(words: Words, days: Sequence[tuple[date, Counts]]) -> html.Table | html.Div:
    """Where the messages of the last days went, day by day."""
    if not days:
        return badge.emptiness(words("sensor_page.no_messages"))
    return html.Table(
        [
            html.Thead(
                html.Tr(
                    [html.Th(words("ledger.day"))] + [html.Th(words(f"ledger.{name}")) for name in COLUMNS]
                )
            ),
            html.Tbody([_day(day, counts) for day, counts in days]),
        ],
        className="figures-table",
    )


def _day(day: date, counts: Counts) -> html.Tr:
    told: Mapping[str, int] = {name: getattr(counts, name) for name in COLUMNS}
    return html.Tr(
        [html.Td(f"{day:%Y-%m-%d}")]
        + [
            html.Td(
                f"{count:,}",
                className="doubtful" if name == "dead_letter" and count else "" if count else "none",
            )
            for name, count in told.items()
        ]
    )
