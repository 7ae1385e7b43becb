"""How the receivers of channels do, and which channels may tell of drills."""

from dataclasses import dataclass
from datetime import datetime

from store.pool import Connection
from store.sql import load

_SQL = load("outbox_channels")


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a channel's receiver does: failures and pauses are counted since its last success.

    ``try_again_at`` is until when it is left alone, or was; ``problem`` is the last one.
    """

    failures: int = 0
    failing_since: datetime | None = None
    pauses: int = 0
    try_again_at: datetime | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillChannel:
    """Who said until when a channel tells of drills, and why; ``until`` like ``since``: not any more."""

    channel: str
    since: datetime
    until: datetime
    named_by: str
    reason: str


def health(conn: Connection, channel: str) -> Health:
    """How the receiver of a channel does."""
    row = conn.execute(_SQL["health"], {"channel": channel}).fetchone()
    return Health() if row is None else _health(*row)


def failing(conn: Connection) -> dict[str, Health]:
    """How the receivers do that have failed since their last success, by the name of their channel."""
    return {channel: _health(*row) for channel, *row in conn.execute(_SQL["all_health"])}


def take_probe(conn: Connection, channel: str) -> bool:
    """Whether the caller may be the one that tries a channel that was left alone; held until the commit."""
    row = conn.execute(_SQL["take_probe"], {"channel": channel}).fetchone()
    return row is not None and bool(row[0])


def count_failure(conn: Connection, channel: str, *, now: datetime, problem: str) -> Health:
    """Counts one more failure in a row; what it is then is held until the commit."""
    row = conn.execute(_SQL["count_failure"], {"channel": channel, "now": now, "problem": problem}).fetchone()
    return Health() if row is None else _health(*row)


def pause(conn: Connection, channel: str, *, try_again_at: datetime) -> None:
    """Leaves a channel alone until a time."""
    conn.execute(_SQL["pause"], {"channel": channel, "try_again_at": try_again_at})


def forget_failures(conn: Connection, channel: str) -> None:
    """The receiver has taken something: nothing is held against the channel any more."""
    conn.execute(_SQL["forget_failures"], {"channel": channel})


def end_pause(conn: Connection, channel: str, *, now: datetime) -> None:
    """Has a channel tried at once that is left alone."""
    conn.execute(_SQL["end_pause"], {"channel": channel, "now": now})


def name_for_drills(conn: Connection, said: DrillChannel) -> None:
    """Says until when a channel tells of drills; what was said before is kept as history."""
    conn.execute(
        _SQL["name_for_drills"],
        {
            "channel": said.channel,
            "since": said.since,
            "until": said.until,
            "named_by": said.named_by,
            "reason": said.reason,
        },
    )


def drill_channels(conn: Connection) -> list[DrillChannel]:
    """The last word on each channel that was ever named for drills, in force or not."""
    return [
        DrillChannel(channel=channel, since=since, until=until, named_by=named_by, reason=reason)
        for channel, since, until, named_by, reason in conn.execute(_SQL["drills"])
    ]


def _health(
    failures: int,
    failing_since: datetime | None,
    pauses: int,
    try_again_at: datetime | None,
    problem: str | None,
) -> Health:
    return Health(
        failures=failures,
        failing_since=failing_since,
        pauses=pauses,
        try_again_at=try_again_at,
        problem=problem,
    )
