"""The number or text of a Sparkplug metric, by its datatype (Sparkplug 3.0, chapter 6)."""

from math import isfinite

from ingest.errors import Reason, RejectedError
from ingest.sparkplug import Metric

_GOOD = 192
_BOOLEAN = 11
_INTEGERS = {
    1: (8, True),
    2: (16, True),
    3: (32, True),
    4: (64, True),
    5: (8, False),
    6: (16, False),
    7: (32, False),
    8: (64, False),
    13: (64, False),
}
"""Bits and signedness of Int8 to UInt64 and of DateTime, which counts ms."""

_WIDTH = {"int_value": 32, "long_value": 64}
_OTHERS = {
    "float_value": {9, 10},
    "double_value": {9, 10},
    "boolean_value": {_BOOLEAN},
    "string_value": {12, 14, 15},
}


def value_of(metric: Metric, name: str, datatype: int) -> float | str | None:
    """The value, a truth as 1.0 or 0.0; None where there is none.

    There is none where it is null, transient (not to be kept), disowned by its own quality, or neither number
    nor text: bytes, files, arrays, data sets, templates. ``datatype`` is 0 where nobody told it. Raises
    RejectedError: NO_BIRTH for an integer that may have a sign or not, WRONG_TYPE where value and datatype
    differ, NOT_A_NUMBER.
    """
    if metric.is_null or metric.is_transient or metric.quality not in {None, _GOOD}:
        return None
    value = metric.value
    if value is None or isinstance(value, bytes):
        return None
    if metric.kind in _WIDTH:
        return _integer(int(value), name, datatype, _WIDTH[metric.kind])
    if datatype and datatype not in _OTHERS[metric.kind]:
        raise RejectedError(
            Reason.WRONG_TYPE, f"{name} has datatype {datatype}, but its value is a {metric.kind}"
        )
    if isinstance(value, str):
        return value
    if not isfinite(value):
        raise RejectedError(Reason.NOT_A_NUMBER, f"{name} = {value} is not a measured value")
    return float(value)


def _integer(raw: int, name: str, datatype: int, width: int) -> float:
    # Below zero a device may fill up to its own bits or to the whole field: 251 and 4294967291 are both -5.
    if datatype == 0:
        raise RejectedError(Reason.NO_BIRTH, f"only a birth tells whether {name} = {raw} has a sign")
    if datatype == _BOOLEAN and raw <= 1:
        return float(raw)
    if datatype in _INTEGERS:
        bits, signed = _INTEGERS[datatype]
        if raw < 2 ** (bits - 1 if signed else bits):
            return float(raw)
        if signed and raw < 2**bits:
            return float(raw - 2**bits)
        if signed and raw >= 2**width - 2 ** (bits - 1):
            return float(raw - 2**width)
    raise RejectedError(Reason.WRONG_TYPE, f"{name} = {raw} does not fit its datatype {datatype}")
