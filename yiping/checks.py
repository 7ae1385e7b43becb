"""What one setting may be: each check gives the value back or names what is allowed."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, NoReturn, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from model.errors import YipingError

Runtime = Literal["auto", "servers", "host", "private"]


class SettingsError(YipingError):
    """A setting that the program refuses to start with."""


def refuse(name: str, value: object, allowed: str) -> NoReturn:
    """Raise the one sentence that names the setting, its value and what is allowed."""
    raise SettingsError(f"setting {name} = {value!r}: {allowed}")


def text(name: str, value: object) -> str:
    """Accept a text that is not empty."""
    if isinstance(value, str) and value.strip():
        return value
    refuse(name, value, "must be a text that is not empty")


def whole(low: int, high: int) -> Callable[[str, object], int]:
    """Make a check for a whole number from `low` to `high`."""

    def check(name: str, value: object) -> int:
        allowed = f"must be a whole number from {low} to {high}"
        try:
            number = int(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
        except ValueError:
            number = None
        if number is None or not low <= number <= high:
            refuse(name, value, allowed)
        return number

    return check


def zone(name: str, value: object) -> str:
    """Accept the name of a time zone that this machine knows."""
    try:
        return ZoneInfo(text(name, value)).key
    except (OSError, ValueError, KeyError):
        refuse(name, value, "must be a time zone of the IANA list, such as Asia/Shanghai")


def runtime(name: str, value: object) -> Runtime:
    """Accept one of the ways of getting servers."""
    for way in get_args(Runtime):
        if value == way:
            return way  # type: ignore[no-any-return]  # get_args forgets the literal type
    refuse(name, value, f"must be one of {', '.join(get_args(Runtime))}")


def folder(name: str, value: object) -> Path:
    """Accept a folder's absolute path; `~` stands for the user's home."""
    path = Path(text(name, value)).expanduser()
    return path if path.is_absolute() else refuse(name, value, "must be an absolute path")


def address(*schemes: str) -> Callable[[str, object], str]:
    """Make a check for `<scheme>://user:password@host:port...`; a password in a refused value is hidden."""
    allowed = f"must look like {schemes[0]}://user:password@host:port, scheme {' or '.join(schemes)}"

    def check(name: str, value: object) -> str:
        url = text(name, value)
        try:
            parts = urlsplit(url)
            usable = parts.scheme in schemes and (parts.port or 1) > 0
        except ValueError:
            usable = False
        return url if usable else refuse(name, without_password(url), allowed)

    return check


def without_password(url: str) -> str:
    """The address with `***` for its password, fit for logs and messages."""
    try:
        password = urlsplit(url).password
    except ValueError:
        return "***"
    return url.replace(f":{password}@", ":***@") if password else url
