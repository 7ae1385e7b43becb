"""The route `/health`: figures for a watchdog, a page for a person; without a login and without secrets."""

import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, jsonify, render_template

from dashboard.door.caller import language
from dashboard.door.gate import asks_for_page
from dashboard.rules_now import RuleFigures, figures_of_rules
from dashboard.screen import Screen
from dashboard.words import Words, languages, words_in
from store.errors import UnreachableError
from store.gauges import Gauges, gauges
from store.letter_figures import LetterFigures, letter_figures

FRESH_S = 10.0
WAIT_S = 1.0


@dataclass(slots=True)
class Kept:
    """Figures for so long: strangers may ask, and must not make the database count at every request."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    at_s: float = float("-inf")
    figures: LetterFigures | None = None
    rules: RuleFigures | None = None
    waiting: Gauges | None = None


def add_routes(server: Flask, screen: Screen, kept: Kept) -> None:
    """Put `/health` on the server."""

    @server.get("/health")
    def health() -> tuple[Response, int]:
        body = figures_of(screen, kept)
        status = 200 if body["database"] else 503
        if asks_for_page():
            return Response(page(screen, body, words_in(language())), mimetype="text/html"), status
        return jsonify(body), status


def figures_of(screen: Screen, kept: Kept) -> dict[str, Any]:
    """What a watchdog is told; ages in seconds, times in ISO 8601, None for what is not known."""
    pulse = screen.hub.pulse()
    newest, now = pulse["newest"], pulse["now"]
    known = isinstance(newest, int) and isinstance(now, int)
    figures, rules, waiting = _figures(screen, kept) if pulse["database"] else (None, None, None)
    return {
        "database": pulse["database"],
        "newest_age_s": round((now - newest) / 1000, 1) if known else None,  # type: ignore[operator]
        **{f"{name}_age_s": _age_s(pulse, name) for name in ("engine", "ingest", "broker")},
        "seq": screen.hub.mark.seq,
        "viewers": screen.viewers.count,
        "dead_letters": figures and as_json(figures),
        "rules": rules and asdict(rules),
        "waiting": waiting and _waiting(waiting, datetime.now(UTC)),
    }


def _age_s(pulse: Mapping[str, object], name: str) -> float | None:
    at, now = pulse[name], pulse["now"]
    return round((now - at) / 1000, 1) if isinstance(at, int) and isinstance(now, int) else None


def as_json(figures: LetterFigures) -> dict[str, Any]:
    """Dead letters in numbers, by reason of the last hour and day."""
    return {
        "total": figures.total,
        "size_bytes": figures.size_bytes,
        "oldest": figures.oldest and figures.oldest.isoformat(),
        "newest": figures.newest and figures.newest.isoformat(),
        "hour": {one.reason: one.hour for one in figures.reasons if one.hour},
        "day": {one.reason: one.day for one in figures.reasons},
    }


def page(screen: Screen, body: Mapping[str, Any], words: Words) -> str:
    """The same figures as a page that renews itself."""
    return render_template(
        "health.html",
        words=words,
        other=next(code for code in languages() if code != words.language),
        district=words.of(screen.config.district_name),
        body=body,
        reason=lambda code: words(f"reason.{code}") if f"reason.{code}" in words.keys() else code,  # noqa: SIM118  not a mapping
        time=lambda text: _local(screen, text),
        megabytes=lambda size: f"{size / 1e6:,.1f}",
    )


def _waiting(waiting: Gauges, now: datetime) -> dict[str, float | None]:
    since = waiting.notices_since
    age_s = None if since is None else round((now - since).total_seconds(), 1)
    return {
        "overdue": waiting.overdue,
        "untold": waiting.untold,
        "notices": waiting.notices,
        "notices_age_s": age_s,
    }


def _figures(screen: Screen, kept: Kept) -> tuple[LetterFigures | None, RuleFigures | None, Gauges | None]:
    with kept.lock:
        if time.monotonic() - kept.at_s >= FRESH_S:
            kept.at_s = time.monotonic()
            try:
                with screen.pool.connection(WAIT_S) as conn:
                    now = datetime.now(UTC)
                    kept.figures = letter_figures(conn, now=now)
                    kept.rules = figures_of_rules(conn, screen, now=now)
                    kept.waiting = gauges(conn, now=now)
            except UnreachableError:
                kept.figures = kept.rules = kept.waiting = None
        return kept.figures, kept.rules, kept.waiting


def _local(screen: Screen, text: str | None) -> str:
    if text is None:
        return "–"
    return f"{datetime.fromisoformat(text).astimezone(screen.config.zone):%Y-%m-%d %H:%M:%S}"
