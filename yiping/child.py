"""One child process: how it starts, how it ends, and that it never outlives its parent."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from model.errors import YipingError
from yiping.signals import put_off

LOG_LIMIT_BYTES = 10 * 1024 * 1024
LOGS_KEPT = 3


class ChildError(YipingError):
    """A child process that cannot be started."""


def nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A command that somebody keeps running.

    `wrap` stands before the command (another account); `before` runs before every start;
    a child that is not `lasting` may end well and is then left alone.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    wrap: tuple[str, ...] = ()
    folder: Path = Path("/")
    lasting: bool = True
    stop_signal: signal.Signals = signal.SIGTERM
    grace_s: float = 10.0
    before: Callable[[], None] = nothing


def tied(child: Child) -> list[str]:
    """The command line that ends the child when its parent is gone, even by kill -9."""
    last_wish = f"--pdeathsig={child.stop_signal.name.removeprefix('SIG')}"
    head = [*(child.wrap or ("setpriv",)), last_wish, "--"]
    return [*head, *child.argv]


def spawn(child: Child, log: Path) -> subprocess.Popen[bytes]:
    """Start the child in a session of its own, its output at the end of `log`.

    Ctrl-C in a terminal reaches the whole foreground group; in its own session the child
    hears only what its parent decides. Call this from the main thread: the kernel ties a
    child to the thread that made it.
    Raises ChildError when setpriv or the command is missing.
    """
    child.before()
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with log.open("ab") as out:
        try:
            return subprocess.Popen(
                tied(child),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=child.folder,
                env={**os.environ, **child.env},
            )
        except OSError as error:
            raise ChildError(f"cannot start {child.name}: {error.strerror}: {error.filename}") from error


class Running:
    """A child that was started, and may be started again."""

    def __init__(self, child: Child, log: Path) -> None:
        self.child, self.log = child, log
        self.process = spawn(child, log)

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def again(self) -> None:
        """Start a new process in place of the one that ended."""
        with put_off():
            end_session(self.process.pid)
            self.process = spawn(self.child, self.log)

    def stop(self) -> None:
        """Ask the child to end; after its grace period kill it, and whatever it left in its session."""
        if self.alive:
            self.process.send_signal(self.child.stop_signal)
        try:
            self.process.wait(timeout=self.child.grace_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        end_session(self.process.pid)

    def kill(self) -> None:
        """Kill the child at once, as a crash would."""
        self.process.kill()
        self.process.wait()


def started(child: Child, log: Path, stack: ExitStack) -> Running:
    """Start a child that the stack stops, whenever Ctrl-C comes."""
    with put_off():
        running = Running(child, log)
        stack.callback(running.stop)
    return running


def end_session(pid: int) -> None:
    """Kill everything in the session that `pid` leads."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def rotate(log: Path, limit_bytes: int = LOG_LIMIT_BYTES, kept: int = LOGS_KEPT) -> None:
    """Move a log that grew past the limit to `<name>.1` and so on.

    The child keeps its open file, which appends; so the text is copied and the file emptied.
    """
    if not log.exists() or log.stat().st_size < limit_bytes:
        return
    for age in range(kept, 1, -1):
        younger = log.with_name(f"{log.name}.{age - 1}")
        if younger.exists():
            younger.replace(log.with_name(f"{log.name}.{age}"))
    shutil.copyfile(log, log.with_name(f"{log.name}.1"))
    os.truncate(log, 0)


def last_lines(log: Path, count: int = 5) -> list[str]:
    """The end of a log, for a message about a child that ended."""
    if not log.exists():
        return []
    with log.open("rb") as source:
        source.seek(max(0, log.stat().st_size - 4096))
        return source.read().decode(errors="replace").splitlines()[-count:]
