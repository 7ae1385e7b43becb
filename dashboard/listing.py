"""Which orders the list of all of them shows by its address, and each as the grid takes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dashboard import say
from dashboard.panels.dossier import who_has
from dashboard.words import Words
from model.order import OVER, OrderState
from model.reading import Origin
from model.text import Text
from orders.plan import shipped_plans
from store.order_lists import DEEPEST, Line, Sort, Wanted, find, page
from store.pool import Connection

NAMES = ("area", "state", "plan", "crew", "person", "overdue", "q", "sort")
"""What an address can ask a list for."""
PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for; ``told`` is that in its own words, to make other addresses of."""

    wanted: Wanted
    sort: Sort
    told: Mapping[str, str]


def asked(told: Mapping[str, str]) -> Asked:
    """What the values of an address ask for. Raises LookupError for a state or sorting that is none."""
    try:
        state = OrderState(told["state"]) if "state" in told else None
        sort = Sort(told.get("sort", Sort.WORST))
    except ValueError as problem:
        raise LookupError(str(problem)) from problem
    wanted = Wanted(
        under=told.get("area"),
        state=state,
        plan=told.get("plan"),
        crew=told.get("crew"),
        person=told.get("person"),
        overdue=told.get("overdue") == "1",
        letters=told.get("q"),
    )
    return Asked(wanted=wanted, sort=sort, told={name: told[name] for name in NAMES if name in told})


def rows(
    conn: Connection, words: Words, want: Asked, *, begin: int, end: int, zone: ZoneInfo, now: datetime
) -> dict[str, Any]:
    """The rows from ``begin`` until before ``end``, and where the list ends once that is known."""
    size = max(0, min(end - begin, 2 * PAGE))
    found = find(conn, want.wanted, now=now)
    lines = page(conn, found, sort=want.sort, offset=begin, size=size)
    last = begin + len(lines)
    ends = len(lines) < size or last >= DEEPEST
    shown = [row(words, line, zone=zone, now=now) for line in lines]
    return {"rowData": shown, "rowCount": last if ends else None}


def row(words: Words, line: Line, *, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """One order as the cells of the grid take it: words ready to read."""
    runs = line.due_at is not None and line.state not in OVER and not line.paused
    return {
        "id": line.id,
        "level": line.severity.key,
        "word": words(f"severity_short.{line.severity.key}"),
        "roman": words(f"roman.{line.severity.key}"),
        "quiet": line.state in OVER,
        "origin": "" if line.origin is Origin.LIVE else line.origin.value,
        "drill": "" if line.origin is Origin.LIVE else words(f"origin.{line.origin.value}"),
        "what": words.of(line.name),
        "plan": words.of(plan_called(line.plan)),
        "place": words.of(line.area_name),
        "address": line.address or "",
        "state": line.state.value,
        "stage": stage(words, line),
        "due": say.milliseconds(line.due_at) if runs and line.due_at else None,
        "clock": clock(words, line),
        "late": line.late,
        "who": who_has(words, line.crew, line.person_name or line.person, line.crew_name),
        "source": words(f"source.{line.source.value}"),
        "filed": say.brief(line.filed_at, zone, now=now)
        if _this_year(line.filed_at, zone, now)
        else _old(line, zone),
    }


def stage(words: Words, line: Line) -> str:
    """The stage of an order; of a merged one with what it went into."""
    told = words(f"stage_now.{line.state.value}")
    return f"{told} → {line.merged_id}" if line.state is OrderState.MERGED and line.merged_id else told


def clock(words: Words, line: Line) -> str:
    """What is told of an order's time where no clock runs."""
    if line.paused and line.state not in OVER:
        return words("clock.stands")
    return words("orders.was_late") if line.late else "–"


def plan_called(plan: str) -> Text:
    """What a plan is called; by its id where the program brings it no more."""
    known = shipped_plans().by_id.get(plan)
    return known.name if known else Text(zh=plan, en=plan)


def _this_year(at: datetime, zone: ZoneInfo, now: datetime) -> bool:
    return at.astimezone(zone).year == now.astimezone(zone).year


def _old(line: Line, zone: ZoneInfo) -> str:
    return f"{line.filed_at.astimezone(zone):%Y-%m-%d %H:%M}"
