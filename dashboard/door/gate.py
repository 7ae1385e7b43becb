"""Every request passes here: no session, no answer."""

from urllib.parse import quote

from flask import Flask, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard.config import Account, DashboardConfig, Role
from dashboard.door import forgery
from dashboard.door.caller import LANGUAGE_COOKIE, account_of_session, language

OPEN_PATHS = frozenset(
    {"/login", "/health", "/metrics", "/assets/login.css", "/assets/health.css", "/assets/icon.svg"}
)
STAFF_PATHS = (
    "/m", "/push", "/snapshot", "/area", "/areas/", "/orders/", "/reports", "/assets/", "/_dash", "/logout"
)  # fmt: skip
YEAR_S = 365 * 24 * 3600
APPROVER_PATHS = ("/rules", "/push", "/snapshot", "/assets/", "/_dash", "/logout")
LIMITED = {Role.STAFF: (STAFF_PATHS, "/m"), Role.APPROVER: (APPROVER_PATHS, "/rules")}
"""Roles that may not go everywhere: where to, and which page is theirs."""
POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",  # Leaflet and plotly put their rules into style elements
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
))  # fmt: skip


def guard(server: Flask, config: DashboardConfig) -> None:
    """Put the gate before every route of the server, and safe headers behind it."""
    server.secret_key = config.secret_key
    server.config.update(
        SESSION_COOKIE_NAME="yiping_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        PERMANENT_SESSION_LIFETIME=90 * 24 * 3600,  # a wall runs for weeks; each request renews it
        MAX_CONTENT_LENGTH=1024 * 1024,
    )

    @server.before_request
    def gate() -> AnyResponse | None:
        g.account = account_of_session(config)
        return refusal(g.account)

    @server.after_request
    def safe(response: Response) -> Response:
        return with_safe_headers(response, config)


def refusal(account: Account | None) -> AnyResponse | None:
    """Why this request gets no answer, None when it does."""
    if reason := forgery.forged():
        return Response(reason, 403, mimetype="text/plain")
    if request.path in OPEN_PATHS:
        return None
    if account is None:
        return turned_away()
    paths, own = LIMITED.get(account.role, (("/",), "/"))
    if not request.path.startswith(paths):
        return redirect(own) if asks_for_page() else Response("not for this account", 403)
    return None


def with_safe_headers(response: Response, config: DashboardConfig) -> Response:
    """The response with its policy, its language cookie, and on pages the token for scripts."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if request.args.get("lang") == language():
        response.set_cookie(LANGUAGE_COOKIE, language(), max_age=YEAR_S, samesite="Strict")
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
        forgery.hand_out(response, secure=config.secure_cookies)
    return response


def asks_for_page() -> bool:
    """Whether a person waits for a page, rather than a script for an answer."""
    return request.method == "GET" and "text/html" in request.headers.get("Accept", "")


def turned_away() -> AnyResponse:
    """To the login for a person, 401 for a script."""
    if asks_for_page():
        return redirect(f"/login?next={quote(request.full_path.rstrip('?'))}")
    return Response("no session", 401, mimetype="text/plain")
