"""What a person sees while something takes long: the step, the bytes, the seconds."""

import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.filesize import decimal
from rich.status import Status
from rich.text import Text

REPORT_EVERY_S = 5.0


class Step(Protocol):
    """One thing under way."""

    def bytes(self, done: int, total: int) -> None:
        """Tell how many bytes are here; `total` 0 means not known."""


class Progress(Protocol):
    """Where the runtime reports what it does."""

    def say(self, line: str) -> None:
        """Show one line that stays."""

    def step(self, name: str) -> AbstractContextManager[Step]:
        """Open a step that ends with the block."""


def amount(done: int, total: int) -> str:
    """Bytes for people, `12.0 MB of 94.1 MB` or `12.0 MB`."""
    return f"{decimal(done)} of {decimal(total)}" if total else decimal(done)


class PlainStep:
    """A step on a stream that is no terminal: a line now and then."""

    def __init__(self, name: str, out: TextIO) -> None:
        self.name, self.out = name, out
        self.began = self.told = time.monotonic()

    def bytes(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.told < REPORT_EVERY_S:
            return
        self.told = now
        self.out.write(f"    {self.name}: {amount(done, total)}, {now - self.began:.0f} s\n")
        self.out.flush()


class PlainProgress:
    """Progress as plain lines."""

    def __init__(self, out: TextIO) -> None:
        self.out = out

    def say(self, line: str) -> None:
        self.out.write(f"{line}\n")
        self.out.flush()

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        self.say(f"  {name} ...")
        step = PlainStep(name, self.out)
        yield step
        self.say(f"  {name}: done in {time.monotonic() - step.began:.1f} s")


class LiveStep:
    """A step on a terminal: one line that changes in place."""

    def __init__(self, name: str, status: Status) -> None:
        self.name, self.status = name, status
        self.began = time.monotonic()

    def bytes(self, done: int, total: int) -> None:
        line = f"{self.name}: {amount(done, total)}, {time.monotonic() - self.began:.0f} s"
        self.status.update(Text(line))


class LiveProgress:
    """Progress on a terminal."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def say(self, line: str) -> None:
        self.console.print(line, markup=False, highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        with self.console.status(Text(name)) as status:
            step = LiveStep(name, status)
            yield step
        self.say(f"  {name}: done in {time.monotonic() - step.began:.1f} s")


class SilentProgress:
    """Progress that nobody watches."""

    def say(self, line: str) -> None:
        """Keep the line to itself."""

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:  # noqa: ARG002 (the protocol's name)
        yield SilentStep()


class SilentStep:
    """A step that nobody watches."""

    def bytes(self, done: int, total: int) -> None:
        """Keep the figures to itself."""


def progress_for(out: TextIO | None = None) -> Progress:
    """Choose the display that `out` (standard error by default) can show."""
    stream = out or sys.stderr
    return LiveProgress(Console(file=stream)) if stream.isatty() else PlainProgress(stream)
