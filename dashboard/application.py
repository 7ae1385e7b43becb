"""The Dash application of one configuration."""

from pathlib import Path

from dash import Dash
from flask import Flask

from alerts.watch_rule import load_watches
from dashboard import (
    actions,
    alert_actions,
    exports,
    frame,
    health,
    layers,
    metrics,
    reports,
    rule_actions,
    surfaces,
)
from dashboard.config import DashboardConfig
from dashboard.door import forgery, gate, login
from dashboard.push import stream
from dashboard.push.hub import Hub
from dashboard.push.source import StoreSource
from dashboard.push.stream import Viewers
from dashboard.rules_live import Living, names_of
from dashboard.screen import Screen
from dashboard.thresholds import thresholds_of
from dashboard.words import FIRST, words_in
from model.catalogue import load_kinds
from store.pool import open_pool

FOLDER = Path(__file__).parent
# Served, but not loaded by every page: the script that starts Dash must come last, the worker runs by itself.
BY_NAME = r"(start|push-worker)\.js|(login|health)\.css|icon\.svg"
CONNECTIONS = 6
INDEX = """<!DOCTYPE html>
<html>
<head>
  {%metas%}
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{%title%}</title>
  <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
  {%css%}
</head>
<body>
  {%app_entry%}
  {%config%}
  {%scripts%}
  <script id="_dash-renderer" src="/assets/start.js"></script>
</body>
</html>
"""


def screen_for(config: DashboardConfig) -> Screen:
    """The parts of a dashboard; nothing runs yet, and the database may be away."""
    pool = open_pool(config.database_url, name="dashboard", max_size=CONNECTIONS)
    kinds, watches = load_kinds(), load_watches()
    return Screen(
        config=config,
        pool=pool,
        hub=Hub(StoreSource(pool, config.database_url)),
        viewers=Viewers(config.viewers),
        kinds=kinds,
        rule_names=Living(pool, kinds, names_of),
        thresholds=Living(pool, kinds, lambda found: thresholds_of(found.conditions)),
        watches=frozenset(one.id for one in watches),
    )


def application(screen: Screen) -> Flask:
    """The server with all its routes behind the gate."""
    server = Flask(__name__, template_folder=str(FOLDER / "templates"), static_folder=None)
    gate.guard(server, screen.config)
    login.add_routes(server, screen.config)
    stream.add_routes(server, screen.hub, screen.viewers)
    layers.add_routes(server, screen.pool, screen.hub)
    surfaces.add_routes(server, screen.pool)
    actions.add_routes(server, screen)
    reports.add_routes(server, screen)
    exports.add_routes(server, screen)
    alert_actions.add_routes(server, screen)
    rule_actions.add_routes(server, screen)
    kept = health.Kept()
    health.add_routes(server, screen, kept)
    metrics.add_routes(server, screen, kept)
    add_dash(server, screen)
    return server


def add_dash(server: Flask, screen: Screen) -> Dash:
    """Put Dash behind the routes before it: it answers every address that is left."""
    app = Dash(
        __name__,
        server=server,  # type: ignore[arg-type]  # Dash takes a server, whatever its hints say
        assets_folder=str(FOLDER / "assets"),
        assets_ignore=BY_NAME,
        index_string=INDEX,
        title=f"{screen.config.district_name.zh} · {words_in(FIRST)('app.name')}",
        update_title="",
        serve_locally=True,
        suppress_callback_exceptions=True,
        compress=False,
        add_log_handler=False,
        csrf_token_name=forgery.COOKIE,
        csrf_header_name=forgery.HEADER,
    )
    app.layout = frame.frame()
    frame.register(app, screen)
    return app
