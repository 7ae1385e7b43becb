"""How the parts of the city are taken by ingest now, in words."""

from model.errors import YipingError
from store.coverage import is_ready, unserved
from store.ingest_sessions import sessions
from store.pool import Connection, connect
from yiping.ingesting import gaps
from yiping.runtime.attach import NotRunningError, database_url
from yiping.settings import Settings


def gap_now(settings: Settings) -> str | None:
    """What no ingest takes, or whose messages nobody fetches; None where all is well or nothing runs."""
    try:
        with connect(database_url(settings), name="doctor") as conn:
            return _gap(conn, settings) if is_ready(conn) else None
    except NotRunningError:
        return None
    except YipingError as problem:
        return str(problem)


def _gap(conn: Connection, settings: Settings) -> str | None:
    if found := gaps(conn, settings):
        return f"no ingest takes {', '.join(found)}"
    known = [session.client_id for session in sessions(conn)]
    if idle := unserved(conn, known):
        return f"the broker keeps messages that nobody fetches, in {', '.join(idle)}"
    return None
