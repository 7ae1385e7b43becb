"""A Mosquitto broker of our own: the spill of the whole product, so it holds what was promised."""

import socket
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from model.broker import broker_from
from model.errors import YipingError
from yiping.child import Child, Running, last_lines, started
from yiping.runtime.account import Account
from yiping.runtime.broker_check import BrokerError, lets_in
from yiping.runtime.broker_files import Shape, conf_of, write_accounts, write_conf
from yiping.runtime.leftover import wait_gone
from yiping.runtime.programs import Programs
from yiping.runtime.secrets import Secrets

READY_WITHIN_S = 300.0  # it reads a long queue back before it answers; one that ended is noticed at once
SAVE_WITHIN_S = 300.0
"""What a stop may take: a kill before the queue is saved loses it."""


class MosquittoError(YipingError):
    """A broker of our own that does not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """A broker: its programs, its folder, its port on 127.0.0.1, who runs it, what settings say of it."""

    programs: Programs
    folder: Path
    port: int
    log: Path
    account: Account
    secrets: Secrets
    shape: Shape = field(default_factory=Shape)

    @property
    def conf(self) -> Path:
        """The configuration file."""
        return conf_of(self.folder)

    @property
    def ingest_url(self) -> str:
        """The address of the account that reads every topic of the city."""
        return f"mqtt://ingest:{self.secrets.broker_ingest_password}@127.0.0.1:{self.port}"

    @property
    def sim_url(self) -> str:
        """The address of the account that simulators publish with."""
        return f"mqtt://sim:{self.secrets.broker_sim_password}@127.0.0.1:{self.port}"


def is_free(port: int) -> bool:
    """Whether nobody listens on the loopback port."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def port_for(home: Path) -> int:
    """The port that this home used before, so that devices find it again; another one if it is taken."""
    memory = home / "broker.port"
    known = int(memory.read_text(encoding="ascii")) if memory.exists() else 1883
    port = known if is_free(known) else any_free()
    memory.write_text(f"{port}\n", encoding="ascii")
    return port


def write_files(broker: Broker) -> None:
    """Write the broker's files, its account's own and nobody else's to read."""
    write_conf(broker.folder, broker.account, port=broker.port, shape=broker.shape)
    write_accounts(broker.folder, broker.account, broker.secrets)


def child(broker: Broker) -> Child:
    """The broker as a child; its SIGTERM saves what is queued."""
    return Child(
        name="mosquitto",
        argv=(str(broker.programs.mosquitto), "-c", str(broker.conf)),
        wrap=broker.account.wrap,
        grace_s=SAVE_WITHIN_S,
        before=lambda: wait_gone("mosquitto", broker.conf, SAVE_WITHIN_S),
    )


def start(broker: Broker, stack: ExitStack) -> Running:
    """Start the broker and wait until it lets ingest in; the stack stops it.

    Raises MosquittoError with the end of its log when it does not.
    """
    write_files(broker)
    running = started(child(broker), broker.log, stack)
    wait_ready(broker, running)
    return running


def wait_ready(broker: Broker, running: Running) -> None:
    """Wait until the broker accepts the account of ingest."""
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        if not running.alive:
            raise MosquittoError(f"Mosquitto did not start: {' | '.join(last_lines(broker.log))}")
        if accepts(broker):
            return
        time.sleep(0.05)
    raise MosquittoError(f"Mosquitto did not answer within {READY_WITHIN_S:.0f} s; see {broker.log}")


def accepts(broker: Broker) -> bool:
    """Whether the broker is there and knows the account of ingest."""
    try:
        return lets_in(broker_from(broker.ingest_url), timeout_s=1.0)
    except BrokerError:
        return False
