"""A database and a broker, by the first of three ways that works."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from model.errors import YipingError
from store.versions import refusal
from yiping.child import Running, nothing
from yiping.progress import Progress
from yiping.runtime import mosquitto, postgres
from yiping.runtime.account import Account, account_for, require_reach
from yiping.runtime.attach import Addresses, forget, leave
from yiping.runtime.broker_check import refuse_unfit
from yiping.runtime.broker_files import shape_for
from yiping.runtime.cluster import Cluster, socket_folder
from yiping.runtime.hold import hold
from yiping.runtime.packages import open_to_all, private_copy
from yiping.runtime.programs import Missing, Programs, in_prefix, on_host
from yiping.runtime.secrets import Secrets, load_secrets, refuse_well_known
from yiping.settings import Settings

Plan = tuple[Cluster, mosquitto.Broker]


class ProvideError(YipingError):
    """No way to a database and a broker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """A database and a broker in use.

    `running` are those that we started, in that order; `cluster` and `broker` say how.
    """

    origin: str
    database_url: str
    broker_ingest_url: str
    broker_sim_url: str
    admin_url: str | None
    secrets: Secrets
    running: tuple[Running, ...]
    cluster: Cluster | None = None
    broker: mosquitto.Broker | None = None
    release: Callable[[], None] = nothing

    def stop(self) -> None:
        """Stop what was started, the last one first, and let go of the home."""
        self.release()


def provide(settings: Settings, *, progress: Progress) -> Servers:
    """Give a database and a broker, starting them where needed; the home is ours until `stop()`.

    The order: servers that settings name, programs installed on this host, a private copy.
    Raises a YipingError saying what is wrong and what would mend it.
    """
    with ExitStack() as stack:
        open_to_all(settings.home)
        stack.enter_context(hold(settings.home))
        secrets = load_secrets(settings.home)
        if are_named(settings):
            return named(settings, secrets, stack)
        account = account_for(settings.server_account, settings.home / "postgres")
        require_reach(settings.home, account, "YIPING_HOME")
        programs = choose(settings, account, progress)
        return started(plan(settings, programs, account, secrets), progress, stack)


def announced(home: Path, servers: Servers, stack: ExitStack) -> Servers:
    """Tell later commands where the servers are, and take that back at the stop."""
    leave(
        home,
        Addresses(
            database_url=servers.database_url,
            broker_ingest_url=servers.broker_ingest_url,
            broker_sim_url=servers.broker_sim_url,
        ),
    )
    stack.callback(forget, home)
    return replace(servers, release=stack.pop_all().close)


def are_named(settings: Settings) -> bool:
    """Whether the servers are named by settings; one of them alone is a mistake."""
    names = {"YIPING_DATABASE_URL": settings.database_url, "YIPING_BROKER_URL": settings.broker_url}
    missing = [name for name, url in names.items() if url is None]
    if not missing and settings.runtime in {"auto", "servers"}:
        return True
    if settings.runtime == "servers" or len(missing) == 1:
        raise ProvideError(f"setting {' and '.join(missing)} is missing: name both servers, or neither")
    return False


def named(settings: Settings, secrets: Secrets, stack: ExitStack) -> Servers:
    """The servers that settings name, after a look whether they are fit."""
    database_url, broker_url = str(settings.database_url), str(settings.broker_url)
    refuse_well_known(database_url, "YIPING_DATABASE_URL")
    refuse_well_known(broker_url, "YIPING_BROKER_URL")
    refuse_unfit(broker_url)
    servers = Servers(
        origin="settings",
        database_url=database_url,
        broker_ingest_url=broker_url,
        broker_sim_url=broker_url,
        admin_url=None,
        secrets=secrets,
        running=(),
    )
    return announced(settings.home, servers, stack)


def choose(settings: Settings, account: Account, progress: Progress) -> Programs:
    """Choose the server programs: the host's, else a private copy."""
    host = (
        on_host()
        if settings.runtime in {"auto", "host"}
        else Missing(reason="setting YIPING_RUNTIME = 'private'")
    )
    if isinstance(host, Programs):
        return host
    if settings.runtime == "host":
        raise ProvideError(f"the programs of this host will not do: {host.reason}. {three_ways(settings)}")
    require_reach(settings.cache, account, "YIPING_CACHE")
    try:
        prefix = private_copy(settings.cache, progress=progress, mirror=settings.debian_mirror)
    except YipingError as error:
        raise ProvideError(f"{host.reason}; no private copy: {error}. {three_ways(settings)}") from error
    return refuse_untested(in_prefix(prefix))


def refuse_untested(programs: Programs) -> Programs:
    """Give the programs back when they are tested versions."""
    reason = refusal(programs.postgres, programs.timescaledb)
    if reason:
        raise ProvideError(f"the {programs.origin} programs are refused: {reason}")
    return programs


def three_ways(settings: Settings) -> str:
    """What a person can do who has neither servers nor packages."""
    return (
        "Three ways: name running servers by YIPING_DATABASE_URL and YIPING_BROKER_URL; "
        "install the packages postgresql-17-timescaledb and mosquitto; "
        f"or start both with compose.yaml (`docker compose up -d`). Home is {settings.home}"
    )


def started(planned: Plan, progress: Progress, stack: ExitStack) -> Servers:
    """Start our own servers; when one fails, those before it are stopped by the stack."""
    cluster, broker = planned
    programs = cluster.programs
    with progress.step(
        f"start PostgreSQL {programs.postgres.split()[0]} with TimescaleDB {programs.timescaledb}"
    ):
        stack.callback(remove_empty, cluster.socket)
        database = postgres.start(cluster, stack)
    with progress.step(f"start Mosquitto on port {broker.port}"):
        messages = mosquitto.start(broker, stack)
    servers = Servers(
        origin=programs.origin,
        database_url=cluster.database_url,
        broker_ingest_url=broker.ingest_url,
        broker_sim_url=broker.sim_url,
        admin_url=cluster.admin_url,
        secrets=cluster.secrets,
        running=(database, messages),
        cluster=cluster,
        broker=broker,
    )
    return announced(cluster.log.parents[1], servers, stack)


def plan(settings: Settings, programs: Programs, account: Account, secrets: Secrets) -> Plan:
    """Say where everything of our own servers lies."""
    home = settings.home
    cluster = Cluster(
        programs=programs,
        data=home / "postgres",
        socket=socket_folder(home),
        log=home / "log" / "postgres.log",
        account=account,
        secrets=secrets,
    )
    broker = mosquitto.Broker(
        programs=programs,
        folder=home / "mosquitto",
        port=mosquitto.port_for(home),
        log=home / "log" / "mosquitto.log",
        account=account,
        secrets=secrets,
        shape=shape_for(settings),
    )
    return cluster, broker


def remove_empty(folder: Path) -> None:
    """Remove the socket's folder when nothing is in it any more."""
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
