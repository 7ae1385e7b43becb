"""Who asks, and in which language."""

from dataclasses import dataclass

from flask import g, request, session

from dashboard.config import Account, DashboardConfig, Role
from dashboard.door.accounts import stamp
from dashboard.words import FIRST, Words, languages, words_in

LANGUAGE_COOKIE = "yiping_lang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The person behind a request; `area` is the one that a tablet was set to."""

    account: Account
    words: Words
    area: str | None

    @property
    def officer(self) -> bool:
        return self.account.role is Role.OFFICER


def account_of_session(config: DashboardConfig) -> Account | None:
    """The account that this request's session belongs to, None without a valid one."""
    for account in config.accounts:
        if session.get("account") == account.name and session.get("stamp") == stamp(
            account, config.secret_key
        ):
            return account
    return None


def language() -> str:
    """The language asked for in the address, else the one of the cookie, else Chinese."""
    asked = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return asked if asked in languages() else FIRST


def caller() -> Caller:
    """The caller of the current request; the gate let nobody pass without an account."""
    return Caller(account=g.account, words=words_in(language()), area=session.get("area"))
