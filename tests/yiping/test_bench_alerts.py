"""What the measurement of alerts is made of, and its promises in their short form; no figure is asserted."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.condition import NO_FACTS, Seen
from alerts.rule import Rule, load_rules
from ingest.worker import Worker
from model.severity import Severity
from store.measured_alerts import Turn
from store.pool import Pool, connect
from tests.fixtures.batches import NOW, Send, depth
from tests.fixtures.broker import OwnBroker
from tests.fixtures.city import SENSORS
from yiping.bench.alerting import ground, kills, lives, storm, torn
from yiping.bench.alerting.cast import cast_of, players, require_as_written
from yiping.bench.alerting.city import made_up, registered
from yiping.bench.alerting.held import Held, held_of
from yiping.bench.alerting.quiet import Told, quiet_values
from yiping.bench.alerting.script import fires_alone, firing_scripts, whole_scripts
from yiping.bench.alerting.volley import Watched
from yiping.bench.alerts import FAILED, QUICK, bench
from yiping.bench.figure import Figure
from yiping.bench.stage import BenchError, start_ingest
from yiping.bench.throughput import Stage
from yiping.progress import SilentProgress
from yiping.runtime.provide import Servers
from yiping.settings import Settings
from yiping.wiring import utc_now

RULES = load_rules()
SCRIPTS = firing_scripts(RULES)
FLOOD = [(0, 30), (60, 30), (120, 30), (180, 30)]


def rests(rule: Rule, metric: str, value: float) -> bool:
    rest = rule.condition.rest
    return bool(rule.condition.step(rest, Seen(metric, value, NOW), NO_FACTS) == rest)


@pytest.fixture
def stage(
    small_city: str, broker: OwnBroker, servers: Servers, home_settings: Callable[..., Settings]
) -> Iterator[Stage]:
    """The small city with a broker of its own, on which a measurement may start and kill what it likes."""
    own = replace(
        servers, database_url=small_city, broker_ingest_url=broker.ingest_url, broker_sim_url=broker.sim_url
    )
    with ExitStack() as stack:
        yield Stage(settings=home_settings(), servers=own, stack=stack)


def test_every_alert_of_a_storm_is_there_once_with_one_order(stage: Stage) -> None:
    amount = storm.Amount(alerts=3 * len(SCRIPTS), seconds=1)
    kinds = {f"storm-{n}": SCRIPTS[n % len(SCRIPTS)].rule.kind.id for n in range(amount.alerts)}
    sensors = registered(stage.servers.database_url, made_up(kinds))
    start_ingest(stage.settings, stage.servers, stage.stack)
    shots = storm.shots_of(sensors, SCRIPTS, amount.pace, now=utc_now())
    watched = storm.play(stage, shots, amount.seconds, {})
    with connect(stage.servers.database_url, name="test") as conn:
        held = held_of(conn, storm.wanted(shots))
    assert held.is_clean, held
    assert (held.alerts, len(watched.latencies_s), len(watched.under_way)) == (
        amount.alerts,
        amount.alerts,
        0,
    )


def test_killed_at_every_step_ingest_fires_at_the_same_readings(stage: Stage) -> None:
    scripts = whole_scripts(RULES, most=4)
    known = registered(stage.servers.database_url, made_up(players(scripts, 1)))
    cast = cast_of(scripts, known, until=utc_now())
    again = kills.torment(stage, cast)
    calm, disturbed = [lives.lived(stage.servers.database_url, lane) for lane in cast.lanes]
    require_as_written(cast, calm)
    found = lives.compared(calm, [disturbed])
    assert found.is_clean, found.words
    assert (cast.strokes, found.lives, found.apart_s) == (4, len(scripts), 0)
    assert again > 0  # what was committed and not acknowledged came once more, and did nothing


def test_a_look_that_is_torn_off_leaves_nothing_and_the_next_one_does_all(
    small_city: str, home_settings: Callable[..., Settings]
) -> None:
    times = list(torn.Amount(every_s=50).look_times(NOW))
    sensors = registered(small_city, torn.silent_city())
    torn.play(home_settings(), small_city, sensors, times, torn=True)
    lived = torn.lived(small_city, sensors)
    ((_, turns),) = lived.lane.items()
    # It was last heard at the look of 350 s, the last within WARM_UP, and speaks again at that of 1000 s.
    assert [(turn.change, turn.at - NOW) for turn in turns] == [
        ("fired", timedelta(seconds=350) + torn.SILENCE),
        ("cleared", timedelta(seconds=1000)),
    ]
    assert lived.orders_off == 0


def test_what_a_storm_must_not_leave_is_counted(pool: Pool, send: Send) -> None:
    send(*(depth(cm, at) for at, cm in FLOOD))
    with pool.connection() as conn:
        ((num,),) = conn.execute("select sensor_num from alert").fetchall()
        wanted = {("road_flooding", num)}
        assert held_of(conn, wanted).is_clean
        assert held_of(conn, {("heavy_rain", num)}).lost == 1
        assert held_of(conn, {("heavy_rain", num)}).strange == 1
        conn.execute("update alert set order_num = null")
        assert held_of(conn, wanted).without_order == 1
        conn.execute("update ledger set stored = stored - 1")
        assert held_of(conn, wanted).unaccounted > 0


def test_a_storm_that_lost_an_alert_is_no_figure() -> None:
    held = Held(alerts=9, lost=1, without_order=0, strange=0, double=0, unaccounted=0)
    with pytest.raises(BenchError, match="lost=1"):
        list(storm.figures(storm.Amount(alerts=10, seconds=1), Watched(), held, {}))


def test_a_part_that_fails_is_told_and_costs_the_others_nothing(
    monkeypatch: pytest.MonkeyPatch, home_settings: Callable[..., Settings]
) -> None:
    def fails() -> Iterator[Figure]:
        yield Figure(group="first", name="measured", value=1.0, unit="s")
        raise BenchError("an alert was lost")

    monkeypatch.setattr("yiping.bench.alerts._parts", lambda *_: [fails, fails])
    found = list(bench(home_settings(), QUICK, SilentProgress()))
    assert [figure.group for figure in found] == ["first", FAILED, "first", FAILED]
    assert found[1].name == "an alert was lost"


def test_readings_that_change_an_alert_do_not_pass_as_quiet(
    pool: Pool, worker: Worker, small_city: str
) -> None:
    with connect(small_city, name="test") as conn:
        known = registered(small_city, [SENSORS[0]])
        amount = ground.Amount(sensors=1, readings=20)
        hook = worker.terms.hook
        city = ground.Ground(conn=conn, hook=hook, rules=RULES, sensors=known, amount=amount, at=NOW)
        quiet, loud = [[Told(known[0], "depth_cm", cm)] for cm in (1, 30)]
        case = ground.Case(group="test", name="test", told=quiet, size=1)
        assert len(ground.timed(city, case, 5)) == 5
        with pytest.raises(BenchError, match="1 alerts changed"):
            ground.timed(city, replace(case, told=loud), 5)


def test_nearly_every_rule_can_be_led_to_fire_and_alone() -> None:
    assert len(SCRIPTS) > len(RULES) * 0.75
    assert all(fires_alone(script, RULES) for script in SCRIPTS)
    longer = replace(SCRIPTS[0], readings=SCRIPTS[0].readings[:-1])
    assert not fires_alone(longer, RULES)


def test_of_every_metric_that_a_rule_hears_a_value_is_told_that_leaves_it_at_rest() -> None:
    sensors = made_up({rule.kind.id: rule.kind.id for rule in RULES})
    told = {(one.sensor.kind, one.metric): one.value for one in quiet_values(RULES, sensors)}
    assert told.keys() == {(rule.kind.id, metric) for rule in RULES for metric in rule.condition.metrics}
    moved = {
        rule.id
        for rule in RULES
        for metric in rule.condition.metrics
        if not rests(rule, metric, told[rule.kind.id, metric])
    }
    assert moved == {"panel_frequency"}  # it learns from every value


def test_another_change_another_level_and_a_missing_life_are_different() -> None:
    def life(severity: Severity = Severity.RED, *, seconds: float = 0) -> list[Turn]:
        return [Turn("fired", NOW + timedelta(seconds=seconds), severity, 30.0)]

    key, other = ("flood", 0), ("rain", 1)
    assert lives.differences({key: life()}, {key: life(seconds=3)}) == []
    assert lives.apart_s({key: life()}, {key: life(seconds=3)}) == 3
    assert len(lives.differences({key: life()}, {key: life(Severity.BLUE)})) == 1
    assert len(lives.differences({key: life()}, {other: life()})) == 2
    assert len(lives.differences({key: life()}, {key: [*life(), *life()]})) == 1


def test_every_step_of_every_lane_meets_another_moment() -> None:
    script = whole_scripts(RULES, most=4)[0]
    cast = cast_of([script], made_up(players([script], 3)), until=NOW)
    met: dict[object, set[str]] = {}
    for number in range(cast.strokes):
        for message in cast.stroke(number):
            met.setdefault(message.due, set()).add(kills.MOMENTS[number % len(kills.MOMENTS)])
    assert len(met) == cast.steps
    assert all(moments == set(kills.MOMENTS) for moments in met.values())
