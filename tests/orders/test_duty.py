"""Who has an order, against a second way of saying it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.duty import Crew, Duty, Roster
from model.text import Text
from orders.duty import Assignment, Reason, assigned, assignment_from, is_kept

NOW = datetime(2026, 8, 25, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
PATH = ["d", "d-street", "d-zone", "d-committee", "d-grid"]
HOURS = st.integers(-3, 3).map(lambda hours: NOW + hours * HOUR)


def crew(crew_id: str, trade: str, *areas: str, **changed: object) -> Crew:
    fields = {"id": crew_id, "name": Text(zh=crew_id, en=crew_id), "trade": trade, "areas": frozenset(areas)}
    return Crew(**{**fields, "valid_from": NOW - 9 * HOUR, **changed})  # type: ignore[arg-type]


def duty(crew_id: str, person: str, **changed: object) -> Duty:
    fields = {"crew": crew_id, "person": person, "begins": NOW - HOUR, "ends": NOW + HOUR}
    return Duty(**{**fields, "set_by": "li", "set_at": NOW, **changed})  # type: ignore[arg-type]


def roster(*parts: Crew | Duty, **loads: int) -> Roster:
    crews = {one.id: one for one in parts if isinstance(one, Crew)}
    turns = [one for one in parts if isinstance(one, Duty)]
    by_crew = {crew_id: [turn for turn in turns if turn.crew == crew_id] for crew_id in crews}
    return Roster(crews=crews, duties=by_crew, loads=loads)


def who(found: Roster, trade: str = "drainage", now: datetime = NOW) -> str:
    return assigned(found, path=PATH, trade=trade, now=now).note


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Crews of two trades and desks here and elsewhere, people who serve in some, loads."""
    parts: list[Crew | Duty] = []
    areas = st.sets(st.sampled_from([*PATH, "elsewhere"]), min_size=1)
    for number in range(draw(st.integers(0, 6))):
        begins, ends = draw(HOURS), draw(st.none() | HOURS)
        trade = draw(st.sampled_from(["drainage", "lift", "desk"]))
        valid = {"valid_from": begins, "valid_to": ends if ends and ends > begins else None}
        parts.append(crew(f"c{number}", trade, *draw(areas), **valid))
        for person in draw(st.lists(st.sampled_from("abcde"), max_size=4)):
            first, length = draw(HOURS), draw(st.integers(1, 3)) * HOUR
            early = draw(st.none() | st.just(first + length / 2))
            by = None if early is None else "li"
            turn = {"begins": first, "ends": first + length, "ended_at": early, "ended_by": by}
            parts.append(duty(f"c{number}", person, **turn))
    return roster(*parts, **draw(st.dictionaries(st.sampled_from("abcde"), st.integers(0, 3))))


def people_on_duty(found: Roster, trade: str) -> list[tuple[int, int, str, str]]:
    """Everybody who could take an order: how far up the crew's narrowest area is, load, person, crew."""
    return [
        (
            -max(PATH.index(area) for area in one.areas if area in PATH),
            found.loads.get(turn.person, 0),
            turn.person,
            one.id,
        )
        for one in found.crews.values()
        for turn in found.duties[one.id]
        if one.trade == trade and one.areas & set(PATH)
        if one.valid_from <= NOW and (one.valid_to is None or one.valid_to > NOW)
        if turn.begins <= NOW < turn.ends and (turn.ended_at is None or turn.ended_at > NOW)
    ]


@given(rosters(), st.sampled_from(["drainage", "lift", "desk"]))
def test_the_narrowest_area_comes_first_then_the_least_load_then_the_desk(found: Roster, trade: str) -> None:
    given_to = assigned(found, path=PATH, trade=trade, now=NOW)
    workers, desks = people_on_duty(found, trade), people_on_duty(found, "desk")
    if workers or desks:
        _, _, person, crew_id = min(workers or desks)
        reason = Reason.ON_DUTY if workers else Reason.DESK
        assert given_to == Assignment(crew=crew_id, person=person, reason=reason)
    else:
        assert given_to.person is None
        assert (given_to.reason is Reason.NOBODY) == (given_to.crew is None)


@given(rosters(), st.sampled_from(["drainage", "lift", "desk"]))
def test_whoever_gets_an_order_keeps_it_until_something_changes(found: Roster, trade: str) -> None:
    given_to = assigned(found, path=PATH, trade=trade, now=NOW)
    kept = is_kept(found, crew=given_to.crew, person=given_to.person, path=PATH, trade=trade, now=NOW)
    assert kept == (given_to.person is not None)


@given(rosters(), st.integers(1, 12))
def test_a_batch_leaves_no_one_two_orders_ahead_of_a_colleague(found: Roster, orders: int) -> None:
    level = Roster(crews=found.crews, duties=found.duties)
    for _ in range(orders):
        given_to = assigned(level, path=PATH, trade="drainage", now=NOW)
        level = level.handed_over(None, given_to.person)
    if given_to.reason is Reason.ON_DUTY:
        nearest = min(one[0] for one in people_on_duty(found, "drainage"))
        team = {one[2] for one in people_on_duty(found, "drainage") if one[0] == nearest}
        loads = [level.load(person) for person in team]
        assert (sum(loads), max(loads) - min(loads) <= 1) == (orders, True)


def test_a_zone_desk_comes_before_that_of_the_street_and_of_the_district() -> None:
    desks = [crew(area, "desk", area) for area in PATH[:3]]
    turns = [duty(area, f"at-{area}") for area in PATH[:3]]
    assert who(roster(*desks, *turns)) == "d-zone at-d-zone desk"
    assert who(roster(*desks, *turns[:2])) == "d-street at-d-street desk"
    assert who(roster(*desks, *turns[:1])) == "d at-d desk"


def test_a_crew_of_the_trade_far_up_comes_before_the_desk_next_door() -> None:
    crews = crew("pumps", "drainage", "d"), crew("zone", "desk", "d-zone")
    assert who(roster(*crews, duty("pumps", "zhang"), duty("zone", "li"))) == "pumps zhang on_duty"


def test_with_nobody_on_duty_the_crew_has_it_and_without_a_crew_nobody() -> None:
    crews = crew("b", "drainage", "d-zone"), crew("a", "drainage", "d"), crew("desk", "desk", "d")
    assert who(roster(*crews)) == "b - crew"
    assert who(roster(*crews), trade="gas") == "- - nobody"


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(-1.01, "- crew"), (-1, "zhang on_duty"), (0.49, "zhang on_duty"), (0.5, "- crew")],
)
def test_a_turn_counts_from_its_beginning_until_before_it_was_ended(hours: float, expected: str) -> None:
    ended = duty("pumps", "zhang", ended_at=NOW + HOUR / 2, ended_by="li")
    found = roster(crew("pumps", "drainage", "d"), ended)
    assert who(found, now=NOW + hours * HOUR) == f"pumps {expected}"


def test_a_crew_that_is_no_more_gets_nothing() -> None:
    turn = duty("pumps", "zhang")
    assert who(roster(crew("pumps", "drainage", "d", valid_to=NOW), turn)) == "- - nobody"
    assert who(roster(crew("pumps", "drainage", "d", valid_to=NOW + HOUR), turn)) == "pumps zhang on_duty"


def test_a_desk_hands_an_order_on_as_soon_as_its_trade_is_on_duty() -> None:
    parts: list[Crew | Duty] = [crew("pumps", "drainage", "d"), crew("desk", "desk", "d"), duty("desk", "li")]

    def kept(*more: Duty) -> bool:
        held = roster(*parts, *more)
        return is_kept(held, crew="desk", person="li", path=PATH, trade="drainage", now=NOW)

    assert kept()
    assert not kept(duty("pumps", "zhang"))


@given(st.none() | st.from_regex(r"[^\s-]\S*", fullmatch=True), st.sampled_from(Reason))
def test_a_line_of_history_is_read_back(name: str | None, reason: Reason) -> None:
    told = Assignment(crew=name, person=name, reason=reason)
    assert assignment_from(told.note) == told
