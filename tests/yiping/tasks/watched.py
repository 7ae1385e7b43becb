"""A city under watch, minute by minute: what its sensors say, and the looks at it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from model.reading import Origin, Quality, Reading
from store.columns import columns_of
from store.latest import put_latest
from store.pool import Pool
from tests.fixtures.batches import NOW
from yiping.settings import Settings
from yiping.tasks import watching as task

SETTINGS = Settings(home=Path(), cache=Path())
COMMITTEE = "310101002001"
STEP_S = 30
NAMES = {"wd-west": "depth_cm", "wd-east": "depth_cm", "wd-outside": "depth_cm", "crowd-west": "persons"}
ALERTS = "select a.rule_id, s.id, a.state from alert a join sensor s on s.num = a.sensor_num order by a.num"
Rows = list[tuple[object, ...]]


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def rows(pool: Pool, sql: str) -> Rows:
    with pool.connection() as conn:
        return conn.execute(sql.encode()).fetchall()


def hear(pool: Pool, names: Sequence[str], now: datetime, *, observed_at: datetime | None = None) -> None:
    """One reading of each of some sensors arrives; a drill, which proves nothing, plays on all of them."""
    nums = dict(rows(pool, "select id, num from sensor"))
    told = [(name, Origin.LIVE) for name in names] + [(name, Origin.EXERCISE) for name in NAMES]
    readings = [
        Reading(
            sensor_num=nums[name],  # type: ignore[arg-type]
            metric=NAMES[name],
            value=1.0,
            observed_at=observed_at or now,
            received_at=now,
            quality=Quality.GOOD,
            origin=origin,
        )
        for name, origin in told
    ]
    kinds = ["crowd" if name.startswith("crowd") else "water_depth" for name, _ in told]
    with pool.connection() as conn:
        put_latest(conn, columns_of(readings, kinds))


def tick(pool: Pool, now: datetime) -> bool:
    with pool.connection() as conn:
        return task.run(conn, now, SETTINGS)


def live(
    pool: Pool,
    begin: float,
    end: float,
    *,
    away: Callable[[str, float], bool] = lambda *_: False,
    ticks: Callable[[float], bool] = lambda _: True,
    lag: Callable[[float], float] = lambda _: 0.0,
) -> None:
    """Minutes of a city whose sensors speak once a minute, unless ``away``; ``lag`` is in minutes."""
    for second in range(round(begin * 60), round(end * 60), STEP_S):
        minute, now = second / 60, NOW + timedelta(seconds=second)
        speak = [name for place, name in enumerate(NAMES) if second % 60 == STEP_S * (place % 2)]
        hear(
            pool,
            [name for name in speak if not away(name, minute)],
            now,
            observed_at=at(minute - lag(minute)),
        )
        if ticks(minute):
            tick(pool, now)


def one_away(name: str, begin: float, end: float = 999) -> Callable[[str, float], bool]:
    return lambda who, minute: who == name and begin <= minute < end


def all_away(begin: float, end: float) -> Callable[[str, float], bool]:
    return lambda _, minute: begin <= minute < end
