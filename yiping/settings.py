"""Every setting of one installation, from the environment and one TOML file."""

import hashlib
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import platformdirs

from model.text import Text
from yiping.broker_settings import ACCEPT_PLAINTEXT, LONGEST_SESSION_S, exactly, listen
from yiping.checks import Runtime, address, folder, runtime, text, whole, zone
from yiping.checks import SettingsError as SettingsError
from yiping.runtime.session_check import ACCEPT_LOSS

PREFIX = "YIPING_"
FILE_NAME = "yiping.toml"
NOT_SETTINGS = frozenset({"YIPING_SETTINGS", "YIPING_SHARED"})
DATABASE_SCHEMES = ("postgresql", "postgres")
BROKER_SCHEMES = ("mqtt", "mqtts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One installation; see docs/settings.md for every field."""

    home: Path
    cache: Path
    runtime: Runtime = "auto"
    database_url: str | None = None
    broker_url: str | None = None
    broker_ca: Path | None = None
    broker_listen: str | None = None
    broker_tls_certificate: Path | None = None
    broker_tls_key: Path | None = None
    accept_plaintext: str | None = None
    outage_s: int = 1800
    messages_per_s: int = 2000
    debian_mirror: str | None = None
    server_account: str = "nobody"
    dashboard_host: str = "127.0.0.1"
    dashboard_port: int = 8050
    zone: str = "Asia/Shanghai"
    district_name_zh: str = "黄浦区"
    district_name_en: str = "Huangpu"
    mqtt_client_id: str = "yiping-ingest"
    mqtt_qos: int = 1
    mqtt_session_expiry_s: int = LONGEST_SESSION_S
    accept_loss: str | None = None
    receive_maximum: int = 4096
    batch_rows: int = 5000
    batch_ms: int = 100
    max_payload_bytes: int = 262_144
    future_tolerance_s: int = 300
    late_window_s: int = 86_400
    dead_letter_days: int = 30
    dead_letter_mb: int = 1024
    rollup_1m_days: int = 730
    sources: Path | None = None
    channels: Path | None = None
    ingest_workers: int = 1
    shifts: str = "08-20/20-08"
    working_hours: str = "08:30-11:30/13:00-17:30"

    @property
    def district_name(self) -> Text:
        """The district's name in both languages."""
        return Text(zh=self.district_name_zh, en=self.district_name_en)


CHECKS: Mapping[str, Callable[[str, object], Any]] = {
    "home": folder,
    "cache": folder,
    "runtime": runtime,
    "database_url": address(*DATABASE_SCHEMES),
    "broker_url": address(*BROKER_SCHEMES),
    "broker_ca": folder,
    "broker_listen": listen,
    "broker_tls_certificate": folder,
    "broker_tls_key": folder,
    "accept_plaintext": exactly(ACCEPT_PLAINTEXT),
    "outage_s": whole(1, 86_400),
    "messages_per_s": whole(1, 1_000_000),
    "debian_mirror": address("http", "https", "file"),
    "server_account": text,
    "dashboard_host": text,
    "dashboard_port": whole(1, 65_535),
    "zone": zone,
    "district_name_zh": text,
    "district_name_en": text,
    "mqtt_client_id": text,
    "mqtt_qos": whole(0, 1),
    "mqtt_session_expiry_s": whole(0, LONGEST_SESSION_S),
    "accept_loss": exactly(ACCEPT_LOSS),
    "receive_maximum": whole(1, 65_535),  # the width of the field in MQTT 5, section 3.1.2.11.3
    "batch_rows": whole(1, 100_000),
    "batch_ms": whole(1, 10_000),
    "max_payload_bytes": whole(1, 268_435_455),  # the largest packet that MQTT can carry
    "future_tolerance_s": whole(0, 86_400),
    "late_window_s": whole(60, 315_360_000),
    "dead_letter_days": whole(1, 3650),
    "dead_letter_mb": whole(1, 1_000_000),
    "rollup_1m_days": whole(1, 36_500),
    "sources": folder,
    "channels": folder,
    "ingest_workers": whole(1, 64),
    "shifts": text,
    "working_hours": text,
}


def checkout(cwd: Path) -> Path:
    """The folder that this installation's state is named after: the source tree, or `cwd` without one."""
    tree = Path(__file__).resolve().parents[1]
    return tree if (tree / "pyproject.toml").is_file() else cwd.resolve()


def default_folders(tree: Path) -> dict[str, object]:
    """Where state and shared programs live unless a setting says otherwise.

    As root both are under /var, because servers run under another account that may not
    be able to enter the folder of the checkout.
    """
    mark = hashlib.sha256(os.fsencode(tree)).hexdigest()[:8]
    own = f"{tree.name or 'root'}-{mark}"
    if os.geteuid() == 0:
        return {"home": f"/var/lib/yiping/{own}", "cache": "/var/cache/yiping"}
    return {
        "home": str(platformdirs.user_data_path("yiping") / own),
        "cache": str(platformdirs.user_cache_path("yiping")),
    }


def from_file(environ: Mapping[str, str], cwd: Path) -> dict[str, object]:
    """Read the one TOML; a file that was asked for by name must exist."""
    asked = environ.get("YIPING_SETTINGS")
    path = cwd / (asked or FILE_NAME)
    if not asked and not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"setting YIPING_SETTINGS: cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"{path} is not a TOML file: {error}") from error


def from_environ(environ: Mapping[str, str]) -> dict[str, object]:
    """Take the settings out of the environment, by field name."""
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(PREFIX) and name not in NOT_SETTINGS
    }


def checked(given: Mapping[str, object], spelling: Callable[[str], str]) -> dict[str, Any]:
    """Check every given value; `spelling` says how the user wrote the name."""
    for key in given:
        if key not in CHECKS:
            known = ", ".join(spelling(name) for name in sorted(CHECKS))
            raise SettingsError(f"unknown setting {spelling(key)}; known are {known}")
    return {key: CHECKS[key](spelling(key), value) for key, value in given.items()}


def load_settings(environ: Mapping[str, str], *, cwd: Path) -> Settings:
    """Read the settings: defaults, then the TOML of `cwd`, then `YIPING_*`.

    Raises SettingsError naming the setting, its value and what is allowed.
    """
    source = environ.get("YIPING_SETTINGS") or FILE_NAME
    named = {
        **default_folders(checkout(cwd)),
        **checked(from_file(environ, cwd), lambda key: f"{key} in {source}"),
        **checked(from_environ(environ), lambda key: PREFIX + key.upper()),
    }
    named |= {key: Path(named[key]) for key in ("home", "cache")}
    return Settings(**named)


def as_environ(settings: Settings) -> dict[str, str]:
    """Write settings as the environment of a child process, so that it reads the same ones."""
    values = {field.name: getattr(settings, field.name) for field in fields(settings)}
    return {PREFIX + name.upper(): str(value) for name, value in values.items() if value is not None}
