"""A Mosquitto broker of our own on a loopback port: the spill of the whole product, so it drops nothing."""

import socket
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from model.broker import broker_from
from model.errors import YipingError
from yiping.child import Child, Running, last_lines, started
from yiping.runtime.account import Account, give, own_folder
from yiping.runtime.broker_check import BrokerError, lets_in
from yiping.runtime.leftover import wait_gone
from yiping.runtime.programs import Programs
from yiping.runtime.secrets import Secrets

READY_WITHIN_S = 20.0
TOPICS = "yiping/v1/#"
PACKET_LIMIT_BYTES = 2 * 1024 * 1024


class MosquittoError(YipingError):
    """A broker of our own that does not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """A broker: its programs, its folder, its port on 127.0.0.1, who runs it."""

    programs: Programs
    folder: Path
    port: int
    log: Path
    account: Account
    secrets: Secrets

    @property
    def conf(self) -> Path:
        """The configuration file."""
        return self.folder / "mosquitto.conf"

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


def configuration(broker: Broker) -> str:
    """The mosquitto.conf.

    No bound on queues: beyond one Mosquitto drops silently. A packet beyond the limit ends
    the connection, where `message_size_limit` would acknowledge it and then lose it.
    Mosquitto acknowledges before it saves, so the saving interval is what a kill -9 of the
    broker itself can cost.
    """
    return f"""\
listener {broker.port} 127.0.0.1
allow_anonymous false
password_file {broker.folder / "passwords"}
acl_file {broker.folder / "accounts"}
persistence true
persistence_location {broker.folder}/
autosave_interval 5
persistent_client_expiration 14d
max_inflight_messages 0
max_queued_messages 0
max_queued_bytes 0
max_packet_size {PACKET_LIMIT_BYTES}
set_tcp_nodelay true
log_dest stderr
log_type error
log_type warning
log_type notice
log_timestamp_format %Y-%m-%dT%H:%M:%S
"""


def access() -> str:
    """Who may do what: ingest reads the city, a simulator writes it as devices do."""
    return f"user ingest\ntopic read {TOPICS}\n\nuser sim\ntopic write {TOPICS}\n"


def write_files(broker: Broker) -> None:
    """Write the broker's files, its account's own and nobody else's to read."""
    own_folder(broker.folder, broker.account)
    secrets = broker.secrets
    passwords = f"ingest:{secrets.broker_ingest_password}\nsim:{secrets.broker_sim_password}\n"
    files = {"mosquitto.conf": configuration(broker), "accounts": access(), "passwords": passwords}
    for name, content in files.items():
        path = broker.folder / name
        path.touch(mode=0o600)
        path.write_text(content, encoding="utf-8")
        give(path, broker.account, 0o600)
    hash_passwords(broker)


def hash_passwords(broker: Broker) -> None:
    """Turn the plain passwords in the file into hashes; on a command line others could read them."""
    words = [*broker.account.wrap, "--pdeathsig=TERM", "--", str(broker.programs.mosquitto_passwd), "-U"]
    done = subprocess.run(
        [*words, broker.folder / "passwords"], capture_output=True, text=True, check=False, cwd=broker.folder
    )
    if done.returncode != 0:
        raise MosquittoError(f"mosquitto_passwd failed: {done.stderr.strip()}")


def child(broker: Broker) -> Child:
    """The broker as a child; its SIGTERM saves what is queued."""
    return Child(
        name="mosquitto",
        argv=(str(broker.programs.mosquitto), "-c", str(broker.conf)),
        wrap=broker.account.wrap,
        grace_s=30.0,
        before=lambda: wait_gone("mosquitto", broker.conf),
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
