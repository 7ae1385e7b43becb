"""The evaluation: how the orders of a period went, by group; and how loud the seat was."""

import re
from datetime import UTC, datetime
from typing import Any

from dash import Dash, html

from alerts.noise import DAY
from alerts.noise_figures import seat_figures
from dashboard import address, choices, evaluated
from dashboard.config import Role
from dashboard.door.caller import Caller
from dashboard.errors import UnknownAreaError
from dashboard.panels import evaluation, seat_noise
from dashboard.panels.bar import bar
from dashboard.screen import Screen
from store.evaluation import area_names

PATH = re.compile(r"/stats/?")
ROLES = frozenset({Role.OFFICER})


def layout(screen: Screen, who: Caller, place: dict[str, Any]) -> html.Div:
    words, now = who.words, datetime.now(UTC)
    want = evaluated.asked(address.told(place.get(address.QUERY)), screen, now=now)
    with screen.pool.connection() as conn:
        names = area_names(conn)
        if want.under is not None and want.under not in names:
            raise UnknownAreaError(want.under)
        found = evaluated.evaluation(conn, screen, want, now=now)
        noise = seat_figures(conn, under=want.under, now=now, span=DAY)
        areas = [(area.code, choices.indented(words, area)) for area in choices.areas(conn)]
    where = words.of(names[want.under]) if want.under else words("stats.everywhere")
    told = words("stats.told", area=where, days=evaluated.days(want.span), n=f"{found.total.filed:,}")
    main = html.Main(
        [
            evaluation.form(words, want, areas),
            html.P(
                [html.Strong(told), html.Span([" ", words("stats.counted")], className="dim")],
                className="told-of",
            ),
            evaluation.cards(words, found.total),
            evaluation.chart(words, found),
            evaluation.table(words, want, found),
            seat_noise.seat_noise(words, noise),
        ],
        className="list-body stats-body",
    )
    return html.Div(
        [bar(who, words("ways.stats"), [], here="stats"), main], className="page stats-page light"
    )


def register(app: Dash, screen: Screen) -> None:
    """Nothing here changes by itself: a period is read anew with its page."""
