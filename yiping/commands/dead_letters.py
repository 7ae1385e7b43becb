"""``yiping dead-letters``: what was refused, why, and another try."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from yiping.replaying import Replayed

FATES = ("stored", "late", "duplicate", "notice", "refused anew", "refused still")
Since = Annotated[str | None, typer.Option(help="Arrived since, a date or time (ISO 8601).")]
Reason = Annotated[str | None, typer.Option(help="Only those refused for this reason.")]


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="Refused messages: list, show, try again.", no_args_is_help=True)
    group.command("list")(list_letters)
    group.command("show")(show)
    group.command("replay")(replay)
    app.add_typer(group, name="dead-letters")


def list_letters(
    reason: Reason = None,
    sensor: Annotated[str | None, typer.Option(help="Only those of this sensor.")] = None,
    topic: Annotated[str | None, typer.Option(help="Only topics like this; * stands for anything.")] = None,
    since: Since = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List dead letters, the newest first."""
    from store.dead_letters import listed
    from store.pool import connect
    from yiping.letters import as_line, as_row, database_here, time_since, topic_pattern

    asked_since = None if since is None else time_since(since)
    with connect(database_here(), name="dead-letters") as conn:
        letters = listed(
            conn,
            limit=limit,
            reason=reason,
            sensor=sensor,
            topic=None if topic is None else topic_pattern(topic),
            since=asked_since,
        )
    for letter in letters:
        print(as_line(letter) if as_json else as_row(letter))
    if not as_json:
        print(f"{len(letters)} dead letters" + (f", the newest {limit}" if len(letters) == limit else ""))


def show(num: Annotated[int, typer.Argument(help="The number of the dead letter.")]) -> None:
    """Show one dead letter whole: reason, topic, arrival, payload."""
    from model.errors import YipingError
    from store.dead_letters import letter
    from store.pool import connect
    from yiping.letters import database_here, readable, tame

    with connect(database_here(), name="dead-letters") as conn:
        found = letter(conn, num)
    if found is None:
        raise YipingError(f"there is no dead letter {num}; see yiping dead-letters list")
    print(f"number   {found.num}")
    print(f"arrived  {found.received_at:%Y-%m-%d %H:%M:%S.%f} UTC")
    print(f"topic    {tame(found.topic)}")
    print(f"sensor   {found.sensor or '-'}")
    print(f"reason   {found.reason}")
    print(f"detail   {tame(found.detail)}")
    print(f"payload  {len(found.payload)} bytes\n")
    print(readable(found.payload))


def replay(
    nums: Annotated[list[int] | None, typer.Argument(help="Numbers of dead letters.")] = None,
    reason: Reason = None,
    every: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would become of them.")] = False,
) -> None:
    """Try dead letters again: what is accepted now is stored as of its arrival, the rest stays.

    Exit 1 when one is refused again.
    """
    from model.errors import YipingError
    from yiping.letters import replayed_here

    if sum((bool(nums), reason is not None, every)) != 1:
        raise YipingError("name dead letters by numbers, by --reason, or --all of them: one of the three")
    tally: dict[str, Counter[str]] = {}
    for one in replayed_here(nums or None, reason, dry_run=dry_run):
        _add(tally, one)
    _print(tally)
    if not tally:
        print("there are no such dead letters; see yiping dead-letters list")
    if dry_run:
        print("nothing was changed (--dry-run)")
    refused = sum(counts["refused anew"] + counts["refused still"] for counts in tally.values())
    raise typer.Exit(1 if refused else 0)


def _add(tally: dict[str, Counter[str]], one: "Replayed") -> None:
    if not one.letters:
        return
    counts = tally.setdefault(one.letters[0].reason, Counter())
    counts["letters"] += len(one.letters)
    counts["refused still"] += len(one.letters) - len(one.solved)
    counts["refused anew"] += one.stored.dead_letter
    for fate in ("stored", "late", "duplicate", "notice"):
        counts[fate] += getattr(one.stored, fate)


def _print(tally: dict[str, Counter[str]]) -> None:
    print(" ".join(f"{head:>18}" for head in ("reason", "letters", *FATES)))
    for reason, counts in sorted(tally.items()):
        words = [reason, *(str(counts[name]) for name in ("letters", *FATES))]
        print(" ".join(f"{word:>18}" for word in words))
