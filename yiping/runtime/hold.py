"""One start a home: a lock that ends with the process that holds it."""

import fcntl
import os
from pathlib import Path
from typing import TextIO

from model.errors import YipingError


class HeldError(YipingError):
    """A home that another start already uses."""


def hold(home: Path) -> TextIO:
    """Take the home for this process until the returned file is closed or the process ends.

    Raises HeldError naming the process that has it.
    """
    path = home / "lock"
    lock = path.open("a+", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        pid = lock.read().strip() or "unknown"
        lock.close()
        raise HeldError(
            f"{home} is in use: Yiping already runs there as process {pid}; "
            f"stop it with `kill {pid}`, or set YIPING_HOME to another folder"
        ) from error
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock
