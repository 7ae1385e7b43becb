"""The server programs: which ones this host has, and where they are in a private copy."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from store.versions import refusal
from yiping.runtime.relink import POSTGRES_BIN

HOST_POSTGRES = Path("/usr/lib/postgresql")
HOST_PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """Paths of the programs of one origin, `host` or `private`."""

    origin: str
    postgres_bin: Path
    postgres: str
    timescaledb: str
    mosquitto: Path
    mosquitto_passwd: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Why an origin has no usable programs."""

    reason: str


def in_prefix(prefix: Path) -> Programs:
    """The programs of a private copy."""
    binaries = prefix / POSTGRES_BIN
    return Programs(
        origin="private",
        postgres_bin=binaries,
        postgres=postgres_version(binaries),
        timescaledb=timescaledb_version(binaries) or "none",
        mosquitto=prefix / "usr/sbin/mosquitto",
        mosquitto_passwd=prefix / "usr/bin/mosquitto_passwd",
    )


def on_host() -> Programs | Missing:
    """The programs that the host's own packages installed, or why they will not do."""
    paths = {name: host_program(name) for name in ("mosquitto", "mosquitto_passwd")}
    if None in paths.values():
        return Missing(reason="mosquitto is not installed")
    reasons = ["no PostgreSQL server is installed"]
    for binaries in host_postgres_folders():
        postgres, timescaledb = postgres_version(binaries), timescaledb_version(binaries)
        reason = refusal(postgres, timescaledb)
        if reason is None and timescaledb:
            return Programs(
                origin="host",
                postgres_bin=binaries,
                postgres=postgres,
                timescaledb=timescaledb,
                mosquitto=Path(str(paths["mosquitto"])),
                mosquitto_passwd=Path(str(paths["mosquitto_passwd"])),
            )
        reasons.append(reason or "")
    return Missing(reason=reasons[1] if len(reasons) > 1 else reasons[0])


def host_program(name: str) -> str | None:
    """Where the host has a program; servers lie in folders that are not on everybody's PATH."""
    return shutil.which(name) or shutil.which(name, path=HOST_PATHS)


def host_postgres_folders() -> list[Path]:
    """Folders of installed PostgreSQL servers, the newest first."""
    found = [path.parent for path in HOST_POSTGRES.glob("*/bin/postgres")]
    stated = said("pg_config", "--bindir")
    if stated and (Path(stated) / "postgres").is_file():
        found.append(Path(stated))
    whole = {path for path in found if (path / "initdb").is_file() and (path / "psql").is_file()}
    return sorted(whole, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0), reverse=True)


def said(*argv: str) -> str:
    """The one line a program prints; empty when it is missing or fails."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def postgres_version(binaries: Path) -> str:
    """The version of a PostgreSQL server, such as `17.11 (Debian 17.11-0+deb13u1)`."""
    return said(str(binaries / "postgres"), "--version").removeprefix("postgres (PostgreSQL) ")


def timescaledb_version(binaries: Path) -> str | None:
    """The version of TimescaleDB beside a PostgreSQL server; None without it."""
    major = postgres_version(binaries).partition(".")[0]
    debian = binaries.parents[3] / "share" / "postgresql" / major
    shares = [debian, Path(said(str(binaries / "pg_config"), "--sharedir") or debian)]
    for share in shares:
        control = share / "extension" / "timescaledb.control"
        if control.is_file():
            found = re.search(r"default_version = '([^']+)'", control.read_text(encoding="utf-8"))
            return found[1] if found else None
    return None
