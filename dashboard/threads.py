"""How the many threads of one process take turns."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

SWITCH_S = 0.001
"""How long one of them may keep the interpreter from all others: Python's own 5 ms add up."""


@contextmanager
def short_turns() -> Iterator[None]:
    """Turns of SWITCH_S within the block."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
