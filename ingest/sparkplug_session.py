"""Who speaks Sparkplug, what is remembered of it, and when its birth is asked for again."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ingest.codec import Context
from ingest.errors import Reason, RejectedError
from ingest.sparkplug import Metric, Payload, bytes_of
from ingest.sparkplug_births import Birth, Definition, birth_of
from ingest.told import Told

REBIRTH = "Node Control/Rebirth"
_BOOLEAN = 11
_SEQUENCE = 256


class Speaker(NamedTuple):
    """An edge node, or one of its devices, and the keys under which it is remembered."""

    group: str
    node: str
    device: str = ""

    @property
    def name(self) -> str:
        """The device, or the node that speaks itself."""
        return self.device or self.node

    @property
    def node_key(self) -> str:
        """Where the birth of the node is kept."""
        return f"birth:{self.group}/{self.node}"

    @property
    def key(self) -> str:
        """Where the speaker's own birth is kept."""
        return f"{self.node_key}/{self.device}" if self.device else self.node_key

    @property
    def seq_key(self) -> str:
        """Where the last sequence number is kept, which a node and its devices share."""
        return f"seq:{self.group}/{self.node}"


def session_of(speaker: Speaker, memory: Mapping[str, str]) -> str:
    """The session of the speaker's node, empty where its birth was never seen."""
    return birth_of(memory[speaker.node_key]).session if speaker.node_key in memory else ""


def birth_for(speaker: Speaker, memory: Mapping[str, str]) -> Birth | None:
    """The speaker's own birth, None where there is none within the session of its node."""
    if speaker.key not in memory:
        return None
    birth = birth_of(memory[speaker.key])
    return birth if birth.session == session_of(speaker, memory) else None


def definition_for(metric: Metric, birth: Birth | None) -> Definition:
    """What is known of a metric. Raises RejectedError when only a birth, which is missing, could tell."""
    if metric.name:
        unborn = Definition(metric.name, 0, None)
        return birth.by_name.get(metric.name, unborn) if birth else unborn
    if metric.alias is None:
        raise RejectedError(Reason.WRONG_TYPE, "a metric has neither a name nor an alias")
    if birth is None or metric.alias not in birth.by_alias:
        raise RejectedError(
            Reason.NO_BIRTH, f"no birth in this session gives the alias {metric.alias} a name"
        )
    return birth.by_alias[metric.alias]


def counted(message: Payload, speaker: Speaker) -> dict[str, str | None]:
    """The sequence number as it is remembered; nothing where there is none within 0 to 255."""
    return {speaker.seq_key: f"{message.seq}@{message.timestamp}"} if _has_number(message) else {}


def asked_of(message: Payload, speaker: Speaker, context: Context) -> Sequence[Told]:
    """The request for a birth where a message was lost before this one, else nothing.

    The next number follows; the same number at the same time is a redelivery. A node that sends no numbers is
    never asked: it would be with every message.
    """
    if not _has_number(message) or _follows(message, context.memory.get(speaker.seq_key)):
        return ()
    return rebirth_of(speaker, message, context)


def rebirth_of(speaker: Speaker, message: Payload, context: Context) -> Sequence[Told]:
    """The command that asks the speaker's node for all its births."""
    at_ms = message.timestamp if context.received_us is None else context.received_us // 1000
    metric = Metric(REBIRTH, "boolean_value", value=True, datatype=_BOOLEAN, timestamp=at_ms)
    return [
        Told(
            topic=f"spBv1.0/{speaker.group}/NCMD/{speaker.node}",
            payload=bytes_of(Payload(timestamp=at_ms, metrics=[metric])),
        )
    ]


def _follows(message: Payload, remembered: str | None) -> bool:
    if remembered is None:
        return False
    last, _, timestamp = remembered.partition("@")
    again = message.seq == int(last) and message.timestamp == int(timestamp)
    return again or message.seq == (int(last) + 1) % _SEQUENCE


def _has_number(message: Payload) -> bool:
    return message.seq is not None and message.seq < _SEQUENCE
