"""The ingest process: broker, registry, rules and database joined."""

import logging
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from random import SystemRandom

from alerts.engine import open_book
from ingest.batch import Terms
from ingest.client import Client
from ingest.heap import spare_what_is_loaded
from ingest.limits import SECOND_US, ClockBounds
from ingest.measures import measures_of
from ingest.normalise import Bounds, Rulings
from ingest.registry import Registry
from ingest.sources import Source
from ingest.topics import readings_filter
from ingest.worker import Pace, Worker, run
from model.catalogue import load_kinds
from model.sensor import Sensor
from store.claims import Claim, held
from store.codec_memory import recall
from store.coverage import serves_sources, uncovered
from store.errors import UnreachableError
from store.ingest_sessions import Filters, assume_session, sessions
from store.pool import Connection, Pool, open_pool
from store.sensors import registry as read_registry
from store.sensors import registry_version
from yiping.alive import Alive
from yiping.ingest_handover import Handover, StoppedError, carry_out, finish
from yiping.ingest_plan import Shares, changes, shares_with
from yiping.ingest_share import Share, sources_of
from yiping.rulebooks import open_rulebook
from yiping.runtime.attach import broker_of, broker_url, database_url
from yiping.runtime.broker_check import refuse_anonymous
from yiping.runtime.session_check import refuse_lossy
from yiping.settings import Settings
from yiping.tally import Tally
from yiping.wiring import alert_hook, utc_now

_log = logging.getLogger(__name__)
PAUSE_S = 1.0
START_S = 60.0
"""How long a start waits for the database: a reboot brings up everything at once, in any order."""


def run_ingest(settings: Settings, share: Share, *, stop: threading.Event, watched: bool = False) -> None:
    """Takes the readings of ``share`` until ``stop``. What is not committed by then stays with the broker.

    Streets that nobody takes are told of, unless ``watched`` by somebody who does that.
    """
    refuse_anonymous(broker_url(settings))
    loss = refuse_lossy(
        qos=settings.mqtt_qos,
        session_expiry_s=settings.mqtt_session_expiry_s,
        accept_loss=settings.accept_loss,
    )
    if loss is not None:
        _log.warning("%s, as was accepted in words", loss, extra={"action": "loss_accepted"})
    patience_until = time.monotonic() + START_S
    while not stop.is_set():
        try:
            _serve(settings, share, stop, watched=watched)
        except UnreachableError as problem:
            if time.monotonic() > patience_until:
                raise
            _log.warning("%s; starting again", problem, extra={"action": "database_away"})
            stop.wait(PAUSE_S)
        else:
            return


def _serve(settings: Settings, share: Share, stop: threading.Event, *, watched: bool) -> None:
    sources = sources_of(settings)
    claim = share.claim(settings)
    with ExitStack() as stack:
        held_ = stack.enter_context(held(database_url(settings), claim, within_s=START_S))
        pool = open_pool(database_url(settings), name="ingest")
        stack.callback(pool.close)
        try:
            wanted = {claim.holder: share.filters(sources)}
            take_over(settings, pool, wanted, whole=share.is_whole, stop=stop)
        except StoppedError as told:
            _log.info("%s", told, extra={"action": "handover_stopped"})
            return
        words = ", ".join(part or "the whole city" for part in share.parts)
        _log.info("%s takes %s", claim.holder, words, extra={"action": "share_taken"})
        if not watched:
            tell_gaps(settings, pool)
        client = _client(settings, claim.holder, wanted[claim.holder])
        worker = worker_for(settings, pool, sources if share.takes_sources else (), claim.holder)
        stack.callback(client.stop)
        client.start()
        spare_what_is_loaded()
        alive = Alive(pool, claim.holder, lambda: client.is_connected)

        def beat() -> None:
            held_.beat(pause=stop.wait)
            alive.beat(now=utc_now())

        run(client, worker, stop, pace_of(settings), beat=beat)


def take_over(settings: Settings, pool: Pool, wanted: Shares, *, whole: bool, stop: threading.Event) -> None:
    """Makes the broker keep just what ``wanted`` says, and stores what other sessions have of it.

    With ``whole`` no other session remains. The caller holds the claims of ``wanted``. Raises ClaimedError
    while another process serves a session that must change, WiderError, StoppedError.
    """
    with pool.connection(START_S) as conn:
        if whole:
            assume_session(conn, settings.mqtt_client_id, frozenset({readings_filter()}))
        known = sessions(conn)
    settled = [session for session in known if not session.ending]
    shares = wanted if whole else shares_with(wanted, settled)
    steps = changes({session.client_id: session.filters for session in settled}, shares)
    unfinished = {session.client_id for session in known if session.unfinished}
    involved = unfinished.union(*({*step.wanted, *step.ending} for step in steps)) - wanted.keys()
    others = Claim(holder=f"{settings.mqtt_client_id}-handover", client_ids=tuple(involved))
    with held(database_url(settings), others):
        handover = _handover(settings, pool, stop)
        if unfinished:
            finish(handover)
        carry_out(handover, steps)


def _handover(settings: Settings, pool: Pool, stop: threading.Event) -> Handover:
    return Handover(
        broker=broker_of(settings),
        pool=pool,
        make_worker=lambda: worker_for(settings, pool, sources_of(settings), settings.mqtt_client_id),
        pace=pace_of(settings),
        receive_maximum=settings.receive_maximum,
        session_expiry_s=settings.mqtt_session_expiry_s,
        qos=settings.mqtt_qos,
        stop=stop,
    )


def pace_of(settings: Settings) -> Pace:
    """How large a batch may be, and how long it may wait."""
    return Pace(count=settings.batch_rows, age_s=settings.batch_ms / 1000)


def gaps(conn: Connection, settings: Settings) -> list[str]:
    """What no ingest takes now: streets as prefixes, and the platforms' topics in words."""
    lost = [] if settings.sources is None or serves_sources(conn) else ["the topics of the platforms"]
    return [*uncovered(conn), *lost]


def tell_gaps(settings: Settings, pool: Pool) -> None:
    """Logs what no ingest takes now."""
    with pool.connection(START_S) as conn:
        found = gaps(conn, settings)
    if found:
        _log.warning(
            "no ingest takes %s: start one with --prefix", ", ".join(found), extra={"action": "gap_found"}
        )


def _client(settings: Settings, client_id: str, filters: Filters) -> Client:
    return Client(
        broker_of(settings),
        client_id=client_id,
        topic_filters=sorted(filters),
        receive_maximum=settings.receive_maximum,
        session_expiry_s=settings.mqtt_session_expiry_s,
        qos=settings.mqtt_qos,
        clock=utc_now,
        rng=SystemRandom(),
    )


def worker_for(settings: Settings, pool: Pool, sources: Sequence[Source], client_id: str) -> Worker:
    """A worker on the registry, the rules and the memory of the database."""
    registry = Registry(lambda: _sensors(pool), lambda: _version(pool), now=utc_now())
    measures = measures_of(load_kinds())
    bounds = Bounds(
        payload_bytes=settings.max_payload_bytes, future=timedelta(seconds=settings.future_tolerance_s)
    )
    with pool.connection(START_S) as conn:
        memory = recall(conn, [source.id for source in sources])
        rulebook = open_rulebook(conn, now=utc_now())
        book = open_book(conn, rulebook.found.conditions, now=utc_now())
    return Worker(
        pool=pool,
        rulings=Rulings(registry=registry, measures=measures, bounds=bounds, sources=sources, memory=memory),
        terms=Terms(
            limits=measures.limits,
            clock=ClockBounds(window_us=settings.late_window_s * SECOND_US),
            hook=alert_hook(book, registry, rulebook=rulebook),
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
