"""SenML in JSON (RFC 8428): ``[{"bn": "urn:dev:7:", "bt": 1764576000, "n": "level", "u": "m", "v": 0.12}]``.

A pack is a list of records; names, units, times and sums are resolved as ``ingest.senml`` says.
"""

from collections.abc import Sequence

from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason
from ingest.payload import json_of
from ingest.senml import fields_of

_ARRIVED = Context(received_us=1_764_576_000_000_000)

EXAMPLES: Sequence[Example] = (
    Example(
        b'[{"bn": "urn:dev:7:", "bt": 1764576000, "bu": "m", "n": "level", "v": 0.12},'
        b' {"n": "level", "t": -60, "v": 0.1}, {"n": "cell", "u": "V", "t": 0.5, "v": 3.3}]',
        Decoded(
            fields=[
                Field("urn:dev:7:level", 0.12, 1_764_576_000_000_000, "m"),
                Field("urn:dev:7:level", 0.1, 1_764_575_940_000_000, "m"),
                Field("urn:dev:7:cell", 3.3, 1_764_576_000_500_000, "V"),
            ]
        ),
    ),
    Example(b'[{"n": "level", "u": "m", "v": 1}]', Decoded(fields=[Field("level", 1.0, None, "m")])),
    Example(
        b'[{"n": "a", "v": 1, "t": -2.5}, {"n": "a", "v": 2}]',
        Decoded(fields=[Field("a", 1.0, 1_764_575_997_500_000), Field("a", 2.0)]),
        _ARRIVED,
    ),
    Example(
        b'[{"n": "open", "vb": true}, {"n": "mode", "vs": "auto"}, {"n": "photo", "vd": "aGk"}]',
        Decoded(fields=[Field("open", 1.0), Field("mode", "auto")]),
    ),
    Example(
        b'[{"bn": "pump/", "bv": 20, "bs": 1000, "bver": 10}, {"n": "power", "u": "W", "v": 1.5, "s": 5}]',
        Decoded(fields=[Field("pump/power", 21.5, None, "W"), Field("pump/power.sum", 1005.0, None, "W*s")]),
    ),
    Example(b'[{"n": "power", "s": 5}]', Decoded(fields=[Field("power.sum", 5.0)])),
    Example(b'[{"bn": "urn:dev:7:", "bt": 1764576000}]', Decoded(fields=[])),
    Example(b'[{"n": "a", "v": 1, "note": "left out"}]', Decoded(fields=[Field("a", 1.0)])),
    Example(b"[", Reason.MALFORMED),
    Example(b"[]", Reason.MALFORMED),
    Example(b'{"n": "a", "v": 1}', Reason.WRONG_TYPE),
    Example(b"[7]", Reason.WRONG_TYPE),
    Example(b'[{"v": 1}]', Reason.WRONG_TYPE),
    Example(b'[{"n": "a"}]', Reason.WRONG_TYPE),
    Example(b'[{"n": "a", "v": "1"}]', Reason.WRONG_TYPE),
    Example(b'[{"n": "a", "vb": 1}]', Reason.WRONG_TYPE),
    Example(b'[{"n": "a", "v": 1, "vs": "1"}]', Reason.WRONG_TYPE),
    Example(b'[{"n": "a", "v": 1, "scale_": 2}]', Reason.WRONG_TYPE),
    Example(b'[{"n": "a", "v": 1, "bver": 11}]', Reason.WRONG_TYPE),
    Example(b'[{"n": "a", "v": NaN}]', Reason.NOT_A_NUMBER),
    Example(b'[{"bv": 1e308, "n": "a", "v": 1e308}]', Reason.NOT_A_NUMBER),
    Example(b'[{"n": "a", "v": 1, "t": "now"}]', Reason.BAD_TIME),
    Example(b'[{"n": "a", "v": 1, "t": 1e300}]', Reason.BAD_TIME),
    Example(b'[{"n": "a", "v": 1, "t": -5}]', Reason.BAD_TIME),
    Example(b'[{"n": "a", "v": 1, "t": -1e300}]', Reason.BAD_TIME, _ARRIVED),
)


def decode(payload: bytes, context: Context = NO_CONTEXT, /) -> Decoded:
    """All values of a pack. Raises RejectedError when any record is wrong."""
    return Decoded(fields=fields_of(json_of(payload), context.received_us))
