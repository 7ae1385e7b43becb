"""Combined: an area has open alerts of all of some rules, or of any of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.gathering import AreaKey, carriers, gathered, level_from, member_from
from alerts.watch import Held, texts_from
from model.area import Level
from model.definition import Definition
from model.kind import Kind
from model.severity import SEVERITIES, Severity
from store.watches import Member

TOGETHER = "the area has open alerts of these rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """``needed`` is how many of the ``rules`` must have an open alert in an area of ``level``."""

    rules: tuple[str, ...]
    needed: int
    level: Level
    severity: Severity
    kinds: tuple[str, ...] = ()
    looks_at: str = "members"
    metric: str = "rules"
    quiets: bool = False

    def holding(self, now: datetime, view: Sequence[Member]) -> Mapping[AreaKey, Held]:  # noqa: ARG002
        counted = {
            key: (len({member.rule_id for member in members}), members)
            for key, members in gathered(view, self.rules).items()
        }
        return {
            (area, origin): Held(
                severity=self.severity,
                value=count,
                reason=TOGETHER,
                origin=origin,
                carriers=carriers(members),
                area=area,
                about=area,
            )
            for (area, origin), (count, members) in counted.items()
            if count >= self.needed
        }

    def row(self, table: Definition, *, at: datetime) -> Member:  # noqa: ARG002  one signature for all
        return member_from(table, rules=self.rules)


def watch_from(definition: Definition, *, kinds: Mapping[str, Kind]) -> Combined:  # noqa: ARG001
    """The watch that a rule describes: ``all_of`` or ``any_of`` some rules."""
    words = [name for name in ("all_of", "any_of") if name in definition.names()]
    if len(words) != 1:
        raise definition.error("all_of", "give either all_of or any_of, a list of rules")
    rules = texts_from(definition, words[0])
    return Combined(
        rules=rules,
        needed=len(rules) if words == ["all_of"] else 1,
        level=level_from(definition),
        severity=definition.choice("severity", SEVERITIES),
    )
