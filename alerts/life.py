"""The life of an alert after ISA-18.2 as a pure state machine.

An alert that was fired asks for a hand (UNACK) until a person acknowledges it, and again when it rises to a
higher level. What a person or the design sets aside (shelved, suppressed, out of service) belongs to the pair
of rule and sensor, outlives any one alert, and asks for nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.errors import Refused
from model.alert import AlertState, Aside, LifeChange

SYSTEM = "yiping"
"""The actor of what the system does by itself."""

LONGEST_SHELF = timedelta(hours=24)

SET_ASIDE: Mapping[Aside, AlertState] = {
    Aside.OUT_OF_SERVICE: AlertState.OOSRV,
    Aside.SUPPRESSED: AlertState.DSUPR,
    Aside.SHELVED: AlertState.SHLVD,
}
"""The state that each kind means, the strongest first: what is out of service is not merely shelved."""

BEGINS: Mapping[LifeChange, Aside] = {
    LifeChange.SHELVED: Aside.SHELVED,
    LifeChange.SUPPRESSED: Aside.SUPPRESSED,
    LifeChange.OUT_OF_SERVICE: Aside.OUT_OF_SERVICE,
}
ENDS: Mapping[LifeChange, Aside] = {
    LifeChange.UNSHELVED: Aside.SHELVED,
    LifeChange.SHELF_EXPIRED: Aside.SHELVED,
    LifeChange.RELEASED: Aside.SUPPRESSED,
    LifeChange.IN_SERVICE: Aside.OUT_OF_SERVICE,
}
STEPS: Mapping[tuple[AlertState, LifeChange], AlertState] = {
    (AlertState.UNACK, LifeChange.ACKNOWLEDGED): AlertState.ACKED,
    (AlertState.UNACK, LifeChange.ESCALATED): AlertState.UNACK,
    (AlertState.UNACK, LifeChange.EASED): AlertState.UNACK,
    (AlertState.UNACK, LifeChange.CLEARED): AlertState.RTNUN,
    (AlertState.ACKED, LifeChange.ESCALATED): AlertState.UNACK,
    (AlertState.ACKED, LifeChange.EASED): AlertState.ACKED,
    (AlertState.ACKED, LifeChange.CLEARED): AlertState.NORM,
    (AlertState.RTNUN, LifeChange.ACKNOWLEDGED): AlertState.NORM,
    (AlertState.RTNUN, LifeChange.SUPERSEDED): AlertState.NORM,
    # Whoever set it aside knew of it: it needs no acknowledgement when it goes.
    **{(state, LifeChange.CLEARED): AlertState.NORM for state in SET_ASIDE.values()},
    **{
        (state, change): state
        for state in SET_ASIDE.values()
        for change in (LifeChange.ESCALATED, LifeChange.EASED)
    },
}
AT_REST = frozenset({AlertState.NORM, AlertState.PENDING})
ASKING = frozenset({AlertState.UNACK, AlertState.ACKED})
"""The states that count on the wall: active, and not set aside."""

OPEN = ASKING | set(SET_ASIDE.values())
"""The states of an alert whose condition holds."""

REASONS: Mapping[LifeChange, str] = {
    LifeChange.SUPERSEDED: "fired again before it was acknowledged",
    LifeChange.ACKNOWLEDGED: "acknowledged by a person",
    LifeChange.SHELVED: "shelved by a person",
    LifeChange.UNSHELVED: "unshelved by a person",
    LifeChange.SHELF_EXPIRED: "the shelf ran out",
    LifeChange.SUPPRESSED: "suppressed by design",
    LifeChange.RELEASED: "released from suppression",
    LifeChange.OUT_OF_SERVICE: "taken out of service by a person",
    LifeChange.IN_SERVICE: "returned to service by a person",
}
RACED = "put in step with its rule and sensor, which changed while it fired"


@dataclass(frozen=True, slots=True)
class Life:
    """Where an alert stands (NORM or PENDING where there is none), and what its pair is set aside by."""

    state: AlertState
    aside: frozenset[Aside] = frozenset()


def before_firing(*, rests: bool) -> AlertState:
    """The state of a pair without an alert: PENDING where its rule stands at something, else NORM."""
    return AlertState.NORM if rests else AlertState.PENDING


def asks(aside: Collection[Aside]) -> AlertState:
    """The state in which an alert of a pair begins, and to which it returns: UNACK where nothing hides it."""
    return next((state for kind, state in SET_ASIDE.items() if kind in aside), AlertState.UNACK)


def allowed(life: Life) -> tuple[LifeChange, ...]:
    """What can happen to an alert now, in the order of the changes' definition."""
    return tuple(change for change in LifeChange if _goes(life, change))


def decide(life: Life, change: LifeChange, *, what: str = "the alert") -> Life:
    """The life after a change; ``what`` names it in errors.

    Raises Refused, naming what is allowed, when the state does not take the change.
    """
    if not _goes(life, change):
        words = ", ".join(allowed(life))
        raise Refused(f"{what} is {_told(life)}; it cannot be {change} now, it takes {words}")
    if change is LifeChange.FIRED:
        return Life(asks(life.aside), life.aside)
    if (to_state := STEPS.get((life.state, change))) is not None:
        return Life(to_state, life.aside)
    aside = life.aside | {BEGINS[change]} if change in BEGINS else life.aside - {ENDS[change]}
    return Life(asks(aside) if life.state in OPEN else life.state, aside)


def check_words(change: LifeChange, *, actor: str, reason: str = "") -> None:
    """Raises Refused where a person's step lacks a name, or one that hides alerts lacks its reason."""
    if not actor.strip():
        raise Refused("who does this? A step without a name is not recorded")
    if change in BEGINS and not reason.strip():
        raise Refused(f"say why it is to be {change}: a reason is required")


def check_shelf(*, now: datetime, until: datetime) -> None:
    """Raises Refused unless a shelf ends after ``now``, within 24 hours."""
    if not now < until <= now + LONGEST_SHELF:
        raise Refused(
            f"a shelf ends after now and within 24 h, not at {until:%Y-%m-%d %H:%M} UTC;"
            " what must stay quiet for longer is taken out of service"
        )


def mended(life: Life) -> LifeChange | None:
    """The change that puts an open alert in step with its pair; None where it is in step.

    They part only where somebody set the pair aside, or brought it back, in the moment when it fired.
    """
    wanted = life.state if life.state in ASKING and not life.aside else asks(life.aside)
    if life.state not in OPEN or life.state is wanted:
        return None
    if not life.aside:
        return next(change for change, kind in ENDS.items() if SET_ASIDE[kind] is life.state)
    return next(change for change, kind in BEGINS.items() if SET_ASIDE[kind] is wanted)


def _goes(life: Life, change: LifeChange) -> bool:
    if change is LifeChange.FIRED:
        return life.state in AT_REST
    if change is LifeChange.SHELVED:
        return not life.aside
    if change in BEGINS:
        return BEGINS[change] not in life.aside
    if change in ENDS:
        return ENDS[change] in life.aside
    return (life.state, change) in STEPS


def _told(life: Life) -> str:
    kinds = [kind for kind in SET_ASIDE if kind in life.aside]
    return " and ".join([life.state, *(kind.replace("_", " ") for kind in kinds)])
