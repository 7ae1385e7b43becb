"""Other systems that do the same work, where they are installed: the same messages into the same table.

Node-RED acknowledges at arrival and inserts row by row, without rules, ledger or dead letters. Debian's
collectd reads only texts of its own form from MQTT, so the same messages cannot be given to it.
"""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from model.broker import broker_from
from model.catalogue import load_kinds
from sims.district import build
from sims.load import Plan, pour
from sims.load_demo import tape_that_ends_now
from store.measured import rows_held
from store.pool import connect
from yiping.bench.figure import Figure
from yiping.bench.stage import BenchError
from yiping.bench.throughput import Stage, staged
from yiping.child import Child, last_lines, started
from yiping.progress import Progress
from yiping.runtime.mosquitto import any_free
from yiping.settings import Settings

GROUP = "peers"
AT_MOST = 50_000
READY_WITHIN_S = 60.0
CONNECTED = "Connected to broker"
DONE_WITHIN_S = 180.0
LOOK_S = 0.05
NODE_RED = "Node-RED, mqtt in -> insert"
COLLECTD = "collectd, mqtt -> postgresql"
FOREIGN = "not measured: it reads only texts of its own form, and these messages are JSON"
ABSENT = "absent: npm install node-red pg, and node-red's folder of programs on PATH"


def measure(settings: Settings, messages: int, progress: Progress) -> Iterator[Figure]:
    """Node-RED where it is installed with the module pg beside it, else what would bring it; and collectd."""
    yield Figure(group=GROUP, name=COLLECTD, value=None, unit="messages/s", note=FOREIGN)
    program = shutil.which("node-red")
    modules = Path(program).resolve().parents[1] if program else Path()
    if program is None or not (modules / "pg").is_dir():
        yield Figure(group=GROUP, name=NODE_RED, value=None, unit="messages/s", note=ABSENT)
        return
    count = min(messages, AT_MOST)
    with staged(settings, progress) as stage, progress.step(NODE_RED), node_red(stage, program, modules):
        rate = count / _seconds(stage, count)
    yield Figure(group=GROUP, name=NODE_RED, value=rate, unit="messages/s", note="acknowledges at arrival")


@contextmanager
def node_red(stage: Stage, program: str, modules: Path) -> Iterator[None]:
    """Node-RED with one flow, subscribed; ends with the block."""
    home = stage.settings.home / "node-red"
    home.mkdir()
    write_flow(home, stage, modules)
    child = Child(name="node-red", argv=(program, "--userDir", str(home), "flows.json"), folder=home)
    log = stage.settings.home / "log" / "node-red.log"
    running = started(child, log, stage.stack)
    until = time.monotonic() + READY_WITHIN_S
    while CONNECTED not in log.read_text(encoding="utf-8"):
        if time.monotonic() > until or not running.alive:
            raise BenchError(f"Node-RED did not connect: {' | '.join(last_lines(log))}")
        time.sleep(LOOK_S)
    time.sleep(1.0)  # it subscribes after it says that it is connected
    yield
    running.stop()


def write_flow(home: Path, stage: Stage, modules: Path) -> None:
    """Its settings, its flow, and the account of the broker."""
    broker = broker_from(stage.servers.broker_ingest_url)
    pool = f"new (global.get('pg').Pool)({{connectionString: {json.dumps(stage.servers.database_url)}}})"
    flow = [
        {"id": "tab", "type": "tab", "label": "bench"},
        {"id": "broker", "type": "mqtt-broker", "broker": broker.host, "port": str(broker.port),
         "clientid": "node-red", "protocolVersion": "5", "keepalive": "60", "autoConnect": True,
         "cleansession": True},
        {"id": "in", "type": "mqtt in", "z": "tab", "topic": "yiping/v1/#", "qos": "1", "datatype": "utf8",
         "broker": "broker", "wires": [["insert"]]},
        {"id": "insert", "type": "function", "z": "tab", "outputs": 0, "wires": [],
         "func": Path(__file__).with_name("node_red.js").read_text(encoding="utf-8"),
         "initialize": f"context.set('pool', {pool});"},
    ]  # fmt: skip
    pg = json.dumps(str(modules / "pg"))
    settings = (
        f"module.exports = {{uiPort: {any_free()}, uiHost: '127.0.0.1', httpAdminRoot: false, "
        f"credentialSecret: false, functionGlobalContext: {{pg: require({pg})}}}};"
    )
    account = {"broker": {"user": broker.user, "password": broker.password}}
    for name, content in {
        "settings.js": settings,
        "flows.json": json.dumps(flow),
        "flows_cred.json": json.dumps(account),
    }.items():
        (home / name).touch(mode=0o600)
        (home / name).write_text(content, encoding="utf-8")


def _seconds(stage: Stage, count: int) -> float:
    tape = tape_that_ends_now(build().sensors, load_kinds(), count=count, now=datetime.now(UTC))
    tape.packets(0, 1)
    began = time.monotonic()
    if pour(broker_from(stage.servers.broker_sim_url), tape, Plan(count=count)).unheard:
        raise BenchError("Node-RED was not subscribed in time")
    with connect(stage.servers.database_url, name="bench", autocommit=True) as conn:
        while rows_held(conn) < count:
            if time.monotonic() - began > DONE_WITHIN_S:
                raise BenchError(f"Node-RED has stored {rows_held(conn):,} of {count:,} readings")
            time.sleep(LOOK_S)
    return time.monotonic() - began
