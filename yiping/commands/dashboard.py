"""``yiping dashboard``: the wall, the tablet and the order pages."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from dashboard import DashboardConfig
    from yiping.settings import Settings


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("dashboard")(dashboard)


def dashboard() -> None:
    """Serve the screens until stopped. The three accounts are in the secrets file of the home."""
    from dashboard import serve
    from yiping.process import log_to_stderr, settings_here

    log_to_stderr()
    serve(config_from(settings_here()))


def config_from(settings: "Settings") -> "DashboardConfig":
    """What the dashboard is told, from the settings and the secrets of this installation.

    Raises ConfigError when a secret would keep nobody out, NotRunningError when there is no database.
    """
    from zoneinfo import ZoneInfo

    from dashboard import Account, DashboardConfig, Role
    from yiping.runtime.attach import database_url
    from yiping.runtime.secrets import load_secrets

    secrets = load_secrets(settings.home)
    return DashboardConfig(
        database_url=database_url(settings),
        host=settings.dashboard_host,
        port=settings.dashboard_port,
        zone=ZoneInfo(settings.zone),
        district_name=settings.district_name,
        accounts=tuple(
            Account(name=name, password=password, role=Role(name))
            for name, password in secrets.dashboard_accounts.items()
        ),
        secret_key=secrets.flask_secret_key,
    )
