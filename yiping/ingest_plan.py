"""What must happen at the broker when the shares of ingest change: nothing lost, the order kept. Pure.

Whether a session still holds messages of filters that it lost can be told only when it gets nothing more at
all. So a session that would lose some and keep others is ended, and begins anew: in between another session
keeps everything.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ingest.filters import covers, overlaps
from model.errors import YipingError
from store.ingest_sessions import Filters, Session

Shares = Mapping[str, Filters]
"""Filters by client identifier: no topic fits filters of two sessions."""


class WiderError(YipingError):
    """A session keeps more than is wanted of it, and cannot keep only the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step from shares to other shares: sessions that hold more than before, and sessions that end."""

    wanted: Shares
    ending: tuple[str, ...]


def shares_with(wanted: Shares, known: Collection[Session]) -> Shares:
    """All shares once ``wanted`` hold: other sessions keep what nobody else wants.

    Raises WiderError when one is subscribed to more than what is wanted, in one filter.
    """
    mine = [one for filters in wanted.values() for one in filters]
    others = {session.client_id: session.filters for session in known if session.client_id not in wanted}
    for client_id, filters in others.items():
        _refuse_wider(client_id, filters, mine)
    kept = {
        client_id: frozenset(one for one in filters if not any(overlaps(one, my) for my in mine))
        for client_id, filters in others.items()
    }
    return {**{client_id: filters for client_id, filters in kept.items() if filters}, **wanted}


def changes(known: Shares, wanted: Shares) -> list[Change]:
    """The steps from ``known`` to ``wanted``, none where they are the same; those that stay are left alone.

    Within a step no session loses a part: it begins, grows or ends.
    """
    same = {name for name in known if known[name] == wanted.get(name)}
    known = {name: filters for name, filters in known.items() if name not in same}
    wanted = {name: filters for name, filters in wanted.items() if name not in same}
    shrinks = any(known[name] - wanted[name] for name in known.keys() & wanted.keys())
    if not shrinks:
        return _step(known, wanted)
    aside = f"{min(known.keys() & wanted.keys())}-aside"
    while aside in {*known, *wanted, *same}:
        aside += "-aside"
    between = {aside: frozenset(one for filters in wanted.values() for one in filters)}
    return [*_step(known, between), *_step(between, wanted)]


def _step(known: Shares, wanted: Shares) -> list[Change]:
    ending = tuple(sorted(known.keys() - wanted.keys()))
    return [Change(wanted=wanted, ending=ending)] if wanted or ending else []


def _refuse_wider(client_id: str, filters: Filters, mine: Collection[str]) -> None:
    for one in sorted(filters):
        for my in mine:
            if overlaps(one, my) and not covers(my, one):
                raise WiderError(
                    f"the session {client_id} is subscribed to {one}, of which {my} is a part only: run "
                    "`yiping ingest --workers 2` once, which gives each street a subscription of its own"
                )
