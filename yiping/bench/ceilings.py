"""What the parts can do alone: subscribers that take the same messages and do nothing with them."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from model.broker import broker_from
from model.catalogue import load_kinds
from sims.district import build
from sims.load import Plan, pour
from sims.load_demo import tape_that_ends_now
from yiping.bench.figure import Figure
from yiping.bench.stage import BenchError
from yiping.bench.throughput import Stage, staged
from yiping.progress import Progress
from yiping.runtime.programs import host_program
from yiping.settings import Settings, checkout

GROUP = "ceilings"
SUBSCRIBED_S = 1.5
DONE_WITHIN_S = 120.0
ALL = "yiping/v1/#"


def measure(settings: Settings, messages: int, progress: Progress) -> Iterator[Figure]:
    """Messages a second of mosquitto_sub at QoS 0 and 1, and of a plain subscriber of paho."""
    program = host_program("mosquitto_sub")
    with staged(settings, progress) as stage:
        for qos in (0, 1):
            name = f"mosquitto_sub, QoS {qos}"
            if program is None:
                note = "absent: install the package mosquitto-clients"
                yield Figure(group=GROUP, name=name, value=None, unit="messages/s", note=note)
            else:
                yield _figure(stage, name, mosquitto_sub(stage, program, qos, messages), messages, progress)
        url = stage.servers.broker_ingest_url
        listener = [sys.executable, "-m", "sims.load_listener", url, str(messages)]
        yield _figure(stage, "paho that only counts, QoS 1", listener, messages, progress)


def mosquitto_sub(stage: Stage, program: str, qos: int, messages: int) -> Sequence[str]:
    """The command that takes so many messages; its password is that of a broker which is gone afterwards."""
    broker = broker_from(stage.servers.broker_ingest_url)
    account = ["-h", broker.host, "-p", str(broker.port), "-u", str(broker.user), "-P", str(broker.password)]
    return [program, *account, "-t", ALL, "-q", str(qos), "-C", str(messages), "-V", "5"]


def _figure(stage: Stage, name: str, argv: Sequence[str], messages: int, progress: Progress) -> Figure:
    tape = tape_that_ends_now(build().sensors, load_kinds(), count=messages, now=datetime.now(UTC))
    tape.packets(0, 1)
    with progress.step(name), _running(argv) as process:
        began = time.monotonic()
        poured = pour(broker_from(stage.servers.broker_sim_url), tape, Plan(count=messages))
        _finish(process, name)
        seconds = time.monotonic() - began
    if poured.unheard:
        raise BenchError(f"{name} was not subscribed in time: {poured.unheard} messages reached nobody")
    return Figure(group=GROUP, name=name, value=messages / seconds, unit="messages/s")


@contextmanager
def _running(argv: Sequence[str]) -> Iterator["subprocess.Popen[bytes]"]:
    with ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(argv, stdout=subprocess.DEVNULL, cwd=checkout(Path.cwd()))
        )
        stack.callback(process.kill)
        time.sleep(SUBSCRIBED_S)  # neither says when it is subscribed; a message too early ends the run
        yield process


def _finish(process: "subprocess.Popen[bytes]", name: str) -> None:
    try:
        code = process.wait(DONE_WITHIN_S)
    except subprocess.TimeoutExpired:
        raise BenchError(f"{name} has not taken all messages within {DONE_WITHIN_S:.0f} s") from None
    if code != 0:
        raise BenchError(f"{name} ended with exit code {code}")
