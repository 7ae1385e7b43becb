"""What a Sparkplug birth defines for the messages that follow it, and how it is remembered as text.

A birth names its metrics, gives each a datatype, perhaps a unit, and an alias by which alone later messages
may name it. A device's birth holds only within the session of its edge node: from one birth of the node to
the next birth or death.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ingest.errors import Reason, RejectedError
from ingest.sparkplug import Metric


class Definition(NamedTuple):
    """What a birth says of one metric; ``datatype`` is 0 where it does not say."""

    name: str
    datatype: int
    unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """The metrics of one node or device, by alias and by name.

    ``session`` is that of the node; empty for a device whose node's birth was never seen. ``bd_seq`` is the
    number that the birth of a node shares with its death.
    """

    session: str
    bd_seq: int | None
    by_alias: Mapping[int, Definition]
    by_name: Mapping[str, Definition]


def written(metrics: Iterable[Metric], *, session: str, bd_seq: int | None = None) -> str:
    """A birth as the text that ``birth_of`` reads. Raises RejectedError for a metric without a name."""
    rows = []
    for metric in metrics:
        if not metric.name:
            raise RejectedError(Reason.WRONG_TYPE, f"a birth leaves metric {metric.alias} without a name")
        rows.append([metric.alias, metric.name, metric.datatype, metric.unit])
    return json.dumps([session, bd_seq, rows], ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=4096)
def birth_of(text: str) -> Birth:
    """The birth that ``written`` wrote; an alias of two metrics is left out, for it tells neither."""
    session, bd_seq, rows = json.loads(text)
    uses = Counter(alias for alias, *_ in rows)
    return Birth(
        session=session,
        bd_seq=bd_seq,
        by_alias={row[0]: Definition(*row[1:]) for row in rows if row[0] is not None and uses[row[0]] == 1},
        by_name={row[1]: Definition(*row[1:]) for row in rows},
    )
