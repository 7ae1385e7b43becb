"""The routes `/login` and `/logout`. The page is plain HTML: nothing else answers before the login."""

import time
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from dashboard.config import Account, DashboardConfig
from dashboard.door import forgery
from dashboard.door.accounts import account_for, stamp
from dashboard.door.caller import language
from dashboard.door.gate import LIMITED
from dashboard.door.patience import Patience
from dashboard.words import languages, words_in


def add_routes(server: Flask, config: DashboardConfig) -> None:
    """Put the login on the server."""
    patience = Patience()

    @server.get("/login")
    def login_page() -> Response:
        return page(config)

    @server.post("/login")
    def login() -> AnyResponse:
        name = request.form.get("account", "")[:64]
        keys = (f"{request.remote_addr}", f"{request.remote_addr} {name}")
        wait_s = max(patience.wait_s(key, now_s=time.monotonic()) for key in keys)
        if wait_s > 0:
            return page(config, problem="login.wait", status=429, wait_s=int(wait_s) + 1, name=name)
        account = account_for(config.accounts, name, request.form.get("password", "")[:1024])
        for key in keys:
            patience.passed(key) if account else patience.failed(key, now_s=time.monotonic())
        if account is None:
            return page(config, problem="login.wrong", status=401, name=name)
        enter(account, config)
        return redirect(target(account, request.args.get("next", "")))

    @server.post("/logout")
    def logout() -> AnyResponse:
        session.clear()
        return redirect("/login")


def enter(account: Account, config: DashboardConfig) -> None:
    """Begin the session of an account; nothing of the one before stays, its token least of all."""
    session.clear()
    session.permanent = True
    session["account"] = account.name
    session["stamp"] = stamp(account, config.secret_key)


def target(account: Account, asked: str) -> str:
    """Where to go after the login: the page asked for when it is ours, else the account's first page."""
    parts = urlsplit(asked)
    ours = asked.startswith("/") and not asked.startswith(("//", "/\\")) and not parts.netloc
    first = LIMITED[account.role][1] if account.role in LIMITED else "/wall"
    if ours and parts.path == "/" and parts.query and first == "/wall":
        return f"{first}?{parts.query}"
    return asked if ours and parts.path not in {"/", "/login", "/logout"} else first


def page(
    config: DashboardConfig, *, problem: str = "", status: int = 200, wait_s: int = 0, name: str = ""
) -> Response:
    """The form, with what went wrong the last time."""
    words = words_in(language())
    html = render_template(
        "login.html",
        words=words,
        other=next(code for code in languages() if code != words.language),
        district=words.of(config.district_name),
        problem=words(problem, seconds=wait_s) if problem else "",
        token=forgery.token(),
        next=request.args.get("next", ""),
        name=name,
    )
    response = Response(html, status, mimetype="text/html")
    if wait_s:
        response.headers["Retry-After"] = str(wait_s)
    return response
