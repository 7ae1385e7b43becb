"""What no codec of JSON may stumble over: its own examples, with any one value odd or missing."""

import json
from contextlib import suppress
from typing import Any

import pytest

from ingest.codec import Context, codec_named, codec_names
from tests.ingest.codecs.odd import check_odd

NAMES = codec_names()


def messages(name: str) -> list[tuple[Any, Context]]:
    found = []
    for example in codec_named(name).EXAMPLES:
        with suppress(ValueError):
            found.append((json.loads(example.payload), example.context))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_an_odd_value_anywhere_is_understood_or_refused(name: str) -> None:
    for message, context in messages(name):
        assert check_odd(codec_named(name), message, context)
