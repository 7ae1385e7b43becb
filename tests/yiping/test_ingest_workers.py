"""The parent of several workers: what it starts, what it waits for, and that nothing of it is left."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.broker import OwnBroker
from tests.fixtures.city import SENSORS
from tests.fixtures.processes import Start, wait_until
from yiping.city import register_sensors
from yiping.ingest_share import Share
from yiping.installation import rooms
from yiping.runtime.provide import Servers
from yiping.settings import Settings

MakeSettings = Callable[..., Settings]


@pytest.mark.parametrize(("count", "words"), [("1", ()), ("3", ("--workers", "3"))])
def test_up_starts_as_many_workers_as_the_setting_says(
    home_settings: MakeSettings, servers: Servers, count: str, words: tuple[str, ...]
) -> None:
    settings = home_settings(YIPING_INGEST_WORKERS=count)
    commands = {child.name: child.argv[3:] for child in rooms(settings, servers)}
    assert commands["ingest"] == ("ingest", *words)
    assert commands["alerts"] == ("alerts",)


def test_with_nothing_registered_workers_wait_and_begin_with_the_first_street(
    start: Start, fresh_database: str, broker: OwnBroker, tmp_path: Path
) -> None:
    urls = {"database_url": fresh_database, "broker_url": broker.ingest_url}
    parent = start("ingest", "--workers", "2", **urls)
    log = tmp_path / "ingest.log"
    wait_until(lambda: "[registry_empty]" in log.read_text())
    register_sensors(fresh_database, SENSORS)
    wait_until(lambda: "[covered]" in log.read_text())
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    assert len(children) == 1  # there is one street
    parent.send_signal(signal.SIGINT)
    assert parent.wait(30) == 130
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    assert "Traceback" not in log.read_text()


def test_a_worker_is_called_as_before_or_by_its_name(home_settings: MakeSettings) -> None:
    settings = home_settings()
    assert Share().client_id(settings) == "yiping-ingest"
    assert Share(prefixes=("310101/002",)).client_id(settings) == "yiping-ingest-310101-002"
    assert Share(prefixes=("310101/002",), name="1").client_id(settings) == "yiping-ingest-1"


def test_a_prefix_that_lies_in_another_is_not_subscribed_to_again() -> None:
    share = Share(prefixes=("310101/002", "310101", "310102/001/"))
    assert share.parts == ("310101", "310102/001")
    assert share.filters(()) == {"yiping/v1/310101/+/+/+/up", "yiping/v1/310102/001/+/+/up"}


@pytest.mark.parametrize(
    ("share", "whole", "sources"),
    [
        (Share(), True, True),
        (Share(sources=False), False, False),
        (Share(prefixes=("31",)), False, False),
        (Share(prefixes=("31",), sources=True), False, True),
    ],
)
def test_topics_of_platforms_go_with_the_whole_city_unless_told(
    share: Share, whole: bool, sources: bool
) -> None:
    assert (share.is_whole, share.takes_sources) == (whole, sources)
