"""A dashboard in this process, without a database behind it, and visitors at its door."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.application import application
from dashboard.config import Account, DashboardConfig, Role
from dashboard.push.hub import Hub
from dashboard.push.stream import Viewers
from dashboard.screen import Screen
from model.severity import Severity
from model.text import Text
from store.errors import UnreachableError
from store.pool import Connection, Pool
from tests.dashboard.cities import KINDS, Told
from tests.dashboard.sites import Look, Site, Watch, serve
from tests.dashboard.storms import raise_alert
from tests.fixtures.processes import Start

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PASSWORDS = {
    "officer": "bako-ruti-mofe-nalu",
    "staff": "tika-sulo-rane-pobi",
    "approver": "resi-doba-kufa-ligo",
}
Enter = Callable[[str], FlaskClient]


class AwayPool:
    """A pool whose database is away."""

    @contextmanager
    def connection(self, _timeout_s: float = 5.0) -> Iterator[Connection]:
        raise UnreachableError("the database does not answer")
        yield  # a generator, as the real one


def config_for(
    database_url: str = "postgresql://nobody@127.0.0.1:1/none", port: int = 8050
) -> DashboardConfig:
    return DashboardConfig(
        database_url=database_url,
        host="127.0.0.1",
        port=port,
        zone=ZoneInfo("Asia/Shanghai"),
        district_name=Text(zh="黄浦区", en="Huangpu"),
        accounts=tuple(
            Account(name=name, password=word, role=Role(name)) for name, word in PASSWORDS.items()
        ),
        secret_key="5ca1ab1e" * 5,
        viewers=3,
    )


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def screen(told: Told) -> Iterator[Screen]:
    hub = Hub(told)
    hub.read_once()
    yield Screen(
        config=config_for(),
        pool=cast("Pool", AwayPool()),
        hub=hub,
        viewers=Viewers(3),
        kinds=KINDS,
        rule_names={},
        thresholds={},
    )
    hub.close()


@pytest.fixture
def server(screen: Screen) -> Flask:
    return application(screen)


@pytest.fixture
def stranger(server: Flask) -> FlaskClient:
    """Somebody without a session."""
    return server.test_client()


@pytest.fixture
def enter(server: Flask) -> Enter:
    """Logs in: `enter("staff")` is a client with a session."""
    return lambda name: log_in(server.test_client(), name)


def log_in(client: FlaskClient, name: str) -> FlaskClient:
    answer = attempt(client, name, PASSWORDS[name])
    assert answer == 302, answer
    return client


@pytest.fixture
def site(small_city: str, start: Start, tmp_path: Path) -> Site:
    """`yiping dashboard` on the small city, with one red alert."""
    raise_alert(small_city, "wd-west", Severity.RED)
    return serve(small_city, start, tmp_path)


@pytest.fixture
def watch(chromium: "Browser") -> Iterator[Look]:
    """Opens pages of a size, and closes them in the end."""
    opened: list[Page] = []

    def look(width: int = 1920, height: int = 1080) -> Watch:
        opened.append(chromium.new_page(viewport={"width": width, "height": height}))
        return Watch(opened[-1])

    yield look
    for page in opened:
        page.close()


def attempt(client: FlaskClient, name: str, password: str) -> int:
    """The status of one try to log in, with the token of the form."""
    client.get("/login")
    form = {"account": name, "password": password, "csrf": token(client)}
    return client.post("/login", data=form).status_code


def token(client: FlaskClient) -> str:
    cookie = client.get_cookie("yiping_csrf")
    return cookie.value if cookie else ""
