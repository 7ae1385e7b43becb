"""What is wrong with the rules in force, in words."""

from alerts.revisions.record import records
from alerts.revisions.rulebook import in_force
from model.errors import YipingError
from store.pool import Connection, connect
from store.rules import is_ready
from yiping.rulebooks import catalogue
from yiping.runtime.attach import NotRunningError, database_url
from yiping.settings import Settings
from yiping.wiring import utc_now


def trouble_now(settings: Settings) -> str | None:
    """Rules that cannot be read, or of which another text ships; None where all is well or nothing runs."""
    try:
        with connect(database_url(settings), name="doctor") as conn:
            return _trouble(conn) if is_ready(conn) else None
    except NotRunningError:
        return None
    except YipingError as problem:
        return str(problem)


def _trouble(conn: Connection) -> str | None:
    shipped, kinds = catalogue()
    found = in_force(conn, shipped, kinds=kinds, now=utc_now())
    aside = [one.rule.id for one in records(conn, found, shipped) if one.set_aside is not None]
    told = [str(one) for one in found.troubles]
    if aside:
        told.append(
            f"this program ships another text of {', '.join(aside)} than the one approved here, which stays"
        )
    return "; ".join(told) or None
