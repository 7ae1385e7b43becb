"""Minutes and hours follow the readings."""

import time
from datetime import datetime

from store.pool import Connection
from store.rollups import refresh
from yiping.settings import Settings

EVERY_S = 10.0
BATCHES = 50  # a step, so that its transaction stays short
BUDGET_S = 2.0


def run(conn: Connection, now: datetime, settings: Settings) -> bool:  # noqa: ARG001  one signature for all
    """Brings the rollups up to date; after a standstill in several ticks."""
    end_s = time.monotonic() + BUDGET_S
    while time.monotonic() < end_s:
        with conn.transaction():
            taken = refresh(conn, limit=BATCHES)
        if taken < BATCHES:
            return False
    return True
