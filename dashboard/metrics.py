"""The route `/metrics`: the figures of the watchdog as Prometheus reads them; without a login or secrets."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask, Response
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from dashboard.health import Kept, figures_of
from dashboard.screen import Screen
from model.order import OrderState
from model.severity import Severity

PREFIX = "yiping_"
AGES = {
    "newest_age_s": "Seconds since the newest reading arrived.",
    "engine_age_s": "Seconds since the engine of what only time can tell last looked.",
    "ingest_age_s": "Seconds since the ingest that is behind most last looked.",
    "broker_age_s": "Seconds since an ingest last had the broker.",
    "notices_age_s": "Seconds that the oldest waiting notice has waited.",
}
COUNTS = {
    "viewers": "Screens that hold a stream.",
    "overdue": "Unclosed real orders past their time.",
    "untold": "Lines of history that wait to be told of.",
    "notices": "Notices that wait in the outbox.",
}


class Figures(Collector):
    """The figures of one moment; what is not known is left out."""

    def __init__(self, body: Mapping[str, Any], city: Mapping[str, int]) -> None:
        self._body, self._city = body, city

    def collect(self) -> Iterator[Gauge]:
        yield Gauge(f"{PREFIX}up", "1 while the database answers.", value=float(self._body["database"]))
        waiting = self._body["waiting"] or {}
        for name, words in {**AGES, **COUNTS}.items():
            value = {**self._body, **waiting}.get(name)
            if value is not None:
                yield Gauge(PREFIX + name.replace("_s", "_seconds"), words, value=float(value))
        yield from self._families()

    def _families(self) -> Iterator[Gauge]:
        yield self._by("alerts", "Open real alerts by level.", "level", [one.key for one in Severity])
        yield self._by(
            "orders",
            "Real orders by state; of those that are over, of the last day.",
            "state",
            list(OrderState),
        )
        yield self._by("sensors", "Sensors by whether they speak.", "state", ["online", "silent"])
        letters = self._body["dead_letters"]
        family = Gauge(f"{PREFIX}dead_letters_hour", "Dead letters of the last hour.", labels=["reason"])
        for reason, count in (letters["hour"] if letters else {}).items():
            family.add_metric([reason], float(count))
        yield family

    def _by(self, name: str, words: str, label: str, values: list[Any]) -> Gauge:
        family = Gauge(PREFIX + name, words, labels=[label])
        for value in values:
            if (count := self._city.get(f"{name}.{value}")) is not None:
                family.add_metric([str(value)], float(count))
        return family


def add_routes(server: Flask, screen: Screen, kept: Kept) -> None:
    """Put `/metrics` on the server; it shares with `/health` what is counted at most every ten seconds."""

    @server.get("/metrics")
    def metrics() -> Response:
        picture = screen.hub.picture
        registry = CollectorRegistry(auto_describe=False)
        body = figures_of(screen, kept)
        registry.register(Figures(body, picture.figures if picture and body["database"] else {}))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
