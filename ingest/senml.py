"""SenML (RFC 8428) whatever carries it: records with base fields become fields with full names and times.

A field is named by base name and name, its unit is that of the record or the base unit. Sums get a field of
their own, ``<name>.sum``, in the unit times seconds, ``W*s``; a base sum gives each later record one.
Truths are 1.0 or 0.0, texts stay texts, data values (``vd``) are no measurements and left out. A record of
base fields only tells nothing by itself. Fields that nobody knows are left out, unless their label ends in
``_``: then the RFC wants the pack refused.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ingest.clock import us_of_number
from ingest.codec import Field
from ingest.errors import Reason, RejectedError
from ingest.payload import list_of, number_of, object_of, shown, text_of

RELATIVE_BELOW_S = 2**28
"""Times below this many seconds count from now, all others from 1970 (RFC 8428, 4.5.3)."""

_VALUES = ("v", "vs", "vb", "vd")
_BASES = frozenset({"bn", "bt", "bu", "bv", "bs", "bver"})
_NEWEST_VERSION = 10
_SECONDARY_UNITS = 26  # RFC 9100: version 10 with other units, which are told as they stand


class _Base(NamedTuple):
    """What the records so far have said for those that follow."""

    name: str = ""
    time_s: float = 0.0
    unit: str | None = None
    value: float | None = None
    sum: float | None = None


def fields_of(pack: Any, received_us: int | None) -> list[Field]:
    """The fields of a pack: a list of records with JSON labels. ``received_us`` is the now of relative times.

    A field has no time where its record tells none, or now. Raises RejectedError, which names the record and
    its key: BAD_TIME also for a time relative to an arrival that is not known.
    """
    if not (records := list_of(pack, "a SenML pack")):
        raise RejectedError(Reason.MALFORMED, "an empty pack holds no record")
    base = _Base()
    fields: list[Field] = []
    for number, record in enumerate(records):
        try:
            base = _based(base, object_of(record, "a record"))
            fields += _fields(record, base, received_us)
        except RejectedError as problem:
            raise RejectedError(problem.reason, f"record {number}: {problem.detail}") from None
    return fields


def _based(base: _Base, record: Mapping[str, Any]) -> _Base:
    _check_version(record.get("bver", _NEWEST_VERSION))
    return _Base(
        name=text_of(record["bn"], "bn") if "bn" in record else base.name,
        time_s=_seconds(record["bt"], "bt") if "bt" in record else base.time_s,
        unit=text_of(record["bu"], "bu") if "bu" in record else base.unit,
        value=number_of(record["bv"], "bv") if "bv" in record else base.value,
        sum=number_of(record["bs"], "bs") if "bs" in record else base.sum,
    )


def _fields(record: Mapping[str, Any], base: _Base, received_us: int | None) -> Iterator[Field]:
    if unknown := [label for label in record if label.endswith("_")]:
        raise RejectedError(Reason.WRONG_TYPE, f"{unknown[0]!r} must be understood, and is not")
    if record.keys() <= _BASES:
        return
    if not (name := base.name + text_of(record.get("n", ""), "n")):
        raise RejectedError(Reason.WRONG_TYPE, "neither n nor a base name bn names the sensor")
    unit = text_of(record["u"], "u") if "u" in record else base.unit
    time_s = base.time_s + (_seconds(record["t"], "t") if "t" in record else 0.0)
    observed_us = _observed_us(time_s, received_us)
    if (value := _value(record, base)) is not None:
        yield Field(name, value, observed_us, unit)
    if (total := _added(record, "s", base.sum)) is not None:
        yield Field(f"{name}.sum", total, observed_us, f"{unit}*s" if unit else None)


def _value(record: Mapping[str, Any], base: _Base) -> float | str | None:
    told = [label for label in _VALUES if label in record]
    if len(told) > 1:
        raise RejectedError(Reason.WRONG_TYPE, f"{' and '.join(told)} are two values in one record")
    if told == ["vs"]:
        return text_of(record["vs"], "vs")
    if told == ["vb"]:
        return _truth(record["vb"])
    if told == ["vd"] or (not told and "s" in record):
        return None
    value = _added(record, "v", base.value)
    if value is None and base.sum is None:
        raise RejectedError(Reason.WRONG_TYPE, f"there is none of {', '.join(_VALUES)} and s")
    return value


def _added(record: Mapping[str, Any], label: str, base: float | None) -> float | None:
    """The number of ``label`` and its base; the one that is missing counts as zero, None when both are."""
    if label not in record:
        return base
    return number_of(number_of(record[label], label) + (base or 0.0), f"{label} with its base")


def _truth(value: Any) -> float:
    if isinstance(value, bool):
        return float(value)
    raise RejectedError(Reason.WRONG_TYPE, f"vb must be true or false, not {shown(value)}")


def _seconds(value: Any, label: str) -> float:
    try:
        return number_of(value, label)
    except RejectedError as problem:
        raise RejectedError(Reason.BAD_TIME, problem.detail) from None


def _observed_us(time_s: float, received_us: int | None) -> int | None:
    if time_s >= RELATIVE_BELOW_S:
        return us_of_number(time_s, per_s=1)
    if time_s == 0:
        return None
    if received_us is None:
        raise RejectedError(Reason.BAD_TIME, f"{time_s} s are relative to an arrival that is not known")
    return us_of_number(received_us + us_of_number(time_s, per_s=1), per_s=1_000_000)


def _check_version(version: Any) -> None:
    if number_of(version, "bver") > _NEWEST_VERSION and version != _SECONDARY_UNITS:
        raise RejectedError(
            Reason.WRONG_TYPE, f"bver = {shown(version)} is newer than {_NEWEST_VERSION}, which is known"
        )
