"""A dashboard that runs by itself, and browsers that look at it."""

import json
import socket
import subprocess
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.fixtures.processes import Start, wait_until
from yiping.runtime.secrets import load_secrets

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Site:
    """A dashboard that answers at `url`."""

    url: str
    database: str
    process: "subprocess.Popen[bytes]"
    passwords: dict[str, str]

    def health(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:  # noqa: S310  our own address
            told: dict[str, Any] = json.load(answer)
        return told

    def answers(self) -> bool:
        try:
            return bool(self.health()["database"])
        except OSError:
            return False


def serve(database: str, start: Start, folder: Path) -> Site:
    """`yiping dashboard` on a database, when it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secrets = load_secrets(folder / "home")
    process = start("dashboard", database_url=database, dashboard_port=str(port))
    found = Site(f"http://127.0.0.1:{port}", database, process, dict(secrets.dashboard_accounts))
    wait_until(lambda: process.poll() is not None or found.answers(), what="the dashboard's answer")
    assert process.poll() is None, (folder / "dashboard.log").read_text(encoding="utf-8")
    return found


def until(page: "Page", condition: str) -> None:
    """Waits for a condition in the page. Playwright's own way needs `eval`, which the page forbids."""
    wait_until(lambda: bool(page.evaluate(condition)), what=condition)


class Watch:
    """A page, and everything it complained of or asked for."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.complaints: list[str] = []
        self.asked: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda problem: self.complaints.append(str(problem)))
        page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: self.asked.append(request.url))

    def enter(self, site: Site, name: str, path: str) -> "Page":
        self.page.goto(f"{site.url}/login?next={path}")
        self.page.fill("#account", name)
        self.page.fill("#password", site.passwords[name])
        self.page.click("button[type=submit]")
        self.page.wait_for_selector(".page")
        return self.page


Look = Callable[..., Watch]


def wall_with_map(watch: Watch, site: Site, path: str = "/wall") -> "Page":
    """The wall when its map has drawn the city."""
    page = watch.enter(site, "officer", path)
    until(page, "yiping.points && yiping.city && yiping.points._px && yiping.wholeZoom && yiping.view")
    page.wait_for_selector("#feed .row, #feed .emptiness")
    return page
