"""SenML in CBOR (RFC 8428): as SenML in JSON, with numbers for labels: ``[{0: "level", 1: "m", 2: 0.12}]``.

A label may also stand as the text it has in JSON. Numbers may be integers, floats of any width and decimal
fractions (tags 4 and 5); other tags have no place in SenML and are refused.
"""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any, NoReturn

from cbor2 import CBORDecodeError, CBORDecoder

from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason, RejectedError
from ingest.payload import MOST_LEVELS, list_of
from ingest.senml import fields_of

# fmt: off
_LABELS = {
    -1: "bver", -2: "bn", -3: "bt", -4: "bu", -5: "bv", -6: "bs",
    0: "n", 1: "u", 2: "v", 3: "vs", 4: "vb", 5: "s", 6: "t", 7: "ut", 8: "vd",
}
# Times, references, patterns, mails and such, which the library would build at a cost that the sender sets.
_FOREIGN_TAGS = (0, 1, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000)
# fmt: on
_SELF_DESCRIBED = bytes.fromhex("d9d9f7")

EXAMPLES: Sequence[Example] = (
    Example(  # [{-2: "wd7:", -3: 1764576000, 0: "level", 1: "m", 2: 0.5}, {0: "cell", 6: -1, 2: 3}]
        bytes.fromhex("82 a5 21 64 7764373a 22 1a 692d4b00 00 65 6c6576656c 01 61 6d 02 f9 3800")
        + bytes.fromhex("a3 00 64 63656c6c 06 20 02 03"),
        Decoded(
            fields=[
                Field("wd7:level", 0.5, 1_764_576_000_000_000, "m"),
                Field("wd7:cell", 3.0, 1_764_575_999_000_000),
            ]
        ),
    ),
    Example(  # lengths that are told by their end: [{0: "a" "b", 4: true}]
        bytes.fromhex("9f bf 00 7f 6161 6162 ff 04 f5 ff ff"), Decoded(fields=[Field("ab", 1.0)])
    ),
    Example(  # [{"n": "a", "v": 1}]
        bytes.fromhex("81 a2 616e 6161 6176 01"), Decoded(fields=[Field("a", 1.0)])
    ),
    Example(bytes.fromhex("81 a2 00 6161 02 c4 82 21 19 04d2"), Decoded(fields=[Field("a", 12.34)])),
    Example(
        bytes.fromhex("d9d9f7 81 a2 00 6161 08 42 0102"), Decoded(fields=[])
    ),  # self-described; a data value
    Example(b"", Reason.MALFORMED),
    Example(bytes.fromhex("82 a2 00 6161 02 01"), Reason.MALFORMED),  # one record of two
    Example(bytes.fromhex("81 a2 00 6161 02 01 00"), Reason.MALFORMED),  # something behind the end
    Example(bytes.fromhex("81 a3 00 6161 02 01 02 02"), Reason.MALFORMED),  # two values
    Example(bytes.fromhex("81 a3 00 6161 02 01 6176 02"), Reason.MALFORMED),  # two values, one as "v"
    Example(bytes.fromhex("81 a2 00 61ff 02 01"), Reason.MALFORMED),
    Example(bytes.fromhex("81 a2 00 6161 02 c1 01"), Reason.MALFORMED),  # a tagged time
    Example(bytes.fromhex("9b 7fffffffffffffff"), Reason.MALFORMED),
    Example(b"\x81" * 1000, Reason.MALFORMED),
    Example(bytes.fromhex("a0"), Reason.WRONG_TYPE),
    Example(bytes.fromhex("81 01"), Reason.WRONG_TYPE),
    Example(bytes.fromhex("81 a2 00 6161 02 f6"), Reason.WRONG_TYPE),  # null
    Example(bytes.fromhex("81 a2 00 6161 02 f7"), Reason.WRONG_TYPE),  # undefined
    Example(bytes.fromhex("81 a2 00 4161 02 01"), Reason.WRONG_TYPE),  # a name of bytes
    Example(bytes.fromhex("81 a3 00 6161 02 01 63 78785f 01"), Reason.WRONG_TYPE),  # "xx_"
    Example(bytes.fromhex("81 a2 00 6161 02 f97e00"), Reason.NOT_A_NUMBER),
    Example(bytes.fromhex("81 a2 00 6161 02 c4 82 1a 3b9aca00 01"), Reason.NOT_A_NUMBER),
    Example(bytes.fromhex("81 a3 00 6161 02 01 06 f97c00"), Reason.BAD_TIME),
    Example(bytes.fromhex("81 a3 00 6161 02 01 06 29"), Reason.BAD_TIME),
)


def decode(payload: bytes, context: Context = NO_CONTEXT, /) -> Decoded:
    """All values of a pack. Raises RejectedError when any record is wrong."""
    records = list_of(_cbor_of(payload), "a SenML pack")
    labelled = [_labelled(record) if isinstance(record, dict) else record for record in records]
    return Decoded(fields=fields_of(labelled, context.received_us))


def _cbor_of(payload: bytes) -> Any:
    # The tag that says "this is CBOR": the library gives what is inside of it as tuples.
    stream = BytesIO(content := payload.removeprefix(_SELF_DESCRIBED))
    decoder = CBORDecoder(
        stream, max_depth=MOST_LEVELS, allow_duplicate_keys=False, semantic_decoders=_REFUSED_TAGS
    )
    try:
        value = decoder.decode()
    except CBORDecodeError as problem:
        raise RejectedError(Reason.MALFORMED, f"not CBOR of SenML: {problem}") from None
    if behind := len(content) - stream.tell():
        raise RejectedError(Reason.MALFORMED, f"{behind} bytes follow the end of the pack")
    return value


def _labelled(record: dict[Any, Any]) -> dict[str, Any]:
    """The record with labels of text; integers that nobody knows are left out, as SenML wants."""
    labelled: dict[str, Any] = {}
    for key, value in record.items():
        # Not isinstance: to Python true is 1 and 2.0 is 2, to CBOR they are not.
        label = key if type(key) is str else _LABELS.get(key) if type(key) is int else None
        if label in labelled:
            raise RejectedError(Reason.MALFORMED, f"{label!r} stands twice in one record")
        if label is not None:
            labelled[label] = float(value) if isinstance(value, Decimal) else value
    return labelled


def _refuse_tag(_value: Any, _immutable: object, /) -> NoReturn:
    raise RejectedError(Reason.MALFORMED, "this tag has no place in SenML")


_REFUSED_TAGS = dict.fromkeys(_FOREIGN_TAGS, _refuse_tag)
