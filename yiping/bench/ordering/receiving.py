"""Receivers of notifications that fail half of the time, in a process of their own.

Run as ``python -m yiping.bench.ordering.receiving FOLDER SEED NAME...``, an HTTP server for each name. Its
port is in FOLDER/NAME.port, and each request that came is a line of FOLDER/taken.jsonl, taken or not.
"""

import json
import os
import random
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from yiping.bench.stage import BenchError
from yiping.child import Child

TAKEN = "taken.jsonl"
FAILS = 0.5
STARTS_WITHIN_S = 20.0
LOOK_S = 0.05


class Manner(StrEnum):
    """How a receiver answers; only the first is an answer as it should be."""

    TAKES = "takes"
    FAILS_BEFORE = "500 before it was taken"
    FAILS_AFTER = "500 after it was taken"
    DROPS = "connection dropped"

    @property
    def takes(self) -> bool:
        """Whether the receiver has it then, whatever it said."""
        return self in {Manner.TAKES, Manner.FAILS_AFTER}


BAD = (Manner.FAILS_BEFORE, Manner.FAILS_AFTER, Manner.DROPS)


class Came(NamedTuple):
    """One request: who got it, what it told, and how it was answered."""

    name: str
    key: str
    case_id: str
    to: str
    origin: str
    manner: Manner


@dataclass(frozen=True, slots=True)
class Book:
    """Where the receivers write what came, a line at a time."""

    handle: int
    rng: random.Random
    lock: threading.Lock

    def note(self, name: str, body: bytes) -> Manner:
        """Writes down what came, before it is answered, and says how that is done."""
        told = json.loads(body)
        with self.lock:
            manner = self.rng.choice(BAD) if self.rng.random() < FAILS else Manner.TAKES
            came = Came(name, told["key"], told["case"], told["to"], told["origin"], manner)
            os.write(self.handle, f"{json.dumps(came)}\n".encode())
        return manner


def child(folder: Path, seed: int, names: Sequence[str]) -> Child:
    """The process of the receivers."""
    argv = (sys.executable, "-m", __spec__.name, str(folder), str(seed), *names)
    return Child(name="receivers", argv=argv, folder=Path(__file__).parents[3])


def urls(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """Where each of them listens, once they do. Raises BenchError when they do not start."""
    until_s = time.monotonic() + STARTS_WITHIN_S
    while not all((folder / f"{name}.port").exists() for name in names):
        if time.monotonic() > until_s:
            raise BenchError("the receivers of notices did not start")
        time.sleep(LOOK_S)
    return {name: f"http://127.0.0.1:{(folder / f'{name}.port').read_text()}/in" for name in names}


def came(folder: Path) -> Iterator[Came]:
    """Every request, in the order in which they came."""
    for line in (folder / TAKEN).read_text(encoding="utf-8").splitlines():
        told = Came(*json.loads(line))
        yield told._replace(manner=Manner(told.manner))


def serve(folder: Path, seed: int, names: Sequence[str]) -> None:
    """Serves until the process is ended."""
    handle = os.open(folder / TAKEN, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    book = Book(handle, random.Random(seed), threading.Lock())  # noqa: S311  chance that can be repeated
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), _handler(name, book)) for name in names]
    threads = [threading.Thread(target=server.serve_forever) for server in servers]
    for thread in threads:
        thread.start()
    for name, server in zip(names, servers, strict=True):
        draft = folder / f"{name}.draft"
        draft.write_text(str(server.server_port), encoding="utf-8")
        draft.rename(folder / f"{name}.port")
    for thread in threads:
        thread.join()


def _handler(name: str, book: Book) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            manner = book.note(name, self.rfile.read(int(self.headers.get("Content-Length", 0))))
            if manner is Manner.DROPS:
                self.close_connection = True
                return
            self.send_response(200 if manner is Manner.TAKES else 500)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """The book holds it."""

    return Handler


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
