"""Open alerts of one area, as the watches of areas look at them. Pure."""

from collections.abc import Collection, Sequence

from model.area import LEVELS, Level
from model.definition import Definition
from model.reading import Origin
from model.severity import SEVERITIES
from store.watches import Member

AreaKey = tuple[str, Origin]
"""An area by its code, and the origin: an exercise never counts with what is live."""


def gathered(view: Sequence[Member], rules: Collection[str]) -> dict[AreaKey, list[Member]]:
    """The alerts of some rules by area and origin, in their order."""
    found: dict[AreaKey, list[Member]] = {}
    for member in view:
        if member.rule_id in rules:
            found.setdefault((member.area, member.origin), []).append(member)
    return found


def carriers(members: Sequence[Member]) -> tuple[int, ...]:
    """The sensors of some alerts, each once: the worst first, of equals the one that was first."""
    return tuple(
        dict.fromkeys(one.sensor_num for one in sorted(members, key=lambda one: one.severity, reverse=True))
    )


def level_from(definition: Definition) -> Level:
    """The level of the areas that a watch is about."""
    return definition.choice("level", LEVELS)


def member_from(table: Definition, *, rules: Sequence[str]) -> Member:
    """One open alert of an example; it names what is not as usual."""
    return Member(
        area=table.take("area", str, "area"),
        rule_id=table.choice("rule", {rule: rule for rule in rules}) if "rule" in table.names() else rules[0],
        sensor_num=table.take("sensor", int),
        severity=table.choice("severity", SEVERITIES) if "severity" in table.names() else SEVERITIES["blue"],
        origin=Origin.LIVE,
        sensors=table.take("of", int, 1),
    )
