"""A recorded feed through everything, with a crew that works every order to its closure.

The tape is cut into rounds in which no sensor has a second event. After each round the crew accepts, reaches,
resolves, verifies and closes every open order, so that each event gets an order of its own.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from geo.shape import AreaShape
from model.broker import broker_from
from model.order import OrderCommand, OrderView
from orders.working import perform
from sims.play import play
from sims.publisher import Publisher
from sims.replay import feed
from sims.replay.feed_map import FeedMap
from sims.replay.tape import Tape
from store.figures import Figures, figures
from store.orders import open_orders
from store.pool import Pool, open_pool
from yiping.bench.stage import BenchError, accounted, servers_of_its_own, start_ingest
from yiping.boundaries import import_areas
from yiping.city import register_sensors
from yiping.installation import fill
from yiping.progress import Progress
from yiping.settings import Settings
from yiping.wiring import utc_now

EVENT_GAP_MS = 700_000
"""A silence that ends an event; the shortest between two floods of one FloodNet sensor is 758 s."""
CAUGHT_UP_WITHIN_S = 60.0
CREW = (
    (OrderCommand.ACCEPT, "crew"),
    (OrderCommand.ARRIVE, "crew"),
    (OrderCommand.RESOLVE, "crew"),
    (OrderCommand.VERIFY, "inspector"),
    (OrderCommand.CLOSE, "inspector"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What one run gave; the seconds go from the first message to the last closure."""

    held: Figures
    rounds: int
    seconds: float


def bench(
    settings: Settings, *, found: FeedMap, file: Path, areas: Sequence[AreaShape], progress: Progress
) -> Worked:
    """Replay ``file`` round by round at full speed into an empty database, closing all orders in between.

    Raises BenchError when ingest does not keep up.
    """
    sensors, tape = feed.tape_of(found, file)
    with servers_of_its_own(settings, progress) as (own, servers), ExitStack() as stack:
        fill(servers.database_url, progress, None)
        import_areas(servers.database_url, areas, now=utc_now())
        register_sensors(servers.database_url, sensors)
        start_ingest(own, servers, stack)
        pool = open_pool(servers.database_url, name="crew")
        stack.callback(pool.close)
        publisher = stack.enter_context(Publisher(broker_from(servers.broker_sim_url)))
        began, rounds, sent = time.monotonic(), 0, 0
        with progress.step(f"replay {file.name} with a crew at work"):
            for part in rounds_of(tape):
                play(feed.played(found, sensors, part, origin=found.origin), publisher)
                rounds, sent = rounds + 1, sent + len(part)
                wait_accounted(servers.database_url, sent)
                close_all(pool)
        with pool.connection() as conn:
            return Worked(held=figures(conn), rounds=rounds, seconds=time.monotonic() - began)


def rounds_of(tape: Tape) -> Iterator[Tape]:
    """The tape cut before each reading with which a sensor would begin its second event of the round."""
    last: dict[int, int] = {}
    heard: set[int] = set()
    begin = 0
    for at, (time_ms, sensor, _) in enumerate(tape.readings()):
        if sensor in heard and time_ms - last[sensor] > EVENT_GAP_MS:
            yield tape.part(begin, at)
            begin, heard = at, set()
        last[sensor] = time_ms
        heard.add(sensor)
    yield tape.part(begin, len(tape))


def wait_accounted(database_url: str, count: int) -> None:
    """Wait until ``count`` readings are committed."""
    until = time.monotonic() + CAUGHT_UP_WITHIN_S
    while accounted(database_url) < count:
        if time.monotonic() > until:
            raise BenchError(f"ingest has not committed {count} readings within {CAUGHT_UP_WITHIN_S:.0f} s")
        time.sleep(0.02)


def close_all(pool: Pool) -> None:
    """Work every open order to its closure; the record of the event has ended, and the override says so."""
    with pool.connection() as conn:
        waiting = open_orders(conn, limit=10_000)
    for view in waiting:
        work(pool, view)


def work(pool: Pool, view: OrderView) -> None:
    """Take one order through its stages, each in a transaction of its own as people would."""
    for command, actor in CREW:
        with pool.connection() as conn:
            perform(
                conn,
                order_id=view.order.id,
                command=command,
                actor=actor,
                now=utc_now(),
                note="water gone",
                override="the record of this event has ended",
            )
