"""What every codec is: the bytes of one platform's message in, what it tells out.

A codec knows a platform, not a city: it names fields as the message does and leaves units, kinds and metrics
to the sources that use it. One file a codec in ``ingest/codecs``, found by its name, with its own EXAMPLES.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple, Protocol, cast

from ingest.errors import Reason
from ingest.told import Told as Told  # part of the protocol of codecs: also found here
from model.errors import YipingError
from model.reading import Origin


class UnknownCodecError(YipingError):
    """No file of ``ingest/codecs`` has this name."""


class Field(NamedTuple):
    """One value of a message, in the words and the unit of the device that sent it.

    A tuple, not a dataclass: a hundred thousand a second are made. ``value`` is a finite number (a
    truth is 1.0 or 0.0) or a text as it stood there. ``observed_us`` counts microseconds since 1970-01-01
    UTC; None means that the device told no time. ``unit`` is what the message itself calls the unit,
    ``device`` what it calls the device, None where it does not say.
    """

    name: str
    value: float | str
    observed_us: int | None = None
    unit: str | None = None
    device: str | None = None
    origin: Origin = Origin.LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What a message tells.

    ``notice`` names a message that is no reading (``join``, ``ack``, ``status``, ``log``, ...) and then there
    are no fields; it is counted, never refused. Neither fields nor a notice is a reading of which all values
    were left out. ``observed_us`` and ``device`` are those of the message as a
    whole, for fields that a source knows to be left out when they are zero. ``remember`` holds what later
    messages need, by key, None to forget; it is kept with the message's readings in one transaction.
    """

    fields: Sequence[Field] = ()
    notice: str | None = None
    observed_us: int | None = None
    device: str | None = None
    remember: Mapping[str, str | None] = field(default_factory=dict)
    tell: Sequence[Told] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a codec may know beside the payload: its topic, and what earlier messages asked to remember.

    ``received_us`` is when the message first arrived, for formats that count from there; None where unknown.
    """

    topic: str = ""
    memory: Mapping[str, str] = field(default_factory=dict)
    received_us: int | None = None


NO_CONTEXT = Context()


class Example(NamedTuple):
    """A payload and what becomes of it; the codec's promise, held by a test."""

    payload: bytes
    gives: Decoded | Reason
    context: Context = NO_CONTEXT


class Codec(Protocol):
    """A module of ``ingest/codecs``."""

    EXAMPLES: Sequence[Example]

    def decode(self, payload: bytes, context: Context, /) -> Decoded:
        """What the message tells. Raises RejectedError when it cannot be understood."""
        ...


def codec_names() -> list[str]:
    """The names of all codecs."""
    folder = import_module("ingest.codecs")
    return sorted(found.name for found in iter_modules(folder.__path__))


def codec_named(name: str) -> Codec:
    """The codec ``name``. Raises UnknownCodecError, which lists the known ones."""
    if name not in (known := codec_names()):
        raise UnknownCodecError(f"there is no codec {name!r}; known are {', '.join(known)}")
    return cast("Codec", import_module(f"ingest.codecs.{name}"))
