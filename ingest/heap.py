"""The heap of a process that runs for months: what would make it grow although nothing is kept.

numpy keeps the blocks of small arrays: seven of each size below 1 KiB, as long as the process lives (NumPy
reference, "Memory management in NumPy"). Columns of a batch are as long as the batch, so the first batch of a
new length adds blocks of new sizes, each amid what batches use and free. That ends when all sizes are there,
at 3.7 MB; but rare lengths are rare, so for hours it looks like a leak.

The C library asks the kernel for a large block that fits no gap, and gives it back when it is freed; but each
time it does so it raises the size that it calls large, and how much it keeps at the heap's end (mallopt(3)).
After some large batches all lies in one heap, which is longer than its contents and whose gaps fit ever fewer
blocks. Once the first of these sizes is set, neither is raised.
"""

import ctypes
import gc
from contextlib import suppress

import numpy as np

SMALL_SIZES = range(1, 1024)
KEPT_OF_EACH = 7

LARGE_BYTES = 64 * 1024
M_MMAP_THRESHOLD = -3


def spare_what_is_loaded() -> None:
    """Has the collector of cycles never again look through what is there now: registry, rules, modules.

    It lives as long as the process, and to look through a city of 10,000 sensors again and again took a fifth
    of the time of evaluating its rules.
    """
    gc.collect()
    gc.freeze()


def settle_heap() -> None:
    """Has numpy keep all that it ever will, side by side, and the C library give back what is large.

    Takes 3.7 MB and some 10 ms; again it takes nothing.
    """
    with suppress(AttributeError):  # only glibc has mallopt, and needs it
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
    for size in SMALL_SIZES:
        [np.empty(size, np.uint8) for _ in range(KEPT_OF_EACH)]
