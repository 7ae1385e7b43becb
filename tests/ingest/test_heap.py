"""What a begun worker does to the heap, asked of the C library in a process of its own."""

import subprocess
import sys

HEAP = """
import ctypes, sys
import numpy as np

class Told(ctypes.Structure):  # mallinfo2(3)
    _fields_ = [(f"f{number}", ctypes.c_size_t) for number in range(10)]

tell = ctypes.CDLL(None).mallinfo2
tell.restype = Told
if sys.argv[1] == "begun":
    from threading import Event
    from ingest.worker import run
    stopped = Event()
    stopped.set()
    run(None, None, stopped, None)
in_use = tell().f7
for count in range(1, 1024):
    [np.zeros(count, bool) for _ in range(7)]
in_use = tell().f7 - in_use
np.ones(1_000_000, np.uint8)  # taken from the kernel and given back: less is large no longer
from_kernel = tell().f4
large = [np.ones(100_000, np.uint8) for _ in range(100)]
from_kernel = tell().f4 - from_kernel
del large
gaps = [np.ones(10_000, np.uint8) for _ in range(500)]  # filled, so that what follows lies at the end
[np.ones(10_000, np.uint8) for _ in range(9)]
print(in_use, from_kernel, tell().f9)
"""


def _heap(how: str) -> tuple[int, int, int]:
    """Bytes in use after all lengths, from the kernel for 10 MB of large arrays, spare at the end."""
    told = subprocess.run([sys.executable, "-c", HEAP, how], capture_output=True, check=True, text=True)
    in_use, from_kernel, at_end = map(int, told.stdout.split())
    return in_use, from_kernel, at_end


def test_a_worker_that_has_begun_keeps_nothing_of_new_lengths_and_large_batches() -> None:
    in_use, from_kernel, at_end = _heap("begun")
    assert in_use < 100_000
    assert from_kernel > 5_000_000  # a gap of the heap that fits is used first
    assert at_end < 256 * 1024


def test_without_that_a_process_keeps_small_arrays_and_puts_large_ones_in_its_heap() -> None:
    in_use, from_kernel, at_end = _heap("not begun")
    assert in_use > 3_000_000  # 7 blocks of each of 1,023 sizes, 512 bytes in the mean
    assert from_kernel == 0
    assert at_end > 512 * 1024


def test_the_collector_spares_what_was_there_and_still_takes_what_comes_later() -> None:
    code = """
import gc, weakref
from ingest.heap import spare_what_is_loaded
class Link: pass
spare_what_is_loaded()
assert gc.get_freeze_count() > 1000 and not gc.get_objects(generation=2)
one = Link(); one.itself = one; gone = weakref.ref(one); del one; gc.collect()
assert gone() is None
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
