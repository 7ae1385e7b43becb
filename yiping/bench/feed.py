"""``yiping bench feed``: a recorded feed in its own time, worked by a scripted crew to closure."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from geo.shape import AreaShape
from model.sensor import Sensor
from sims.replay import feed
from sims.replay.feed_map import FeedMap
from sims.replay.tape import Tape
from store.pool import open_pool
from yiping.bench.feeds import replay as replaying
from yiping.bench.feeds.ground import approve_rules, found_city
from yiping.bench.feeds.outcome import MOST_TOLD, Outcome, count_lines, outcome_of
from yiping.bench.stage import BenchError, servers_of_its_own
from yiping.installation import fill
from yiping.progress import Progress
from yiping.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What is replayed: a recorded file by its map, over areas, with local rules beside the shipped ones."""

    found: FeedMap
    file: Path
    areas: Sequence[AreaShape]
    rules: Sequence[Path] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What a run came to, and the seconds that it took, without the start of its servers."""

    outcome: Outcome
    seed: int
    seconds: float

    @property
    def is_clean(self) -> bool:
        """Whether every promise was kept."""
        return not self.outcome.broken

    @property
    def lines(self) -> Iterator[str]:
        """All of it for people."""
        broken = self.outcome.broken
        yield from self.outcome.evaluation
        yield ""
        yield from count_lines(self.outcome.counts)
        yield from (f"BROKEN: {one}" for one in broken[:MOST_TOLD])
        yield f"{len(broken)} promises broken; seed {self.seed}; {self.seconds:.1f} s"


def bench(settings: Settings, played: Feed, *, seed: int, progress: Progress) -> Played:
    """Replays a feed into an empty database of its own. Raises BenchError where it has no readings."""
    with progress.step(f"read {played.file.name}"):
        sensors, tape = feed.tape_of(played.found, played.file)
    with servers_of_its_own(settings, progress) as (own, servers):
        fill(servers.database_url, progress, None)
        with progress.step(f"replay {len(tape):,} readings with a crew at work"):
            return play(own, servers.database_url, played, sensors, tape, seed=seed)


def play(
    settings: Settings, database_url: str, played: Feed, sensors: Sequence[Sensor], tape: Tape, *, seed: int
) -> Played:
    """Replays a tape into a migrated database that is empty."""
    if not len(tape):
        raise BenchError(f"{played.file}: no readings")
    local = replace(settings, zone=played.found.zone.key)
    began, first = time.monotonic(), replaying.time_at(tape, 0)
    with closing(open_pool(database_url, name="feed")) as pool:
        city = found_city(local, database_url, pool, played.found, sensors, played.areas, now=first)
        with pool.connection() as conn:
            approve_rules(conn, played.rules, now=first)
        run = replaying.replay(city, played.found, sensors, tape, seed)
        with pool.connection() as conn:
            outcome = outcome_of(conn, run)
    return Played(outcome=outcome, seed=seed, seconds=time.monotonic() - began)
