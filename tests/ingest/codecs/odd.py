"""JSON messages with one thing changed, as firmware updates and bad days change them."""

import json
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from math import isfinite
from typing import Any

from ingest.clock import FIRST_US, LAST_US
from ingest.codec import Codec, Context, Decoded
from ingest.errors import RejectedError

# As text: json.dumps gives up at deep lists, and writes no number as large as 1e999.
_ODD = (
    *("null", "true", "false", "0", "-1", "1e308", "-1e308", "1e999", "NaN", "9" * 400),
    *('""', '"x"', '"0"', '"\\ud800"', '"\\u0000"', '"2025-12-01T08:00:00"', '"2025-12-01T08:00:00Z"'),
    *('"0001-01-01T00:00:00+01:00"', '"9999-12-31T23:59:59-23:59"', '"0000-01-01T00:00:00Z"'),
    *("[]", "{}", "[[]]", '{"": 1}', '{"id": {}}', '{"a": null}', "[1, null]", "[" * 200 + "]" * 200),
)


def odd(message: Any) -> Iterator[bytes]:
    """``message`` as JSON, with each of its values in turn left out, or replaced by each odd one."""
    yield from (text.encode() for text in _ODD)
    for place in _places(message):
        changed = deepcopy(message)
        holder = changed
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = "@odd@"
        text = json.dumps(changed)
        yield from (text.replace('"@odd@"', one).encode() for one in _ODD)
        del holder[place[-1]]
        yield json.dumps(changed).encode()


def check_odd(codec: Codec, message: Any, context: Context) -> int:
    """How many changed messages the codec understood or refused; any other answer fails."""
    count = 0
    for count, payload in enumerate(odd(message), start=1):  # noqa: B007
        with suppress(RejectedError):
            _check(codec.decode(payload, context))
    return count


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value inside ``value``."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield (*path, key)
        yield from _places(value[key], (*path, key))


def _check(decoded: Decoded) -> None:
    """Fails unless the rest of ingest can take what a codec gave."""
    assert not (decoded.notice and decoded.fields)
    assert decoded.observed_us is None or FIRST_US <= decoded.observed_us <= LAST_US
    for field in decoded.fields:
        assert isinstance(field.value, str) or (isinstance(field.value, float) and isfinite(field.value))
        assert field.observed_us is None or FIRST_US <= field.observed_us <= LAST_US
        assert all(isinstance(word, str | None) for word in (field.name, field.unit, field.device))
        "".join(filter(None, (field.name, str(field.value), field.unit, field.device))).encode()
