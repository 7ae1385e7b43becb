"""A PostgreSQL cluster of our own, with TimescaleDB, reached by a unix socket only."""

import os
import shutil
import signal
import stat
import time
from contextlib import ExitStack
from pathlib import Path

from yiping.child import Child, Running, last_lines, started
from yiping.runtime.account import give
from yiping.runtime.cluster import PORT, Cluster, PostgresError, create, make_socket_folder, run
from yiping.runtime.leftover import wait_gone

SHARED_BUFFERS_MB = 512
SHARED_MEMORY_BYTES = 256 * 2**20
READY_WITHIN_S = 60.0
STOP_WITHIN_S = 60.0


def memory_mb() -> int:
    """Memory of this machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


def shared_memory(folder: Path = Path("/dev/shm")) -> str:  # noqa: S108 (the kernel's own folder)
    """How parallel queries share memory: a container may have no open /dev/shm, or one of 64 MB."""
    try:
        is_open = folder.stat().st_mode & 0o002
        fits = shutil.disk_usage(folder).free >= SHARED_MEMORY_BYTES
    except OSError:
        return "mmap"
    return "posix" if is_open and fits else "mmap"


def configuration(cluster: Cluster) -> str:
    """The postgresql.conf: careful with a small machine, never with what was promised.

    synchronous_commit stays on, because a message is acknowledged when its row is committed.
    TimescaleDB's own jobs stay off: retention and rollups are our maintenance, on both editions.
    """
    return f"""\
listen_addresses = ''
port = {PORT}
unix_socket_directories = '{cluster.socket}'
unix_socket_permissions = 0700
shared_preload_libraries = 'timescaledb'
timescaledb.telemetry_level = off
timescaledb.max_background_workers = 0
max_connections = 100
shared_buffers = {min(SHARED_BUFFERS_MB, memory_mb() // 4)}MB
dynamic_shared_memory_type = {shared_memory()}
max_wal_size = 4GB
min_wal_size = 256MB
checkpoint_completion_target = 0.9
synchronous_commit = on
fsync = on
full_page_writes = on
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
log_line_prefix = '%m [%p] %a '
password_encryption = 'scram-sha-256'
{own_words(cluster)}"""


def own_words(cluster: Cluster) -> str:
    """The line that reads an operator's own `local.conf`, which lies beside the data and wins."""
    return "include = 'local.conf'\n" if (cluster.data / "local.conf").exists() else ""


def child(cluster: Cluster) -> Child:
    """The server as a child: SIGINT is PostgreSQL's fast shutdown."""
    return Child(
        name="postgres",
        argv=(str(cluster.programs.postgres_bin / "postgres"), "-D", str(cluster.data.resolve())),
        env={"LC_ALL": "C.UTF-8"},
        wrap=cluster.account.wrap,
        stop_signal=signal.SIGINT,
        grace_s=STOP_WITHIN_S,
        before=lambda: clear_stale(cluster),
    )


def clear_stale(cluster: Cluster) -> None:
    """Remove what a crashed server left, once no process of this cluster lives.

    PostgreSQL would take a foreign process that now has the old number for itself still running.
    Its own guard against a second server goes with the file, so first every worker must be gone.
    """
    wait_gone("postgres", cluster.data.resolve())
    (cluster.data / "postmaster.pid").unlink(missing_ok=True)
    make_socket_folder(cluster.socket, cluster.account)
    for path in cluster.socket.glob(f".s.PGSQL.{PORT}*"):
        path.unlink(missing_ok=True)


def start(cluster: Cluster, stack: ExitStack) -> Running:
    """Start the server, making the cluster at the first time, and wait until it answers; the stack stops it.

    Raises PostgresError with the end of its log when it does not.
    """
    create(cluster)
    conf = cluster.data / "postgresql.conf"
    conf.write_text(configuration(cluster), encoding="utf-8")
    give(conf, cluster.account, 0o600)
    running = started(child(cluster), cluster.log, stack)
    wait_ready(cluster, running)
    prepare(cluster)
    return running


def wait_ready(cluster: Cluster, running: Running) -> None:
    """Wait until the server's socket is there and it takes questions."""
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        if not running.alive:
            raise PostgresError(f"PostgreSQL did not start: {' | '.join(last_lines(cluster.log))}")
        if is_ready(cluster):
            return
        time.sleep(0.05)
    raise PostgresError(f"PostgreSQL did not answer within {READY_WITHIN_S:.0f} s; see {cluster.log}")


def is_ready(cluster: Cluster) -> bool:
    """Whether the server says in its own file that it takes questions (line 8, since PostgreSQL 10)."""
    path = cluster.data / "postmaster.pid"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        socket = (cluster.socket / f".s.PGSQL.{PORT}").stat()
    except OSError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready" and stat.S_ISSOCK(socket.st_mode)


def ask(cluster: Cluster, database: str, sql: str) -> str:
    """Run SQL as the superuser; give its answer as plain lines."""
    words = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", str(cluster.socket), "-p", str(PORT)]
    env = {
        "PGPASSWORD": cluster.secrets.database_admin_password,
        "PGOPTIONS": "-c client_min_messages=warning",
    }
    return run(cluster, "psql", *words, "-U", "postgres", "-d", database, given=sql, env=env).strip()


PREPARE = r"""
select 'create role yiping login' where not exists (select from pg_roles where rolname = 'yiping') \gexec
alter role yiping password '{password}';
select 'create database yiping owner yiping template template0'
 where not exists (select from pg_database where datname = 'yiping') \gexec
\connect yiping
create extension if not exists timescaledb;
"""


def prepare(cluster: Cluster) -> None:
    """Make the product's role, database and extension where they are not there yet.

    After an update of the programs the extension follows them, in a session that has not
    loaded the old one.
    """
    ask(cluster, "postgres", PREPARE.replace("{password}", cluster.secrets.database_password))
    version = "select extversion from pg_extension where extname = 'timescaledb'"
    if ask(cluster, "yiping", version) != cluster.programs.timescaledb:
        ask(cluster, "yiping", "alter extension timescaledb update;")
