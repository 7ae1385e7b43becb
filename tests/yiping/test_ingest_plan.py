"""The steps from shares to other shares: no session loses a part, and no topic is without one."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.topics import readings_filter
from store.ingest_sessions import Session
from yiping.ingest_plan import Shares, WiderError, changes, shares_with

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
STREETS = "abcdef"
NAMES = ["x", "x-1", "x-2", "x-3"]


def shares_from(owners: list[str | None]) -> Shares:
    """Shares in which each street belongs to its owner, if to anybody."""
    return {
        name: frozenset(street for street, owner in zip(STREETS, owners, strict=True) if owner == name)
        for name in set(owners) - {None}
        if name is not None
    }


SHARES = st.lists(st.sampled_from([None, *NAMES]), min_size=len(STREETS), max_size=len(STREETS)).map(
    shares_from
)


@given(SHARES, SHARES)
def test_the_steps_lead_to_what_is_wanted_and_no_session_loses_a_part(known: Shares, wanted: Shares) -> None:
    standing = dict(known)
    for step in changes(known, wanted):
        for name, filters in step.wanted.items():
            assert standing.get(name, frozenset()) <= filters
            standing[name] = filters
        for name in step.ending:
            assert name not in step.wanted
            del standing[name]
    assert standing == wanted


@given(SHARES, SHARES)
def test_what_is_kept_before_and_after_is_kept_after_every_step(known: Shares, wanted: Shares) -> None:
    always = frozenset().union(*known.values()) & frozenset().union(*wanted.values())
    standing = dict(known)
    for step in changes(known, wanted):
        standing.update(step.wanted)
        for name in step.ending:
            del standing[name]
        assert always <= frozenset().union(*standing.values())


@given(SHARES, SHARES)
def test_a_session_that_stays_as_it_is_is_left_alone(known: Shares, wanted: Shares) -> None:
    touched = {name for step in changes(known, wanted) for name in (*step.wanted, *step.ending)}
    assert not touched & {name for name in known if known[name] == wanted.get(name)}


def session(client_id: str, *prefixes: str) -> Session:
    filters = frozenset(map(readings_filter, prefixes))
    return Session(client_id=client_id, filters=filters, since=SINCE, ending=False)


def test_a_worker_takes_its_streets_from_others_and_leaves_them_the_rest() -> None:
    wanted = {"west": frozenset(map(readings_filter, ["31/001", "31/003"]))}
    known = [session("east", "31/002", "31/003"), session("old", "31/001")]
    assert shares_with(wanted, known) == {**wanted, "east": frozenset({readings_filter("31/002")})}


def test_a_whole_district_takes_in_its_streets() -> None:
    wanted = {"west": frozenset({readings_filter("31")})}
    assert shares_with(wanted, [session("east", "31/002"), session("other", "32/001")]).keys() == {
        "west",
        "other",
    }


def test_a_part_is_not_taken_from_a_session_that_has_the_whole_in_one() -> None:
    with pytest.raises(WiderError, match=r"the session whole .* --workers 2"):
        shares_with({"west": frozenset({readings_filter("31/001")})}, [session("whole", "")])
