"""What ``yiping notices`` prints, and the times that it is asked with."""

import json
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from model.errors import YipingError
from model.reading import Origin
from orders.outbox_desk import ChannelStanding
from orders.pausing import is_paused
from store.outbox import Kept, KeptState
from yiping.letters import readable, tame

NOW = "now"


def row(kept: Kept) -> str:
    """A notification as a line of a list."""
    drill = "" if kept.origin is Origin.LIVE else f"  ({kept.origin})"
    line = kept.line
    where = f"{line.channel:<12}  {tame(line.receiver):<16}"
    what = f"{kept.num:>8}  {_told(kept.made_at)}  {kept.state:<8}  {where}"
    return f"{what}  {tame(kept.key)}{drill}{_trouble(kept)}"


def whole(kept: Kept) -> Iterator[str]:
    """All that is known of a notification, line by line."""
    yield f"number    {kept.num}"
    yield f"key       {tame(kept.key)}"
    yield f"case      {tame(kept.line.case_id)}"
    yield f"channel   {kept.line.channel}"
    yield f"receiver  {tame(kept.line.receiver)}"
    yield f"origin    {kept.origin}"
    yield f"made      {_told(kept.made_at)}"
    if kept.state is KeptState.WAITING:
        yield f"state     waiting, due {_told(kept.due_at)}, given up {_told(kept.expires_at)}"
    else:
        yield f"state     {kept.state} {_told(kept.ended_at)}"
    yield f"tries     {kept.tries}"
    yield f"problem   {tame(kept.problem or '-')}"
    yield ""
    yield readable(json.dumps(kept.body, ensure_ascii=False).encode())


def channel(one: ChannelStanding, *, now: datetime) -> Iterator[str]:
    """A channel with what waits and what failed; lines below it say what is wrong."""
    load, health = one.load, one.health
    yield (
        f"{one.name:<12}  {load.waiting:>7} waiting  {load.told:>7} told today  {load.refused:>5} refused"
        f"  {load.expired:>5} expired"
    )
    if not one.is_configured:
        yield "  is not in the file of channels: what waits for it stays"
    if load.waiting_since is not None:
        yield f"  the oldest waits since {_told(load.waiting_since)}"
    if health.failures:
        left_alone = f", left alone until {_told(health.try_again_at)}" if is_paused(health, now=now) else ""
        since = _told(health.failing_since)
        yield f"  fails since {since}, {health.failures} times{left_alone}: {tame(health.problem or '-')}"
    if one.drill is not None:
        who = f"named by {tame(one.drill.named_by)}: {tame(one.drill.reason)}"
        yield f"  tells of drills until {_told(one.drill.until)}, {who}"


def until_time(text: str, *, zone: ZoneInfo, now: datetime) -> datetime:
    """The aware time that a person wrote, or ``now``. Raises YipingError for anything else."""
    if text == NOW:
        return now
    try:
        time = datetime.fromisoformat(text)
    except ValueError as problem:
        raise YipingError(f"--until {text!r} is neither {NOW} nor a time like 2026-08-25T17:00") from problem
    return time if time.tzinfo else time.replace(tzinfo=zone)


def _trouble(kept: Kept) -> str:
    if kept.problem is None:
        return ""
    due = f", due {_told(kept.due_at)}" if kept.state is KeptState.WAITING else ""
    return f"  {kept.tries} tries{due}: {tame(kept.problem)}"


def _told(at: datetime | None) -> str:
    return "-" if at is None else f"{at:%Y-%m-%d %H:%M:%S} UTC"
