"""A request is a wish, or it is nothing: unknown names, other types and sizes are not guessed at."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.wishes import LONGEST, wish_from
from model.order import OrderCommand
from model.text import Text
from orders.clock import TimeLimit, TimeUnit

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = ("command", "note", "override", "area", "trade", "crew", "person", "into", "longer", "name", "turn")


def test_every_particular_is_read() -> None:
    texts = {name: f" {name} " for name in LONGEST}
    body = {"command": "split", "longer": {"amount": 4, "unit": "working_day"}, "turn": 3, **texts}
    wish = wish_from("WO-000001", body)
    assert wish is not None
    assert (wish.command, wish.note, wish.override, wish.turn) == (OrderCommand.SPLIT, "note", "override", 3)
    beside = wish.beside
    assert (beside.area, beside.trade, beside.crew, beside.person) == ("area", "trade", "crew", "person")
    assert (beside.into, beside.name) == ("into", Text(zh="name", en="name"))
    assert beside.longer == TimeLimit(amount=4, unit=TimeUnit.WORKING_DAY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"command": "explode"},
        {"command": None},
        {"command": ["accept"]},
        {"extra": "x"},
        {"note": 5},
        {"note": "x" * 2001},
        {"area": "x" * 33},
        {"person": "zero\0byte"},
        {"longer": {"amount": 0, "unit": "working_day"}},
        {"longer": {"amount": True, "unit": "working_day"}},
        {"longer": {"amount": "2", "unit": "working_day"}},
        {"longer": {"amount": 1001, "unit": "working_day"}},
        {"longer": {"amount": float("nan"), "unit": "working_day"}},
        {"longer": {"amount": 2, "unit": "fortnight"}},
        {"longer": {"amount": 2}},
        {"longer": 2},
        {"turn": "1"},
        {"turn": True},
    ],
)
def test_what_is_not_understood_is_no_wish(wrong: dict[str, Any]) -> None:
    assert wish_from("WO-000001", {"command": "accept"}) is not None
    assert wish_from("WO-000001", {"command": "accept", **wrong}) is None


@given(JSON | st.dictionaries(st.sampled_from(NAMES), JSON))
def test_nothing_that_comes_is_an_error(body: Any) -> None:
    wish_from("WO-000001", body)
