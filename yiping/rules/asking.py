"""What a person names on the command line: rules, times, sensors."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from alerts.rule import RULES, Rule, is_watch, load_rule, load_rules
from alerts.watch_rule import WatchRule, load_watch, load_watches
from model.area import LEVELS, Level
from model.catalogue import load_kinds
from model.errors import YipingError
from model.reading import Origin
from model.sensor import Sensor
from store.pool import Connection
from store.sensors import registry

ALL_ORIGINS = "all"
AnyRule = Rule | WatchRule


def every_rule() -> list[AnyRule]:
    """All rules in force, with conditions and with watches, by id."""
    return sorted([*load_rules(), *load_watches()], key=lambda rule: rule.id)


def sort_of(rule: AnyRule) -> str:
    """What a rule is made of: its condition with kind and metric, or its watch."""
    part = rule.watch if isinstance(rule, WatchRule) else rule.condition
    name = type(part).__module__.rsplit(".", 1)[-1]
    return f"watch {name}" if isinstance(rule, WatchRule) else f"{name} of {rule.kind.id} {rule.metric.name}"


def any_rule_named(text: str) -> AnyRule:
    """The rule of a file, or the one in force with this id.

    Raises YipingError where there is none, DefinitionError where its file is wrong.
    """
    path = Path(text) if text.endswith(".toml") else RULES / f"{text}.toml"
    if path.parent == RULES and not path.is_file():
        known = ", ".join(sorted(path.stem for path in RULES.glob("*.toml")))
        raise YipingError(f"there is no rule {text!r}; name a file that ends with .toml, or one of {known}")
    return load_watch(path, kinds=load_kinds()) if is_watch(path) else load_rule(path, kinds=load_kinds())


def rule_named(text: str) -> Rule:
    """The same for a back-test, which needs a rule with a condition. Raises YipingError for another."""
    rule = any_rule_named(text)
    if isinstance(rule, WatchRule):
        raise YipingError(
            f"{rule.id} is a rule with a watch: it hears what time and other alerts tell, not readings, "
            "and cannot be back-tested"
        )
    return rule


def rule_in_force(rule_id: str) -> Rule | None:
    """The rule with a condition of our own folder with this id."""
    path = RULES / f"{rule_id}.toml"
    return load_rule(path, kinds=load_kinds()) if path.is_file() and not is_watch(path) else None


def time_of(option: str, text: str, zone: ZoneInfo) -> datetime:
    """The aware time that a person wrote; without a zone it is that of ``zone``."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise YipingError(
            f"{option} {text!r} is no date or time like 2026-08-25 or 2026-08-25T09:00"
        ) from None
    return time if time.tzinfo else time.replace(tzinfo=zone)


def origin_of(text: str) -> Origin | None:
    """The origin that a word means, None for all."""
    if text != ALL_ORIGINS and text not in list(Origin):
        raise YipingError(f"--origin {text!r} is not one of {', '.join([*Origin, ALL_ORIGINS])}")
    return None if text == ALL_ORIGINS else Origin(text)


def level_named(text: str) -> Level:
    """The level of areas that a word means."""
    if text not in LEVELS:
        raise YipingError(f"--level {text!r} is not one of {', '.join(LEVELS)}")
    return LEVELS[text]


def sensor_named(conn: Connection, sensor_id: str) -> Sensor:
    """The sensor with this id. Raises YipingError where there is none."""
    found = next((one for one in registry(conn) if one.id == sensor_id), None)
    if found is None:
        raise YipingError(f"there is no sensor {sensor_id!r}; `yiping sensors export` lists them")
    return found
