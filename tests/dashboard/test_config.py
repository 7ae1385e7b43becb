"""The dashboard refuses to start where its door would stand open."""

from zoneinfo import ZoneInfo

import pytest

from dashboard.config import Account, DashboardConfig, Role
from dashboard.errors import ConfigError
from model.text import Text

KEY = "0123456789abcdef0123456789abcdef"


GOOD = "bako-ruti-mofe"


def config(*, password: str = GOOD, key: str = KEY, accounts: int = 1) -> DashboardConfig:
    account = Account(name="officer", password=password, role=Role.OFFICER)
    return DashboardConfig(
        database_url="postgresql://nobody@127.0.0.1:1/none",
        host="127.0.0.1",
        port=8050,
        zone=ZoneInfo("Asia/Shanghai"),
        district_name=Text(zh="区", en="District"),
        accounts=(account,) * accounts,
        secret_key=key,
    )


def test_good_secrets_are_taken() -> None:
    assert config().accounts[0].name == "officer"


@pytest.mark.parametrize(
    "password", ["", "   ", "admin", "Password", "changeme", "12345678", "short", "officer"]
)
def test_a_weak_password_stops_the_start(password: str) -> None:
    with pytest.raises(ConfigError, match="password of officer"):
        config(password=password)


@pytest.mark.parametrize("key", ["", "changeme", "too short"])
def test_a_weak_key_stops_the_start(key: str) -> None:
    with pytest.raises(ConfigError, match="key that signs"):
        config(key=key)


def test_without_accounts_nobody_could_enter() -> None:
    with pytest.raises(ConfigError, match="no account"):
        config(accounts=0)


def test_secrets_do_not_show_when_printed() -> None:
    assert "bako-ruti-mofe" not in repr(config())
    assert KEY not in repr(config())
