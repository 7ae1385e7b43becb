"""Crews, turns and contacts as lines for people; times are those of the district."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from model.duty import Contact, Crew, Duty, Person, Roster
from orders.duty import Assignment, Reason
from yiping.duty.gaps import Gap

MOST_GAPS = 60
WHY = {
    Reason.ON_DUTY: "somebody of the trade is on duty",
    Reason.DESK: "nobody of the trade is on duty, so a desk has it",
    Reason.CREW: "nobody is on duty, so the crew has it without a person",
    Reason.NOBODY: "there is no crew of the trade and no desk on duty",
}


def crew_line(crew: Crew, roster: Roster, people: Mapping[str, Person], now: datetime) -> str:
    """A crew with its areas and who is on duty, each with his load."""
    there = [f"{one} {people[one].name} ({roster.load(one)})" for one in roster.on_duty(crew.id, now)]
    areas = ", ".join(sorted(crew.areas))
    over = "" if crew.is_valid(now) else "  (not a crew now)"
    return f"{crew.id:<24} {crew.trade:<12} {areas:<12}  {crew.name.zh}  {', '.join(there) or '-'}{over}"


def turn_line(turn: Duty, people: Mapping[str, Person], zone: ZoneInfo) -> str:
    """A turn of duty with its number."""
    ended = f"  ended {_time(turn.ended_at, zone)} by {turn.ended_by}" if turn.ended_at else ""
    name = people[turn.person].name
    span = f"{_time(turn.begins, zone)} - {_time(turn.ends, zone)}"
    return f"{turn.num:>7}  {span}  {turn.crew:<24} {turn.person} {name}  set by {turn.set_by}{ended}"


def contact_line(contact: Contact, zone: ZoneInfo) -> str:
    """A contact on one line."""
    until = f"  until {_time(contact.valid_to, zone)}" if contact.valid_to else ""
    of = f"{contact.scope} {contact.scope_id}"
    return f"{contact.role:<18} {of:<28} {contact.channel} {contact.address or '-'}  {contact.name}{until}"


def gap_lines(found: Sequence[Gap]) -> Iterator[str]:
    """Trades and areas that nobody is on duty for, and where their orders go meanwhile."""
    for gap in found[:MOST_GAPS]:
        instead = gap.instead
        goes = f"to {_holder(instead)} ({instead.reason})" if instead.crew else "to nobody"
        yield f"{gap.trade:<12} {gap.area.code:<16} {gap.area.name.zh}  orders go {goes}"
    if len(found) > MOST_GAPS:
        yield f"and {len(found) - MOST_GAPS} more; see one area with --area"


def assignment_lines(found: Assignment, roster: Roster, people: Mapping[str, Person]) -> Iterator[str]:
    """Who would get an order, and why."""
    if found.crew is not None:
        yield f"crew    {found.crew}  {roster.crews[found.crew].name.zh}"
    if found.person is not None:
        person = people[found.person]
        yield f"person  {person.id}  {person.name}  {person.phone or '-'}  load {roster.load(person.id)}"
    yield f"why     {found.reason}: {WHY[found.reason]}"


def _holder(found: Assignment) -> str:
    return " ".join(one for one in (found.crew, found.person) if one)


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
