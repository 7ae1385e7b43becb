"""The ingest process: broker, registry, rules and database joined."""

import threading
from collections.abc import Sequence
from datetime import timedelta
from random import SystemRandom

from alerts.engine import RuleBook, open_book
from alerts.rule import load_rules
from ingest.batch import Terms
from ingest.client import Client
from ingest.limits import SECOND_US, ClockBounds
from ingest.measures import measures_of
from ingest.normalise import Bounds, Rulings
from ingest.registry import Registry
from ingest.sources import Source, load_sources
from ingest.topics import readings_filter
from ingest.worker import Worker, run
from model.broker import broker_from
from model.catalogue import load_kinds
from model.sensor import Sensor
from store.codec_memory import recall
from store.pool import Pool, open_pool
from store.sensors import registry as read_registry
from store.sensors import registry_version
from yiping.runtime.attach import broker_url, database_url
from yiping.runtime.broker_check import refuse_anonymous
from yiping.settings import Settings
from yiping.tally import Tally
from yiping.wiring import alert_hook, utc_now

START_S = 60.0
"""How long a start waits for the database: a reboot brings up everything at once, in any order."""


def run_ingest(settings: Settings, *, prefix: str, stop: threading.Event) -> None:
    """Takes readings under ``prefix`` until ``stop``. What is not committed by then stays with the broker."""
    refuse_anonymous(broker_url(settings))
    sources = load_sources(settings.sources, kinds=load_kinds()) if not prefix else ()
    pool = open_pool(database_url(settings), name="ingest")
    client = _client(settings, prefix, sources)
    try:
        worker = _worker(settings, pool, sources, client.client_id)
        client.start()
        run(client, worker, stop, count=settings.batch_rows, age_s=settings.batch_ms / 1000)
    finally:
        client.stop()
        pool.close()


def _client(settings: Settings, prefix: str, sources: Sequence[Source]) -> Client:
    # A session belongs to one prefix: two workers under one name would push each other out.
    name = "-".join([settings.mqtt_client_id, *prefix.strip("/").split("/")]).rstrip("-")
    return Client(
        broker_from(broker_url(settings)),
        client_id=name,
        topic_filters=[readings_filter(prefix), *sorted({source.filter for source in sources})],
        receive_maximum=settings.receive_maximum,
        clock=utc_now,
        rng=SystemRandom(),
    )


def _worker(settings: Settings, pool: Pool, sources: Sequence[Source], client_id: str) -> Worker:
    registry = Registry(lambda: _sensors(pool), lambda: _version(pool), now=utc_now())
    measures = measures_of(load_kinds())
    bounds = Bounds(
        payload_bytes=settings.max_payload_bytes, future=timedelta(seconds=settings.future_tolerance_s)
    )
    with pool.connection(START_S) as conn:
        memory = recall(conn, [source.id for source in sources])
    return Worker(
        pool=pool,
        rulings=Rulings(registry=registry, measures=measures, bounds=bounds, sources=sources, memory=memory),
        terms=Terms(
            limits=measures.limits,
            clock=ClockBounds(window_us=settings.late_window_s * SECOND_US),
            hook=alert_hook(_book(pool), registry),
            client_id=client_id,
        ),
        clock=utc_now,
        report=Tally().add,
    )


def _sensors(pool: Pool) -> list[Sensor]:
    with pool.connection(START_S) as conn:
        return read_registry(conn)


def _version(pool: Pool) -> int:
    with pool.connection(START_S) as conn:
        return registry_version(conn)


def _book(pool: Pool) -> RuleBook:
    with pool.connection(START_S) as conn:
        return open_book(conn, load_rules(), now=utc_now())
