"""When the processes behind the screen last looked, as milliseconds since the epoch. Pure."""

from collections.abc import Sequence
from datetime import datetime

from store.pulse import ENGINE, INGEST, Pulse


def alive(pulses: Sequence[Pulse]) -> dict[str, int | None]:
    """The engine's last look, that of the ingest which is behind most, and when that last had the broker.

    None where nobody ever looked.
    """
    engine = [one.at for one in pulses if one.name == ENGINE]
    ingests = [one for one in pulses if one.name.startswith(INGEST)]
    return {
        "engine": _oldest(engine),
        "ingest": _oldest([one.at for one in ingests]),
        "broker": _oldest([one.heard_at for one in ingests if one.heard_at]),
    }


def _oldest(times: Sequence[datetime]) -> int | None:
    return int(min(times).timestamp() * 1000) if times else None
