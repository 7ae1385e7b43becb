"""``yiping notices``: what people and other systems were told, and are still to be told."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from orders.channel import Channel

Name = Annotated[str, typer.Argument(help="The name of a channel, as the file of channels has it.")]
Of = Annotated[str | None, typer.Option("--channel", help="Only those of this channel.")]
Num = Annotated[int, typer.Argument(help="The number of the notice.")]
NOT_TOLD = 1


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="The outbox and its channels: list, try again, test.", no_args_is_help=True)
    group.command("list")(list_notices)
    group.command("show")(show)
    group.command("retry")(retry)
    group.command("channels")(list_channels)
    group.command("test")(test)
    group.command("drill")(drill)
    app.add_typer(group, name="notices")


def list_notices(
    case: Annotated[str | None, typer.Option(help="Only those of this case, like WO-000017.")] = None,
    state: Annotated[str | None, typer.Option(help="Only waiting, told, refused or expired ones.")] = None,
    channel: Of = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50,
) -> None:
    """List notices, the newest first."""
    from model.errors import YipingError
    from store.outbox import KeptState
    from store.outbox_lists import listed
    from store.pool import connect
    from yiping.letters import database_here
    from yiping.notice_lines import row

    if state is not None and state not in list(KeptState):
        raise YipingError(f"--state {state!r} is not one of {', '.join(KeptState)}")
    wanted = None if state is None else KeptState(state)
    with connect(database_here(), name="notices") as conn:
        found = listed(conn, limit=limit, case_id=case, channel=channel, state=wanted)
    for kept in found:
        print(row(kept))
    print(f"{len(found)} notices" + (f", the newest {limit}" if len(found) == limit else ""))


def show(num: Num) -> None:
    """Show one notice whole: where it goes, what became of it, what it says."""
    from model.errors import YipingError
    from store.outbox_lists import kept
    from store.pool import connect
    from yiping.letters import database_here
    from yiping.notice_lines import whole

    with connect(database_here(), name="notices") as conn:
        found = kept(conn, num)
    if found is None:
        raise YipingError(f"there is no notice {num}; see yiping notices list")
    for line in whole(found):
        print(line)


def retry(
    num: Annotated[int | None, typer.Argument(help="The number of a notice.")] = None,
    channel: Annotated[str | None, typer.Option(help="All of this channel, for a mended receiver.")] = None,
) -> None:
    """Try again what was refused or came too late; it has a day again."""
    from model.errors import YipingError
    from orders.outbox_desk import retry_channel, retry_one
    from store.pool import connect
    from yiping.letters import database_here
    from yiping.wiring import utc_now

    if (num is None) == (channel is None):
        raise YipingError("say which: the number of a notice, or --channel NAME for all of a channel")
    with connect(database_here(), name="notices") as conn:
        if num is not None:
            retry_one(conn, num, now=utc_now())
            print(f"notice {num} waits again")
        if channel is not None:
            done = retry_channel(conn, channel, now=utc_now())
            print(f"{done.again} notices of {channel} wait again, {done.sooner} that waited are due now")


def list_channels() -> None:
    """List every channel: what waits, what was told today, what failed, since when it is away and why."""
    from orders.outbox_desk import standings
    from store.pool import connect
    from yiping import notice_lines
    from yiping.channels import load_channels
    from yiping.letters import database_here
    from yiping.process import settings_here
    from yiping.wiring import utc_now

    now, configured = utc_now(), load_channels(settings_here().channels)
    with connect(database_here(), name="notices") as conn:
        found = standings(conn, configured, told_since=_midnight(now), now=now)
    for one in found:
        for line in notice_lines.channel(one, now=now):
            print(line)
    print(f"{len(configured)} channels")


def test(
    channel: Name, to: Annotated[str, typer.Option(help="The receiver, as the channel writes it.")]
) -> None:
    """Tell a receiver something at once, past the outbox, and say what came of it."""
    from orders.channel import PermanentError, TryAgainError
    from orders.outbox_desk import trial
    from yiping.wiring import utc_now

    now = utc_now()
    try:
        _channel(channel).deliver(trial(to=to, now=now), now=now)
    except PermanentError as problem:
        print(f"refused for good: {problem}")
        raise typer.Exit(NOT_TOLD) from None
    except TryAgainError as problem:
        print(f"not told, it would be tried again: {problem}")
        raise typer.Exit(NOT_TOLD) from None
    print(f"{to} has it, by {channel}")


def drill(
    channel: Name,
    until: Annotated[str, typer.Option(help="Until when (ISO 8601); now ends it.")],
    who: Annotated[str, typer.Option("--as", help="Who names the channel; it is recorded.")],
    reason: Annotated[str, typer.Option(help="Why; it is recorded.")],
) -> None:
    """Let a channel tell of drills (演练) until a time; without that drills are told by none."""
    from zoneinfo import ZoneInfo

    from orders.outbox_desk import name_for_drills
    from store.pool import connect
    from yiping.letters import database_here
    from yiping.notice_lines import until_time
    from yiping.process import settings_here
    from yiping.wiring import utc_now

    now, zone = utc_now(), ZoneInfo(settings_here().zone)
    ends = until_time(until, zone=zone, now=now)
    if ends > now:  # one that has left the file must still be ended
        _channel(channel)
    with connect(database_here(), name="notices") as conn:
        name_for_drills(conn, channel, until=ends, named_by=who, reason=reason, now=now)
    if ends > now:
        print(f"{channel} tells of drills until {ends.astimezone(zone):%Y-%m-%d %H:%M:%S}")
    else:
        print(f"{channel} does not tell of drills any more")


def _channel(name: str) -> "Channel":
    from model.errors import YipingError
    from yiping.channels import load_channels
    from yiping.process import settings_here

    channels = load_channels(settings_here().channels)
    if name not in channels:
        known = ", ".join(channels) or "none; the setting YIPING_CHANNELS names their file"
        raise YipingError(f"there is no channel {name!r}; there are: {known}")
    return channels[name]


def _midnight(now: datetime) -> datetime:
    from zoneinfo import ZoneInfo

    from yiping.process import settings_here

    local = now.astimezone(ZoneInfo(settings_here().zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)
