"""A weighed back-test as lines for people, and as JSON."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from statistics import median

from alerts.backtest import Firing
from model.severity import Severity
from yiping.rules.difference import Difference
from yiping.rules.truth import Score
from yiping.rules.weighing import Weighed

SHOWN = 20
"""How many single firings or events a list shows; the JSON has all."""
Ids = Mapping[int, str]


def lines(weighed: Weighed, say: Callable[[datetime], str]) -> Iterator[str]:
    """The report; ``say`` writes a time in the district's zone."""
    outcome, wish = weighed.outcome, weighed.outcome.wish
    ids = {sensor.num: sensor.id for sensor in outcome.sensors}
    place = f"area {wish.area}" if wish.area else "the whole city"
    yield f"{wish.rule.id} ({wish.rule.digest[:12]}) from {say(wish.since)} to {say(wish.until)}, {place}"
    yield (
        f"{outcome.readings:,} readings of {len(outcome.sensors)} sensors in {outcome.seconds:.1f} s, "
        f"{outcome.readings / max(outcome.seconds, 1e-6):,.0f}/s"
    )
    yield from _firings(weighed)
    yield from _orders(weighed)
    if weighed.score is not None:
        yield from _score(weighed.score, weighed.strangers, ids, say)
    yield from _difference(weighed, ids, say)


def write_json(path: Path, weighed: Weighed) -> None:
    """Writes everything with times in UTC; the file appears whole or not at all."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(json.dumps(as_json(weighed), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)


def as_json(weighed: Weighed) -> Mapping[str, object]:
    """Everything that a back-test found."""
    outcome, wish = weighed.outcome, weighed.outcome.wish
    ids = {sensor.num: sensor.id for sensor in outcome.sensors}
    return {
        "rule": wish.rule.id,
        "digest": wish.rule.digest,
        "since": wish.since.isoformat(),
        "until": wish.until.isoformat(),
        "area": wish.area,
        "origin": wish.origin,
        "sensors": len(outcome.sensors),
        "readings": outcome.readings,
        "seconds": outcome.seconds,
        "firings": [_firing(one, ids) for one in weighed.firings],
        "standing_before": len(outcome.firings) - len(weighed.firings),
        "orders": weighed.orders,
        "loads": [
            {"area": one.area, "shift": one.shift, "orders": one.orders, "mean": one.mean, "most": one.most}
            for one in weighed.loads
        ],
        "truth": weighed.score and _score_json(weighed.score, weighed.strangers, ids),
        "in_force": weighed.difference and _difference_json(weighed.difference, ids),
    }


def _firings(weighed: Weighed) -> Iterator[str]:
    levels = [sum(one.peak is level for one in weighed.firings) for level in Severity]
    named = ", ".join(f"{count} {level.key}" for level, count in zip(Severity, levels, strict=True) if count)
    yield f"{len(weighed.firings)} firings" + (f": {named}" if named else "")
    minutes = sorted((one.cleared - one.began).total_seconds() / 60 for one in weighed.firings if one.cleared)
    if minutes:
        yield f"  lasted {minutes[0]:.1f} to {minutes[-1]:.1f} min, half of them over {median(minutes):.1f}"
    if standing := sum(one.cleared is None for one in weighed.firings):
        yield f"  {standing} still stand at the end"
    if before := len(weighed.outcome.firings) - len(weighed.firings):
        yield f"  {before} more stood already at the beginning"


def _orders(weighed: Weighed) -> Iterator[str]:
    yield f"{weighed.orders} orders"
    if weighed.loads:
        yield f"  {'area':<18} {'shift':<13} {'orders':>7} {'a shift':>8} {'most':>5}"
    for one in weighed.loads:
        area = one.area or "no area"
        yield f"  {area:<18} {one.shift:<13} {one.orders:>7} {one.mean:>8.2f} {one.most:>5}"


def _score(score: Score, strangers: int, ids: Ids, say: Callable[[datetime], str]) -> Iterator[str]:
    yield f"precision {_share(score.precision)}: {score.hits} of {score.firings} firings met a labelled event"
    caught = score.events - len(score.missed)
    yield f"recall {_share(score.recall)}: {caught} of {score.events} labelled events were met"
    if score.lead_s is not None:
        first, last = min(score.leads_s), max(score.leads_s)
        yield f"  lead {score.lead_s:+.0f} s at the median, {first:+.0f} to {last:+.0f} (+ is before it)"
    if strangers:
        yield f"  {strangers} labelled events lie at other sensors or times and were left out"
    yield from _some("missed", [f"{ids[one.sensor_num]} {say(one.began)}" for one in score.missed])


def _difference(weighed: Weighed, ids: Ids, say: Callable[[datetime], str]) -> Iterator[str]:
    found = weighed.difference
    if found is None:
        yield "there is no other rule with this id in force to compare with"
        return
    yield (
        f"beside the rule in force: {found.same} firings alike, {len(found.changed)} otherwise, "
        f"{len(found.only_tried)} new, {len(found.only_in_force)} gone"
    )

    def told(one: Firing) -> str:
        end = say(one.cleared) if one.cleared else "still standing"
        return f"{ids[one.sensor_num]} {say(one.began)} to {end} {one.peak.key}"

    yield from _some("otherwise", [f"{told(old)}; now {told(new)}" for old, new in found.changed])
    yield from _some("new", [told(one) for one in found.only_tried])
    yield from _some("gone", [told(one) for one in found.only_in_force])


def _some(word: str, found: Sequence[str]) -> Iterator[str]:
    yield from (f"  {word}: {one}" for one in found[:SHOWN])
    if len(found) > SHOWN:
        yield f"  {word}: {len(found) - SHOWN} more, all of them by --json"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def _firing(one: Firing, ids: Ids) -> Mapping[str, object]:
    return {
        "sensor": ids[one.sensor_num],
        "began": one.began.isoformat(),
        "cleared": one.cleared and one.cleared.isoformat(),
        "peak": one.peak.key,
        "value": one.value,
    }


def _score_json(score: Score, strangers: int, ids: Ids) -> Mapping[str, object]:
    return {
        "precision": score.precision,
        "recall": score.recall,
        "lead_s": score.lead_s,
        "leads_s": list(score.leads_s),
        "hits": score.hits,
        "firings": score.firings,
        "events": score.events,
        "left_out": strangers,
        "missed": [
            {"sensor": ids[one.sensor_num], "began": one.began.isoformat(), "ended": one.ended.isoformat()}
            for one in score.missed
        ],
    }


def _difference_json(found: Difference, ids: Ids) -> Mapping[str, object]:
    return {
        "same": found.same,
        "changed": [
            {"in_force": _firing(old, ids), "tried": _firing(new, ids)} for old, new in found.changed
        ],
        "only_tried": [_firing(one, ids) for one in found.only_tried],
        "only_in_force": [_firing(one, ids) for one in found.only_in_force],
    }
