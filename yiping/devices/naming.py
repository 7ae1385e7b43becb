"""What may be the name of an account, and what a gateway may publish."""

from collections.abc import Iterable

from yiping.runtime.broker_access import OURS
from yiping.runtime.grants import GrantsError

LONGEST_BYTES = 1024
OUR_CLIENTS = "yiping-"


def fault_of(name: str, client_id: str) -> str | None:
    """Why a name cannot be an account; None when it can.

    `client_id` is how ingest's own sessions begin: an account is its client identifier, and must not be one.
    """
    if not name or name != name.strip() or not name.isprintable():
        return "is empty, or has a blank at an end or a letter that does not print"
    if any(sign in name for sign in ":/+#"):
        return "has one of : / + # in it"
    if len(name.encode()) > LONGEST_BYTES:
        return f"is longer than {LONGEST_BYTES} bytes"
    if name in OURS or name.startswith((OUR_CLIENTS, client_id)):
        return "is a name that Yiping itself uses at the broker"
    return None


def refuse_unfit(names: Iterable[str], client_id: str) -> None:
    """Raise GrantsError naming the first names that cannot be accounts."""
    faults = [f"{name!r} {fault}" for name in names if (fault := fault_of(name, client_id))]
    if faults:
        more = f" (and {len(faults) - 3} more)" if len(faults) > 3 else ""
        raise GrantsError(f"no account can be called so: {'; '.join(faults[:3])}{more}")


def refuse_wide(topic_filter: str) -> None:
    """Raise GrantsError for what is no topic filter, or one that would speak for the whole city.

    That is one whose first level is open, or below `yiping/` one that does not name its district.
    """
    levels = topic_filter.split("/")
    plain = topic_filter == topic_filter.strip() and topic_filter.isprintable() and bool(topic_filter)
    closed = all(level in {"+", "#"} or not set(level) & {"+", "#"} for level in levels)
    if not plain or not closed or "#" in levels[:-1]:
        raise GrantsError(f"{topic_filter!r} is no topic filter")
    open_at = next((at for at, level in enumerate(levels) if level in {"+", "#"}), len(levels))
    needed = 3 if levels[0] == "yiping" else 1
    if open_at < needed or topic_filter.startswith("$"):
        raise GrantsError(f"{topic_filter!r} is too wide for a gateway: name its first levels")
