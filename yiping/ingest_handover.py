"""A change of shares carried out: new sessions begin, old ones are emptied, and only then work goes on.

What remains to be done is in the database before it is done at the broker. A start that was broken off at any
point is therefore finished by the next one, whatever shares that one wants.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from random import SystemRandom

from ingest.client import Client
from ingest.mqtt import BrokerRefusedError
from ingest.sessions import forget, subscribe
from ingest.worker import Pace, Worker, turn
from model.broker import Broker
from model.errors import YipingError
from store.ingest_sessions import Session, forget_session, note_told, plan_sessions, sessions
from store.pool import Pool
from yiping.ingest_plan import Change
from yiping.wiring import utc_now

_log = logging.getLogger(__name__)
QUIET_S = 2.0
"""A session that gets no more is empty when nothing has come for so long."""
BROKER_WITHIN_S = 60.0
DATABASE_WITHIN_S = 60.0
PAUSE_S = 1.0


class StoppedError(YipingError):
    """The end was asked for before all was handed over; the next start goes on."""

    def __init__(self) -> None:
        super().__init__("stopped while a share was handed over; the next start goes on there")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What carrying out a change takes; ``make_worker`` is asked for only when a session must be emptied."""

    broker: Broker
    pool: Pool
    make_worker: Callable[[], Worker]
    pace: Pace
    receive_maximum: int
    session_expiry_s: int
    qos: int
    stop: threading.Event


def carry_out(handover: Handover, steps: Iterable[Change]) -> None:
    """Takes every step to its end. Raises StoppedError, BrokerRefusedError, UnreachableError."""
    for step in steps:
        with handover.pool.connection(DATABASE_WITHIN_S) as conn:
            plan_sessions(conn, wanted=step.wanted, ending=step.ending)
        finish(handover)


def finish(handover: Handover) -> None:
    """Does what was planned and has not been done. Raises as ``carry_out``."""
    with handover.pool.connection(DATABASE_WITHIN_S) as conn:
        known = sessions(conn)
    ending = [session for session in known if session.ending]
    # It reads the registry, so it is made before anything is kept twice.
    worker = handover.make_worker() if ending else None
    # All begin before one ends: what comes in between is in both, and the second of two is known by its key.
    for session in known:
        if session.since is None and not session.ending:
            _begin(handover, session)
    if worker is not None:
        _end(handover, ending, worker)


def _begin(handover: Handover, session: Session) -> None:
    _patiently(
        handover,
        lambda: subscribe(
            handover.broker,
            session.client_id,
            session.filters,
            expiry_s=handover.session_expiry_s,
            qos=handover.qos,
        ),
    )
    with handover.pool.connection(DATABASE_WITHIN_S) as conn:
        note_told(conn, session.client_id, session.filters, now=utc_now())
    _log.info(
        "the broker keeps messages for %s: %s",
        session.client_id,
        ", ".join(sorted(session.filters)),
        extra={"action": "session_begun"},
    )


def _end(handover: Handover, ending: list[Session], worker: Worker) -> None:
    clients = [_leaving(handover, session) for session in ending]
    try:
        # All let go at once, so that little lies in two sessions; each is emptied in its turn.
        for client in clients:
            client.start()
        for session, client in zip(ending, clients, strict=True):
            _empty(
                handover, client, replace(worker, terms=replace(worker.terms, client_id=session.client_id))
            )
    finally:
        for client in clients:
            client.stop()
    for session in ending:
        _patiently(handover, lambda name=session.client_id: forget(handover.broker, name))  # type: ignore[misc]
        with handover.pool.connection(DATABASE_WITHIN_S) as conn:
            forget_session(conn, session.client_id)


def _leaving(handover: Handover, session: Session) -> Client:
    return Client(
        handover.broker,
        client_id=session.client_id,
        leaving=sorted(session.filters),
        receive_maximum=handover.receive_maximum,
        session_expiry_s=handover.session_expiry_s,
        qos=handover.qos,
        clock=utc_now,
        rng=SystemRandom(),
    )


def _empty(handover: Handover, client: Client, worker: Worker) -> None:
    """Stores what a session still holds, until nothing came for two seconds."""
    _log.info("storing what %s still holds", client.client_id, extra={"action": "session_emptying"})
    count, quiet_since = 0, time.monotonic()
    while time.monotonic() - quiet_since < QUIET_S:
        if handover.stop.is_set():
            raise StoppedError
        came = turn(client, worker, handover.stop, handover.pace)
        if came or not client.gets_no_more:
            count, quiet_since = count + came, time.monotonic()
    _log.info("%s is empty, %d messages", client.client_id, count, extra={"action": "session_empty"})


def _patiently(handover: Handover, do: Callable[[], None]) -> None:
    """Does something at the broker, waiting a minute for one that is away."""
    until = time.monotonic() + BROKER_WITHIN_S
    while True:
        try:
            return do()
        except OSError as problem:
            if time.monotonic() > until:
                raise BrokerRefusedError(f"the broker does not answer: {problem}") from problem
            _log.warning("the broker does not answer: %s", problem, extra={"action": "broker_away"})
        if handover.stop.wait(PAUSE_S):
            raise StoppedError
