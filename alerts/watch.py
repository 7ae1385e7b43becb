"""What every watch is: a pure look at what only time, or several sensors, can tell.

A watch says which of its subjects hold now, and nothing else. When an alert follows, and when it ends, is the
same for all watches and is decided here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol

from alerts.evaluate import Change, Transition
from model.definition import Definition
from model.kind import Kind
from model.reading import Origin
from model.severity import Severity

NO_MORE = "no longer so for its delay"
RISEN = "holds for a higher level"
FALLEN = "holds for a lower level only"
Subject = tuple[int | str, Origin]
"""What a watch tells of: a sensor by its number or an area by its code, live or in a drill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """That a watch holds for a subject: how much, by what value, why, and who may carry the alert.

    ``carriers`` are numbers of sensors, the one that is to carry it first; an alert about a sensor has that
    one. ``about`` is the area that the alert is about, None for the sensor itself; ``area`` is where its
    order goes. ``quiets`` are rules whose alerts of the carrier are suppressed as long as it holds.
    ``metric`` is what the value is called, None where the watch's own name is meant.
    """

    severity: Severity
    value: float
    reason: str
    origin: Origin
    carriers: Sequence[int]
    area: str | None
    about: str | None = None
    quiets: Sequence[str] = ()
    metric: str | None = None


class Watch(Protocol):
    """One watch with its numbers.

    ``looks_at`` names the view that it needs, see ``alerts/watching.py``; ``metric`` is what its values are
    called in alerts, with their unit at the end; ``quiets`` says whether it ever quiets other rules.
    """

    looks_at: str
    metric: str
    quiets: bool

    def holding(self, now: datetime, view: Sequence[Any]) -> Mapping[Any, Held]:
        """Each Subject that holds now."""
        ...

    def row(self, table: Definition, *, at: datetime) -> Any:
        """One row of a view, as an example of a rule tells it; ``at`` is the time of the view."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What is known of an open alert of a watch; ``normal_since`` is since when it holds no more."""

    severity: Severity
    value: float
    normal_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What becomes of a subject's alert: a change or None, and since when it holds no more."""

    transition: Transition | None
    normal_since: datetime | None


def turned(before: Open | None, held: Held | None, *, now: datetime, clear_after: timedelta) -> Turn:
    """The next of an alert by whether its subject holds now. One of the two must be given."""
    if held is not None:
        return Turn(transition=_towards(before, held, now), normal_since=None)
    if before is None:
        raise ValueError("neither an open alert nor a subject that holds: nothing can become of it")
    since = before.normal_since or now
    if now - since < clear_after:
        return Turn(transition=None, normal_since=since)
    cleared = Transition(
        change=Change.CLEARED, reason=NO_MORE, severity=before.severity, at=now, value=before.value
    )
    return Turn(transition=cleared, normal_since=since)


def _towards(before: Open | None, held: Held, now: datetime) -> Transition | None:
    if before is not None and before.severity is held.severity:
        return None
    change, reason = Change.FIRED, held.reason
    if before is not None:
        higher = held.severity > before.severity
        change, reason = (Change.ESCALATED, RISEN) if higher else (Change.EASED, FALLEN)
    return Transition(change=change, reason=reason, severity=held.severity, at=now, value=held.value)


def watch_module(name: str) -> ModuleType:
    """The file of ``alerts/watches`` that ``name`` means. Raises ModuleNotFoundError."""
    return import_module(f"alerts.watches.{name}")


def watch_from(name: str, definition: Definition, *, kinds: Mapping[str, Kind]) -> Watch:
    """The watch ``name`` with the numbers that a rule's definition gives it."""
    try:
        module = watch_module(name)
    except ModuleNotFoundError:
        raise definition.error("watch", f"there is no watch {name!r}") from None
    watch: Watch = module.watch_from(definition, kinds=kinds)
    return watch


def kinds_from(definition: Definition, known: Mapping[str, Kind]) -> tuple[Kind, ...]:
    """The kinds of sensors that a watch is for: ``kinds``, or all of some ``themes``; else every kind."""
    names = [name for name in ("kinds", "themes") if name in definition.names()]
    if len(names) > 1:
        raise definition.error("themes", "stands beside kinds; give one of the two, or none for every kind")
    if not names:
        return tuple(known.values())
    words = {"kinds": tuple(known), "themes": tuple(dict.fromkeys(kind.theme for kind in known.values()))}
    wanted = texts_from(definition, names[0])
    for word in wanted:
        if word not in words[names[0]]:
            raise definition.error(names[0], f"{word!r} is not one of {', '.join(words[names[0]])}")
    by_kind = names == ["kinds"]
    return tuple(kind for kind in known.values() if (kind.id if by_kind else kind.theme) in wanted)


def texts_from(definition: Definition, name: str) -> tuple[str, ...]:
    """A list of one or more different texts."""
    found = definition.take(name, list)
    if not found or not all(isinstance(one, str) for one in found) or len(set(found)) != len(found):
        raise definition.error(name, "must be one or more different texts")
    return tuple(found)
