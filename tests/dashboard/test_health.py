"""The health page: figures for a watchdog, words for a person, in both languages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from flask.testing import FlaskClient

from dashboard.application import application
from dashboard.screen import Screen
from store.pool import Connection, Pool
from tests.fixtures.batches import NOW, Send, message

PERSON = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def visitor(screen: Screen, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Somebody without a session, at a dashboard on the small city, a minute after NOW."""

    class Clock:
        now = staticmethod(lambda _zone: NOW + timedelta(minutes=1))
        fromisoformat = staticmethod(type(NOW).fromisoformat)

    monkeypatch.setattr("dashboard.health.datetime", Clock)
    return application(replace(screen, pool=pool)).test_client()


def test_a_watchdog_is_told_of_dead_letters_by_reason(visitor: FlaskClient, send: Send) -> None:
    send(message(b"{"), message(b"{", received_at=NOW - timedelta(hours=3)), message({}, sensor="nobody"))
    letters = visitor.get("/health").json["dead_letters"]
    assert letters["hour"] == {"malformed": 1, "unknown_sensor": 1}
    assert letters["day"] == {"malformed": 2, "unknown_sensor": 1}
    assert (letters["total"], letters["newest"]) == (3, NOW.isoformat())
    assert letters["size_bytes"] > 0


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/health", ("系统状态", "设备未登记", "正常")),
        ("/health?lang=en", ("Sensor not registered", "Answers")),
    ],
)
def test_a_person_reads_a_page_in_either_language(
    visitor: FlaskClient, send: Send, address: str, words: tuple[str, ...]
) -> None:
    send(message({}, sensor="nobody"))
    answer = visitor.get(address, headers=PERSON)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert [word for word in words if word not in answer.text] == []
    assert "2026-08-25 17:00:00" in answer.text  # nine o'clock UTC in Shanghai


def test_strangers_read_neither_topic_nor_payload(visitor: FlaskClient, send: Send) -> None:
    send(message(b"a secret", sensor="nobody"))
    for headers in ({}, PERSON):
        text = visitor.get("/health", headers=headers).text
        assert "secret" not in text
        assert "nobody" not in text


def test_many_requests_count_once(visitor: FlaskClient, screen: Screen, send: Send) -> None:
    first = visitor.get("/health").json["dead_letters"]
    send(message(b"{"))
    assert visitor.get("/health").json["dead_letters"] == first


def test_figures_that_cannot_be_had_are_not_told(stranger: FlaskClient) -> None:
    assert stranger.get("/health").json["dead_letters"] is None
    assert "暂不可知" in stranger.get("/health", headers=PERSON).text


def test_a_database_that_is_away_is_503_and_said_in_words(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NeverAsked:
        @contextmanager
        def connection(self, _timeout_s: float = 5.0) -> Iterator[Connection]:
            raise AssertionError("a database that is away is not asked again")
            yield

    away = {**screen.hub.pulse(), "database": False}
    monkeypatch.setattr(type(screen.hub), "pulse", lambda _: away)
    client = application(replace(screen, pool=cast("Pool", NeverAsked()))).test_client()
    answer = client.get("/health", headers=PERSON)
    assert (answer.status_code, "无应答" in answer.text) == (503, True)
