"""``yiping devices`` as a person runs it, beside a broker that runs."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from model.errors import YipingError
from tests.fixtures.devices import DeviceBroker, broker_of_devices, speak
from yiping.main import build
from yiping.runtime.broker_check import lets_in
from yiping.runtime.grants import FILE_NAME, read_grants
from yiping.runtime.provide import Servers

UP = "yiping/v1/310101/002/water_depth/wd-west/up"


@pytest.fixture
def running(servers: Servers, small_city: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeviceBroker]:
    """A broker whose home and registry the commands find."""
    with broker_of_devices(servers) as found:
        monkeypatch.setenv("YIPING_HOME", str(home_of(found)))
        monkeypatch.setenv("YIPING_DATABASE_URL", small_city)
        yield found


def home_of(running: DeviceBroker) -> Path:
    return running.own.broker.folder.parent


def devices(*words: object) -> Result:
    return CliRunner().invoke(build(), ["devices", *map(str, words)])


def refusal(*words: object) -> str:
    """The one sentence that a command refuses with."""
    ran = devices(*words)
    assert isinstance(ran.exception, YipingError), ran.output
    return str(ran.exception)


def row_of(ran: Result) -> list[str]:
    assert ran.exit_code == 0, ran.exception
    return ran.stdout.splitlines()[0].split("\t")


def test_a_password_that_was_told_lets_the_device_in_at_once(running: DeviceBroker) -> None:
    ran = devices("grant", "wd-west")
    name, password, topic = row_of(ran)
    assert (name, topic) == ("wd-west", UP)
    assert "1 accounts granted; the broker knows" in ran.stderr
    running.passwords["wd-west"] = password
    assert speak(running.as_device("wd-west")).publish(UP) != "Not authorized"
    assert password not in (home_of(running) / FILE_NAME).read_text()


def test_all_without_an_account_get_one_and_a_second_time_nobody(
    running: DeviceBroker, tmp_path: Path
) -> None:
    file = tmp_path / "hand-out.csv"
    devices("grant", "wd-west")
    assert f"4 accounts granted; passwords in {file}" in devices("grant", "--all", "--csv", file).stderr
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert sorted(row["account"] for row in rows) == ["crowd-west", "lift-east", "wd-east", "wd-outside"]
    running.passwords[rows[0]["account"]] = rows[0]["password"]
    assert lets_in(running.as_device(rows[0]["account"]))
    assert devices("grant", "--all").stderr.startswith("0 accounts granted")
    assert devices("list", "--missing").stdout == ""


def test_a_file_that_is_there_is_not_written_over_and_nothing_is_granted(
    running: DeviceBroker, tmp_path: Path
) -> None:
    (tmp_path / "there.csv").touch()
    assert "is there already" in refusal("grant", "--all", "--csv", tmp_path / "there.csv")
    assert "wd-west" not in read_grants(home_of(running))


def test_names_come_from_a_file_too(running: DeviceBroker, tmp_path: Path) -> None:
    (tmp_path / "names").write_text("wd-west\n\nwd-east\n", encoding="utf-8-sig")
    assert len(devices("grant", "--file", tmp_path / "names").stdout.splitlines()) == 2


def test_a_sensor_that_nobody_registered_gets_no_account(running: DeviceBroker) -> None:
    assert "no sensor 'wd-wset' is registered" in refusal("grant", "wd-west", "wd-wset")
    assert "wd-west" not in read_grants(home_of(running))


def test_a_new_password_is_given_only_when_asked_for(running: DeviceBroker) -> None:
    first = row_of(devices("grant", "wd-west"))[1]
    assert "--renew gives it a new password" in refusal("grant", "wd-west")
    second = row_of(devices("grant", "wd-west", "--renew"))[1]
    running.passwords["wd-west"] = second
    device = running.as_device("wd-west")
    assert lets_in(device)
    assert not lets_in(replace(device, password=first))


def test_a_revoked_device_is_sent_away(running: DeviceBroker) -> None:
    device = speak(running.as_device("WD-1"))
    assert "1 accounts revoked; the broker knows" in devices("revoke", "WD-1").stdout
    assert device.until(lambda: bool(device.ended))
    assert not lets_in(running.as_device("WD-1"))
    assert "no account is called 'WD-1'" in refusal("revoke", "WD-1")


def test_accounts_of_sensors_that_are_gone_are_revoked_together(running: DeviceBroker) -> None:
    devices("grant", "wd-west")
    assert "3 accounts revoked" in devices("revoke", "--gone").stdout
    assert list(read_grants(home_of(running))) == ["lora", "wd-west"]


def test_a_gateway_gets_its_filters(running: DeviceBroker) -> None:
    running.passwords["plant"] = row_of(devices("gateway", "plant", "--topic", "spBv1.0/plant/#"))[1]
    gateway = speak(running.as_device("plant"))
    assert gateway.publish("spBv1.0/plant/NDATA/node") != "Not authorized"
    assert gateway.publish("spBv1.0/other/NDATA/node") == "Not authorized"
    assert "plant\t" in devices("list").stdout
    assert "gateway of spBv1.0/plant/#" in devices("list").stdout


def test_a_gateway_is_not_called_as_a_sensor(running: DeviceBroker) -> None:
    assert "'wd-west' is a sensor" in refusal("gateway", "wd-west", "--topic", "v3/#")


def test_accounts_outlive_a_restart_of_the_broker(running: DeviceBroker) -> None:
    running.passwords["wd-west"] = row_of(devices("grant", "wd-west"))[1]
    running.own.stop()
    later = row_of(devices("grant", "wd-east"))
    running.passwords["wd-east"] = later[1]
    running.own.start()
    assert lets_in(running.as_device("wd-west"))
    assert lets_in(running.as_device("wd-east"))


def test_the_files_of_the_broker_are_its_own(running: DeviceBroker) -> None:
    devices("grant", "wd-west")
    for name in ("passwords", "accounts", "mosquitto.conf"):
        status = (running.own.broker.folder / name).stat()
        assert (status.st_mode & 0o777, status.st_uid) == (0o600, running.own.broker.account.uid)


def test_accounts_of_a_named_broker_are_not_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YIPING_HOME", str(tmp_path))
    monkeypatch.setenv("YIPING_BROKER_URL", "mqtt://a:b3x@far")
    for words in (["grant", "a"], ["revoke", "a"], ["list", "--missing"], ["gateway", "a", "--topic", "b/#"]):
        assert "named by YIPING_BROKER_URL" in refusal(*words)


@pytest.mark.parametrize("words", [["grant"], ["revoke"], ["grant", "a", "--all"], ["revoke", "a", "--gone"]])
def test_what_to_grant_or_revoke_is_told_one_way(words: list[str]) -> None:
    assert devices(*words).exit_code == 2
