"""What a ladder keeps, and what it makes of a state that another ladder has kept."""

import pytest

from alerts.ladder import Latch, dump_latches, load_latches, released
from tests.alerts.conditions.walked import after
from tests.alerts.test_threshold import RUNGS


def test_latches_come_back_as_they_were_written() -> None:
    latches = (Latch(True), Latch(False, after(60)), Latch(True, after(0.25)))
    assert load_latches(RUNGS, dump_latches(latches)) == latches


def test_at_rest_no_latch_is_set() -> None:
    assert released(RUNGS) == (Latch(False, None),) * 3


STRANGE = {
    "nothing": None,
    "too few": [[True, None]],
    "a number for a truth": [[1, None]] * 3,
    "a number for a time": [[True, 1_766_000_000]] * 3,
    "no time": [[True, "yesterday"]] * 3,
    "texts": ["ab", "cd", "ef"],
    "a table": {"points": [], "latches": []},
}


@pytest.mark.parametrize("case", STRANGE)
def test_what_another_rule_has_kept_is_no_state_of_this_ladder(case: str) -> None:
    assert load_latches(RUNGS, STRANGE[case]) is None
