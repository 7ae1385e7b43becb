"""Settings: strict, and every one of them documented."""

from dataclasses import fields
from pathlib import Path

import pytest

from model.text import Text
from yiping.checks import without_password
from yiping.settings import (
    CHECKS,
    Settings,
    SettingsError,
    as_environ,
    default_folders,
    load_settings,
)

DOCS = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_without_any_setting_the_defaults_hold(tmp_path: Path) -> None:
    settings = load_settings({}, cwd=tmp_path)
    assert settings.dashboard_port == 8050
    assert settings.zone == "Asia/Shanghai"
    assert settings.database_url is None
    assert settings.district_name == Text(zh="黄浦区", en="Huangpu")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "yiping.toml").write_text("dashboard_port = 9001\nbatch_ms = 50\n")
    settings = load_settings({"YIPING_DASHBOARD_PORT": "9002"}, cwd=tmp_path)
    assert (settings.dashboard_port, settings.batch_ms) == (9002, 50)


def test_a_file_named_by_the_environment_is_read_instead(tmp_path: Path) -> None:
    (tmp_path / "yiping.toml").write_text("dashboard_port = 9001\n")
    (tmp_path / "other.toml").write_text("dashboard_port = 9003\n")
    settings = load_settings({"YIPING_SETTINGS": str(tmp_path / "other.toml")}, cwd=tmp_path)
    assert settings.dashboard_port == 9003


def test_a_named_file_that_is_missing_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"YIPING_SETTINGS: cannot read .*gone\.toml"):
        load_settings({"YIPING_SETTINGS": "gone.toml"}, cwd=tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("YIPING_DASHBOARD_PORT", "0", "whole number from 1 to 65535"),
        ("YIPING_DASHBOARD_PORT", "eighty", "whole number from 1 to 65535"),
        ("YIPING_RECEIVE_MAXIMUM", "65536", "whole number from 1 to 65535"),
        ("YIPING_ZONE", "Asia/Atlantis", "IANA"),
        ("YIPING_ZONE", "../etc/passwd", "IANA"),
        ("YIPING_RUNTIME", "magic", "auto, servers, host, private"),
        ("YIPING_HOME", "relative", "absolute path"),
        ("YIPING_BROKER_URL", "http://x:1", "mqtt://user:password@host:port"),
        ("YIPING_DATABASE_URL", "mysql://x", "postgresql://"),
        ("YIPING_DISTRICT_NAME_ZH", " ", "not empty"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(
    tmp_path: Path, name: str, value: str, allowed: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings({name: value}, cwd=tmp_path)
    assert name in str(refused.value)
    assert repr(value) in str(refused.value)
    assert allowed in str(refused.value)


def test_a_bad_value_in_the_file_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "yiping.toml").write_text("batch_rows = true\n")
    with pytest.raises(SettingsError, match=r"batch_rows in yiping\.toml = True"):
        load_settings({}, cwd=tmp_path)


def test_an_unknown_name_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="unknown setting YIPING_DASHBOARD_PROT"):
        load_settings({"YIPING_DASHBOARD_PROT": "1"}, cwd=tmp_path)


def test_an_unknown_key_in_the_file_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "yiping.toml").write_text("[dashboard]\nport = 1\n")
    with pytest.raises(SettingsError, match=r"unknown setting dashboard in yiping\.toml"):
        load_settings({}, cwd=tmp_path)


def test_a_refused_address_does_not_show_its_password(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings({"YIPING_BROKER_URL": "tcp://me:hush@host:1"}, cwd=tmp_path)
    assert "hush" not in str(refused.value)


def test_a_password_is_hidden_in_an_address() -> None:
    assert without_password("mqtt://a:b@h:1") == "mqtt://a:***@h:1"


def test_a_child_reads_the_same_settings_from_its_environment(tmp_path: Path) -> None:
    settings = load_settings({"YIPING_BATCH_MS": "70", "YIPING_BROKER_URL": "mqtt://h:1"}, cwd=tmp_path)
    assert load_settings(as_environ(settings), cwd=tmp_path) == settings


def test_two_checkouts_of_one_name_have_two_homes(tmp_path: Path) -> None:
    homes = {str(default_folders(tmp_path / side / "yiping")["home"]) for side in ("a", "b")}
    assert len(homes) == 2
    assert all(Path(home).name.startswith("yiping-") for home in homes)


def test_every_field_has_a_check() -> None:
    assert {field.name for field in fields(Settings)} == set(CHECKS)


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_every_setting_is_in_the_docs_with_its_default(name: str) -> None:
    lines = DOCS.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith(f"| `YIPING_{name.upper()}` |")]
    default = next(field for field in fields(Settings) if field.name == name).default
    assert len(rows) == 1
    if isinstance(default, str | int):
        assert f"| `{default}` |" in rows[0]
