"""What a person names on the command line: rules, times, sensors."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from alerts.revisions.proposing import wanted
from alerts.revisions.rulebook import InForce, as_shipped, in_force
from alerts.revisions.shipping import ship_unknown
from alerts.revisions.text import AnyRule, rule_of
from alerts.rule import Rule, is_watch, load_rule
from alerts.watch_rule import WatchRule, load_watch
from model.area import LEVELS, Level
from model.catalogue import load_kinds
from model.errors import YipingError
from model.reading import Origin
from model.sensor import Sensor
from store.pool import Connection, connect
from store.rules import is_ready, revisions
from store.sensors import registry
from yiping.process import settings_here
from yiping.rulebooks import catalogue
from yiping.runtime.attach import NotRunningError, database_url
from yiping.wiring import utc_now


def zone_here() -> ZoneInfo:
    """The district's zone, by the settings of here."""
    return ZoneInfo(settings_here().zone)


def every_rule() -> list[AnyRule]:
    """All rules that this program ships, with conditions and with watches, by id."""
    return list(catalogue()[0].values())


def sort_of(rule: AnyRule) -> str:
    """What a rule is made of: its condition with kind and metric, or its watch."""
    part = rule.watch if isinstance(rule, WatchRule) else rule.condition
    name = type(part).__module__.rsplit(".", 1)[-1]
    return f"watch {name}" if isinstance(rule, WatchRule) else f"{name} of {rule.kind.id} {rule.metric.name}"


def any_rule_named(text: str, standing: InForce, conn: Connection | None = None) -> AnyRule:
    """The rule of a file, the one in force with this id, ``RULE@N`` of revision N, ``@N`` of proposal N.

    Raises YipingError where there is none, DefinitionError where its text is wrong.
    """
    if text.endswith(".toml"):
        path = Path(text)
        return load_watch(path, kinds=load_kinds()) if is_watch(path) else load_rule(path, kinds=load_kinds())
    if "@" in text:
        return _revision_named(text, conn)
    if (found := standing.rules.get(text)) is not None:
        return found.rule
    if text in standing.gone:
        raise YipingError(f"{text} is retired; `yiping rules history {text}` tells by whom")
    known = ", ".join(standing.rules)
    raise YipingError(f"there is no rule {text!r}; name a file that ends with .toml, or one of {known}")


def _revision_named(text: str, conn: Connection | None) -> AnyRule:
    rule_id, _, number = text.partition("@")
    if not rule_id and conn is not None and number.isdecimal() and (body := wanted(conn, int(number)).body):
        return rule_of(body, kinds=load_kinds(), name=f"proposal {number}")
    history = revisions(conn, [rule_id]) if conn else []
    found = next((one for one in history if str(one.revision) == number and one.body), None)
    if found is None:
        known = ", ".join(f"{rule_id}@{one.revision}" for one in history if one.body) or "none"
        raise YipingError(f"there is no revision {text!r}; of this rule there are {known}")
    return rule_of(found.body, kinds=load_kinds(), name=text)


def rule_named(text: str, standing: InForce, conn: Connection | None = None) -> Rule:
    """The same for a back-test, which needs a rule with a condition. Raises YipingError for another."""
    rule = any_rule_named(text, standing, conn)
    if isinstance(rule, WatchRule):
        raise YipingError(
            f"{rule.id} is a rule with a watch: it hears what time and other alerts tell, not readings, "
            "and cannot be back-tested"
        )
    return rule


def rule_in_force(rule_id: str, standing: InForce) -> Rule | None:
    """The rule with a condition that is in force with this id."""
    found = standing.rules.get(rule_id)
    return found.rule if found is not None and isinstance(found.rule, Rule) else None


@contextmanager
def rules_here(*, now: datetime) -> Iterator[tuple[Connection | None, InForce]]:
    """The rules in force by the database in use; as this program ships them, told so, where none runs."""
    shipped, kinds = catalogue()
    try:
        url = database_url(settings_here())
    except NotRunningError:
        sys.stderr.write("no database runs: these are the rules as this program ships them\n")
        yield None, as_shipped(shipped)
        return
    with connect(url, name="rules") as conn:
        if not is_ready(conn):
            raise YipingError("the database is older than this program: run `yiping migrate`")
        yield conn, in_force(conn, shipped, kinds=kinds, now=now)


@contextmanager
def here() -> Iterator[tuple[Connection, InForce]]:
    """A connection and the rules in force, for what people do to them.

    Raises NotRunningError where no database runs.
    """
    shipped, kinds = catalogue()
    with connect(database_url(settings_here()), name="rules") as conn:
        if not is_ready(conn):
            raise YipingError("the database is older than this program: run `yiping migrate`")
        now = utc_now()
        ship_unknown(conn, shipped, now=now)
        yield conn, in_force(conn, shipped, kinds=kinds, now=now)


def time_of(option: str, text: str, zone: ZoneInfo) -> datetime:
    """The aware time that a person wrote; without a zone it is that of ``zone``."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise YipingError(
            f"{option} {text!r} is no date or time like 2026-08-25 or 2026-08-25T09:00"
        ) from None
    return time if time.tzinfo else time.replace(tzinfo=zone)


def origin_of(text: str) -> Origin:
    """The origin that a word means. Raises YipingError."""
    if text not in list(Origin):
        raise YipingError(f"--origin {text!r} is not one of {', '.join(Origin)}; a rule hears one at a time")
    return Origin(text)


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
