"""What Prometheus reads: parsed by its own parser, equal to the tables, and nothing of whose data it is."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from dashboard.application import application
from dashboard.push.hub import Hub
from dashboard.push.source import StoreSource
from dashboard.screen import Screen
from store.pool import Pool
from tests.fixtures.batches import Send, depth, message


@pytest.fixture
def watchdog(screen: Screen, pool: Pool, small_city: str) -> Iterator[FlaskClient]:
    """Somebody without a session; each answer comes after a reading of the truth."""
    hub = Hub(StoreSource(pool, small_city))
    client = application(replace(screen, pool=pool, hub=hub)).test_client()
    client.environ_base["hub"] = hub
    yield client
    hub.close()


def scraped(client: FlaskClient) -> dict[tuple[str, str], float]:
    hub = client.environ_base["hub"]
    assert isinstance(hub, Hub)
    hub.read_once()
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_figures_are_those_of_the_tables(watchdog: FlaskClient, send: Send) -> None:
    send(depth(30, 0), depth(30, 60), message(b"{"))
    found = scraped(watchdog)
    assert found["yiping_up", ""] == 1
    assert found["yiping_alerts", "red"] == 1
    assert found["yiping_orders", "dispatched"] == 1
    assert (found["yiping_sensors", "online"] + found["yiping_sensors", "silent"]) == 5
    assert found["yiping_untold", ""] == 2
    assert found["yiping_notices", ""] == 0


def test_an_order_past_its_time_is_counted(watchdog: FlaskClient, send: Send, pool: Pool) -> None:
    send(depth(30, 0), depth(30, 60))
    with pool.connection() as conn:
        conn.execute("update work_order set due_at = now() - interval '1 minute'")
    assert scraped(watchdog)["yiping_overdue", ""] == 1


def test_a_database_that_is_away_is_told_and_nothing_is_guessed(watchdog: FlaskClient) -> None:
    text = watchdog.get("/metrics").text  # the truth was never read
    assert "yiping_up 0.0" in text
    assert "yiping_orders{" not in text


def test_no_metric_names_a_person_a_place_or_a_topic(watchdog: FlaskClient, send: Send) -> None:
    send(message(b"{", sensor="nobody"))
    text = watchdog.get("/metrics").text
    assert "nobody" not in text
    assert "310101" not in text
