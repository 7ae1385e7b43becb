"""What a change of an alert was decided on, small enough to be kept with it for ever."""

import json
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from alerts.evaluate import Basis, Transition
from alerts.explain import parts_of
from alerts.watch import Held
from alerts.watch_rule import WatchRule
from model.severity import Severity

LARGEST = 4_000
"""Letters of JSON that are kept at most; a baseline's lesson has some hundreds."""
MOST = 20
TOO_LONG = "too long to be kept"
_NO_LIMITS = frozenset(
    {"id", "name", "kind", "metric", "condition", "watch", "passport", "examples", "levels"}
)


def inputs_of(transition: Transition) -> Mapping[str, Any] | None:
    """The inputs of a transition as JSON can hold them; None where it tells none.

    ``heard`` is the value that brought it, with metric and time; ``known`` what the condition stood at before
    it (values, times and latches of earlier readings); ``facts`` the site's numbers; ``limit`` the numbers of
    the rule for this level; ``parts`` what the condition says of itself afterwards.
    """
    basis = transition.basis
    if not isinstance(basis, Basis):
        return basis
    seen, condition = basis.seen, basis.rule.condition
    told = {
        "heard": {"metric": seen.metric, "value": seen.value, "at": seen.at.isoformat()},
        "facts": dict(sorted(basis.facts.items())[:MOST]),
        "limit": limit_of(basis.rule.body, transition.severity),
        "parts": [list(part) for part in parts_of(condition, basis.after, seen)[:MOST]],
    }
    known = {} if basis.before == condition.rest else {"known": condition.dump(basis.before)}
    return _bounded({**told, **known})


def watch_inputs(rule: WatchRule, held: Held | None, severity: Severity) -> Mapping[str, Any]:
    """The same for a watch: the sensors that it names, the worst first; none where it holds no more."""
    seen = {} if held is None else {"value": held.value, "sensors": list(held.carriers[:MOST])}
    return _bounded({**seen, "limit": limit_of(rule.body, severity)})


@lru_cache(maxsize=1024)
def limit_of(body: str, severity: Severity) -> Mapping[str, Any]:
    """The numbers by which a rule's text decides on a level: those of all levels, and the level's own."""
    text = tomllib.loads(body)
    level: Mapping[str, Any] = next(
        (one for one in text.get("levels", ()) if one.get("severity") == severity.key), {}
    )
    return {name: value for name, value in text.items() if name not in _NO_LIMITS} | dict(level)


def _bounded(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without what is longest where it is too long: the alert must be written all the same."""
    kept = dict(inputs)
    for name in ("known", "parts", "limit"):
        if len(json.dumps(kept)) <= LARGEST:
            break
        if name in kept:
            kept[name] = [[name, TOO_LONG]] if name == "parts" else TOO_LONG
    return kept
