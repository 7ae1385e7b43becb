"""What codecs have in common: strict JSON, checks that name the key, and flat names for nested values."""

import json
import re
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any, NoReturn

from ingest.errors import Reason, RejectedError

MOST_LEVELS = 32
"""Objects within objects beyond this are no measured values; it also bounds the recursion of codecs."""

_HALF_OF_A_PAIR = re.compile(r"\\u[dD][89a-fA-F]")


def json_of(payload: bytes) -> Any:
    """The JSON value of a payload.

    Raises RejectedError: NOT_A_NUMBER for NaN and Infinity, MALFORMED for anything else that is not UTF-8
    JSON, is nested deeper than MOST_LEVELS, or holds half a surrogate pair, which no table can store.
    """
    try:
        text = payload.decode()
        value = _JSON.decode(text)
        if _HALF_OF_A_PAIR.search(text):
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as problem:
        raise RejectedError(Reason.MALFORMED, f"not JSON: {str(problem) or 'nested too deep'}") from None
    if text.count("{") + text.count("[") > MOST_LEVELS:
        check_depth(value)
    return value


def check_depth(value: Any) -> None:
    """Raises RejectedError when objects and lists are nested deeper than MOST_LEVELS."""
    level = _nested([value])
    for _ in range(MOST_LEVELS):
        level = [inner for one in level for inner in _nested(one.values() if isinstance(one, dict) else one)]
        if not level:
            return
    raise RejectedError(Reason.MALFORMED, f"nested deeper than {MOST_LEVELS} levels")


def object_of(value: Any, what: str) -> dict[str, Any]:
    """``value``, an object. Raises RejectedError, which calls it ``what``."""
    if isinstance(value, dict):
        return value
    raise RejectedError(Reason.WRONG_TYPE, f"{what} must be an object, not {shown(value)}")


def list_of(value: Any, what: str) -> list[Any]:
    """``value``, a list. Raises RejectedError, which calls it ``what``."""
    if isinstance(value, list):
        return value
    raise RejectedError(Reason.WRONG_TYPE, f"{what} must be a list, not {shown(value)}")


def text_of(value: Any, what: str) -> str:
    """``value``, a text. Raises RejectedError, which calls it ``what``."""
    if isinstance(value, str):
        return value
    raise RejectedError(Reason.WRONG_TYPE, f"{what} must be a text, not {shown(value)}")


def number_of(value: Any, what: str) -> float:
    """``value``, a finite number; a truth is none. Raises RejectedError, which calls it ``what``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RejectedError(Reason.WRONG_TYPE, f"{what} must be a number, not {shown(value)}")
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    if not isfinite(number):
        raise RejectedError(Reason.NOT_A_NUMBER, f"{what} = {shown(value)} is beyond what a number can hold")
    return number


def flat(value: Any, prefix: str = "") -> Iterator[tuple[str, float | str]]:
    """Each number, truth and text inside ``value`` with its dotted name below ``prefix``: ``a.b.0``.

    Truths are 1.0 or 0.0, texts stay as they stand, null is left out. ``value`` is at most MOST_LEVELS deep.
    Raises RejectedError, which names the number that is not finite.
    """
    if isinstance(value, str):
        yield prefix, value
    elif isinstance(value, bool):
        yield prefix, float(value)
    elif isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from flat(inner, f"{prefix}.{name}" if prefix else str(name))
    elif value is not None:
        yield prefix, number_of(value, prefix)


def shown(value: Any) -> str:
    """``value`` in few words, for the detail of a refusal: a payload may be long, and its numbers longer."""
    if isinstance(value, dict | list):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    if isinstance(value, int) and value.bit_length() > 64:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, str | bytes):
        return repr(value[:80])
    return (
        "null" if value is None else f"{value!r}" if isinstance(value, int | float) else type(value).__name__
    )


def _nested(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if isinstance(value, dict | list)]


def _refuse_constant(word: str) -> NoReturn:
    raise RejectedError(Reason.NOT_A_NUMBER, f"{word} is not a measured value")


# Made once: json.loads with an option builds a decoder for every message.
_JSON = json.JSONDecoder(parse_constant=_refuse_constant)
