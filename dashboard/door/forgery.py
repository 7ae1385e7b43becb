"""Against requests that another site makes in a person's browser."""

import hmac
import secrets
from urllib.parse import urlsplit

from flask import Response, request, session

COOKIE = "yiping_csrf"
HEADER = "X-CSRFToken"
FIELD = "csrf"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def token() -> str:
    """The token of this session, made when there is none."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def forged() -> str | None:
    """Why this request is refused, None when it is ours."""
    if request.method in _SAFE:
        return None
    if not _own_origin(request.headers.get("Origin"), request.host):
        return "the request comes from another site"
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    right = hmac.compare_digest(str(session.get("csrf", "")).encode(), given.encode())
    return None if given and right else "the token is missing or old; load the page again"


def _own_origin(origin: str | None, host: str) -> bool:
    return origin is None or urlsplit(origin).netloc == host


def hand_out(response: Response, *, secure: bool) -> Response:
    """Let the page's own scripts read the token, which no other site can."""
    if request.cookies.get(COOKIE) != token():
        response.set_cookie(COOKIE, token(), samesite="Strict", secure=secure, httponly=False)
    return response
