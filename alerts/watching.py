"""One look of all watches, inside the caller's transaction: from rows to rows, nothing is kept in between."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from alerts import feed, quieting, watch_alerts
from alerts.feed import Verdict
from alerts.incidents.silence import hushes
from alerts.inputs import watch_inputs
from alerts.watch import Held, Open, Subject, Turn, turned
from alerts.watch_rule import WatchRule
from alerts.watches.chatter import LOOK_BACK_S
from model.alert import Pair
from store import feeds, watches
from store.listen import wake
from store.pool import Connection
from store.rules import record_revision
from store.watches import Watched

MOST_CHANGES = 500
"""Alerts that one look changes at most, so that its transaction stays short; the next goes on."""
STOPS_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """How many alerts a look changed, and whether it left some for the next one."""

    changes: int
    more: bool


def look_at_feed(conn: Connection, *, now: datetime) -> list[Verdict]:
    """Judges the city's feed and the streets', and keeps what the next look needs; the city comes first."""
    verdicts = feed.judged(feeds.look_at_feeds(conn), feeds.feed_states(conn), now=now)
    for one in verdicts:
        place = one.look.place
        feeds.put_feed(conn, place, heard_until=one.look.newest, fine_since=one.fine_since)
        if one.begins and one.stopped_since is not None and one.reason is not None:
            feeds.begin_stop(conn, place, since=one.stopped_since, reason=one.reason)
        if one.ends:
            feeds.end_stop(conn, place, now=now)
    feeds.keep_feeds(conn, [one.look.place for one in verdicts], now=now, stops_for=STOPS_FOR)
    return verdicts


def look(conn: Connection, rules: Sequence[WatchRule], *, now: datetime) -> Looked:
    """Fires and clears the alerts of ``rules`` by what their views tell now; ``look_at_feed`` comes first."""
    strays = quieting.release_strays(conn, [rule.id for rule in rules], now=now, most=MOST_CHANGES)
    changes, more = min(strays, MOST_CHANGES), strays > MOST_CHANGES
    for rule in rules:
        looked = _look(conn, rule, rules, now=now, room=MOST_CHANGES - changes)
        changes, more = changes + looked.changes, more or looked.more
    if changes:
        wake(conn, "alerts")
    return Looked(changes=changes, more=more)


def _look(
    conn: Connection, rule: WatchRule, rules: Sequence[WatchRule], *, now: datetime, room: int
) -> Looked:
    revision = record_revision(conn, rule_id=rule.id, digest=rule.digest, body=rule.body, now=now)
    holding = rule.watch.holding(now, VIEWS[rule.watch.looks_at](conn, rule, rules, now))
    standing = {_subject(alert): alert for alert in watches.open_watched(conn, rule.id)}
    carrier = _carriers(conn, rule, holding, standing.values())
    steps = quieting.quieten(conn, rule.id, holding.values(), now=now, most=room) if rule.watch.quiets else 0
    changes = min(steps, room)
    for subject in [*standing, *(one for one in holding if one not in standing)]:
        alert, held = standing.get(subject), holding.get(subject)
        turn = _told(rule, held, turned(_open(alert), held, now=now, clear_after=rule.clear_after))
        if turn.transition is not None and changes == room:
            return Looked(changes=changes, more=True)
        if alert is not None:
            changes += _change(conn, alert, turn)
        elif held is not None and (num := carrier(held)) is not None and turn.transition is not None:
            pair, metric = Pair(rule.id, num, held.origin), held.metric or rule.watch.metric
            watch_alerts.fire(
                conn, pair, held, turn.transition, revision=revision, metric=metric, purpose=rule.purpose
            )
            changes += 1
    return Looked(changes=changes, more=steps > room)


def _told(rule: WatchRule, held: Held | None, turn: Turn) -> Turn:
    """The turn with what it was decided on."""
    if (one := turn.transition) is None:
        return turn
    return replace(turn, transition=replace(one, basis=watch_inputs(rule, held, one.severity)))


def _change(conn: Connection, alert: Watched, turn: Turn) -> int:
    if turn.transition is not None:
        watch_alerts.change(conn, alert, turn.transition)
    if turn.normal_since != alert.normal_since:
        watches.note_normal(conn, alert.num, turn.normal_since)
    return int(turn.transition is not None)


def _subject(alert: Watched) -> Subject:
    return alert.sensor_num if alert.area is None else alert.area, alert.origin


def _open(alert: Watched | None) -> Open | None:
    if alert is None:
        return None
    return Open(severity=alert.severity, value=alert.value, normal_since=alert.normal_since)


def _carriers(
    conn: Connection, rule: WatchRule, holding: Mapping[Any, Held], standing: Collection[Watched]
) -> Callable[[Held], int | None]:
    """Which sensor carries the next alert; None while all that could carry one already."""
    taken = {(alert.sensor_num, alert.origin) for alert in standing}
    about_areas = any(held.about is not None for held in holding.values())
    unclosed = watches.unclosed_carriers(conn, rule.id) if about_areas else {}

    def choose(held: Held) -> int | None:
        # The area's order may be unclosed under another sensor, which need not be the worst any more.
        before = unclosed.get((held.about, held.origin)) if held.about is not None else None
        wanted = held.carriers if before is None else (before, *held.carriers)
        num = next((one for one in wanted if (one, held.origin) not in taken), None)
        if num is not None:
            taken.add((num, held.origin))
        return num

    return choose


View = Callable[[Connection, WatchRule, Sequence[WatchRule], datetime], Sequence[Any]]


def _arrivals(conn: Connection, rule: WatchRule, _rules: object, _now: object) -> Sequence[Any]:
    watch: Any = rule.watch
    return watches.arrivals(conn, kinds=watch.kinds, periods=watch.periods)


def _standstills(conn: Connection, rule: WatchRule, _rules: object, _now: object) -> Sequence[Any]:
    watch: Any = rule.watch
    return watches.standstills(conn, list(watch.limits.values()))


def _members(conn: Connection, rule: WatchRule, _rules: object, _now: object) -> Sequence[Any]:
    watch: Any = rule.watch
    return watches.members(conn, level=watch.level, rules=watch.rules, kinds=watch.kinds)


def _firings(conn: Connection, _rule: object, rules: Sequence[WatchRule], now: datetime) -> Sequence[Any]:
    since = now - timedelta(seconds=LOOK_BACK_S)
    return watches.firings(conn, since=since, but_rules=[one.id for one in rules])


VIEWS: Mapping[str, View] = {
    "arrivals": _arrivals,
    "standstills": _standstills,
    "members": _members,
    "firings": _firings,
    "incident_ground": hushes,
}
"""What a watch can look at, by the name that it says."""
