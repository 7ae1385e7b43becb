"""What a person needs to get in, shown once the dashboard answers."""

import http.client
import time
from collections.abc import Sequence

from yiping.progress import Progress
from yiping.runtime.provide import Servers
from yiping.settings import Settings

ANSWER_WITHIN_S = 60.0
ASK_EVERY_S = 1.0


class Welcome:
    """Tells once how to get in, as soon as the dashboard answers."""

    def __init__(self, settings: Settings, servers: Servers, progress: Progress) -> None:
        self.settings, self.servers, self.progress = settings, servers, progress
        self.began = time.monotonic()
        self.ask_at = self.began
        self.told = False

    def tick(self) -> None:
        """Ask the dashboard now and then, until it answers or too long has passed."""
        now = time.monotonic()
        if self.told or now < self.ask_at:
            return
        self.ask_at = now + ASK_EVERY_S
        if answers(self.settings):
            self.tell(invitation(self.settings, self.servers))
        elif now - self.began > ANSWER_WITHIN_S:
            log = self.settings.home / "log" / "dashboard.log"
            self.tell([f"the dashboard does not answer yet; its log is {log}"])

    def tell(self, lines: Sequence[str]) -> None:
        """Show lines, once."""
        self.told = True
        for line in lines:
            self.progress.say(line)


def address(settings: Settings) -> str:
    """The host and port to open the dashboard at, from this machine."""
    anywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 (recognised here, not listened on)
    host = anywhere.get(settings.dashboard_host, settings.dashboard_host)
    return f"{host}:{settings.dashboard_port}"


def answers(settings: Settings) -> bool:
    """Whether the dashboard answers a question, be it by asking for a password."""
    line = http.client.HTTPConnection(address(settings), timeout=1.0)
    try:
        line.request("GET", "/")
        return line.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def invitation(settings: Settings, servers: Servers) -> list[str]:
    """The box with the address, the accounts and their passwords."""
    url, accounts = f"http://{address(settings)}", servers.secrets.dashboard_accounts
    lines = [
        "Yiping is running / 一屏已启动",
        "",
        f"wall    {url}/",
        f"        user officer (值班长)   password {accounts['officer']}",
        f"tablet  {url}/m",
        f"        user staff   (居委)     password {accounts['staff']}",
        f"rules   {url}/rules",
        f"        user approver (规则审批) password {accounts['approver']}",
        "",
        f"state and logs  {settings.home}",
        "stop with Ctrl-C / 按 Ctrl-C 停止",
    ]
    return boxed(lines)


def boxed(lines: Sequence[str]) -> list[str]:
    """Lines between two rules; no right edge, because Chinese letters are wider on some terminals."""
    rule = "─" * 72
    return ["", f"┌{rule}", *(f"│ {line}".rstrip() for line in lines), f"└{rule}", ""]
