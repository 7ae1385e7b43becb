"""The projected flood on four years of recorded floods: how many it announces, and how many of those come."""

from pathlib import Path

import pytest

from alerts.condition import Condition
from alerts.rule import RULES, load_rule
from model.catalogue import load_kinds
from model.severity import Severity
from tests.alerts.conditions.walked import stepped
from tests.test_recorded_floods import Flood, floods

FILE = "data/water/floodnet_flood_events_before_2025.csv"
REACH_CM = 25.0


def announced(condition: Condition, flood: Flood) -> bool:
    state = condition.rest
    for seconds, cm in dict(flood.profile).items():
        state = stepped(condition, state, seconds, cm)
        if condition.severity(state) is Severity.ORANGE:
            return True
    return False


@pytest.mark.recorded
def test_nearly_every_deep_flood_is_announced_and_most_announced_floods_become_deep(recorded: Path) -> None:
    rule = load_rule(RULES / "road_flooding_projected.toml", kinds=load_kinds())
    every = list(floods(recorded / FILE))
    deep = {place for place, flood in enumerate(every) if max(cm for _, cm in flood.profile) >= REACH_CM}
    told = {place for place, flood in enumerate(every) if announced(rule.condition, flood)}
    # These figures stand in the rule's passport.
    assert (len(every), len(deep), len(told), len(deep & told)) == (1226, 208, 275, 205)
