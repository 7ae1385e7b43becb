"""``yiping sim`` as a person types it."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from store.pool import connect
from store.sensors import registry
from tests.fixtures.broker import OwnBroker
from tests.sims.replay.feeds import flood, floods
from yiping.commands import sim

BEGAN, ENDED = "2023-10-30T12:00:00", "2023-10-30T12:02:00"
GOOD = flood("A-1", BEGAN, ENDED, "[1, 2, 3]", "[0, 60, 120]")
BAD = flood("A-1", "yesterday", ENDED, "[1]", "[0]")


def run(*words: str) -> Result:
    app = typer.Typer()
    sim.register(app)
    return CliRunner().invoke(app, ["sim", *words])


def replay(file: Path, *words: str) -> Result:
    return run("replay", str(file), "--map", "floodnet", "--no-register", *words)


def test_every_scenario_is_a_command() -> None:
    assert {path.stem for path in sim.SCENARIOS.glob("*.toml")} <= set(run("--help").output.split())


def test_a_storm_is_sent_and_told(broker: OwnBroker) -> None:
    told = run("storm", "--pace", "0", "--seed", "7", "--broker", broker.sim_url)
    assert told.exit_code == 0
    assert "seed 7" in told.output
    assert "34,5" in told.output.splitlines()[-2]
    assert told.output.splitlines()[-1].endswith("is ingest running?")


def test_a_replay_ends_with_its_figures(broker: OwnBroker, tmp_path: Path) -> None:
    told = replay(floods(tmp_path, GOOD), "--broker", broker.sim_url)
    assert told.exit_code == 0
    assert "sent 3 messages with 3 readings" in told.output
    assert "3 acknowledged" in told.output


def test_from_and_to_are_utc_unless_they_say_a_zone(broker: OwnBroker, tmp_path: Path) -> None:
    file, url = floods(tmp_path, GOOD), broker.sim_url
    utc = replay(file, "--from", "2023-10-30T16:01:00", "--broker", url)
    zoned = replay(file, "--from", "2023-10-30T12:02:00-04:00", "--broker", url)
    assert "with 2 readings" in utc.output
    assert "with 1 readings" in zoned.output


def test_the_time_zone_of_the_map_can_be_overruled(broker: OwnBroker, tmp_path: Path) -> None:
    words = ("--zone", "UTC", "--from", "2023-10-30T12:01:00", "--to", "2023-10-30T12:02:00")
    assert "with 1 readings" in replay(floods(tmp_path, GOOD), *words, "--broker", broker.sim_url).output


def test_a_bad_row_sends_nothing(broker: OwnBroker, tmp_path: Path) -> None:
    told = replay(floods(tmp_path, GOOD, BAD), "--broker", broker.sim_url)
    assert "line 3: flood_start_time" in str(told.exception)
    assert "sent" not in told.output


def test_skipped_rows_are_listed_at_the_end(broker: OwnBroker, tmp_path: Path) -> None:
    told = replay(floods(tmp_path, GOOD, BAD), "--skip-bad", "--broker", broker.sim_url)
    assert "sent 3 messages" in told.output
    assert "left out 1 bad" in told.output
    assert "line 3: flood_start_time: 'yesterday'" in told.output


def test_replayed_sensors_are_registered_first(
    broker: OwnBroker, fresh_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIPING_DATABASE_URL", fresh_database)
    file = floods(tmp_path, GOOD)
    told = run("replay", str(file), "--map", "floodnet", "--broker", broker.sim_url)
    assert "registered 1 sensors, 1 of them outside of all areas" in told.output
    with connect(fresh_database, name="test") as conn:
        assert [sensor.id for sensor in registry(conn)] == ["A-1"]


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_time_that_is_none_is_named(tmp_path: Path, option: str) -> None:
    answer = replay(floods(tmp_path, GOOD), option, "noon")
    assert answer.exit_code == 2
    assert option in answer.output
    assert "no ISO 8601 time" in answer.output


def test_a_broker_that_is_no_address_is_named(tmp_path: Path) -> None:
    answer = replay(floods(tmp_path, GOOD), "--broker", "http://broker")
    assert "--broker: a broker is told as mqtt://" in str(answer.exception)
