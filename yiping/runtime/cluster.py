"""A database cluster on the disk: where it is, how it is made, how its programs are run."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from model.errors import YipingError
from yiping.runtime.account import Account, give, own_folder
from yiping.runtime.programs import Programs
from yiping.runtime.secrets import Secrets

PORT = 5432  # only a part of the socket's name: the server listens on no network address
# sockaddr_un.sun_path holds 108 bytes, the last of them zero
SOCKET_PATH_LIMIT = 107


class PostgresError(YipingError):
    """A database server that does not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A database cluster: its programs, its data, its socket's folder, who runs it."""

    programs: Programs
    data: Path
    socket: Path
    log: Path
    account: Account
    secrets: Secrets

    def url(self, *, user: str, password: str, database: str) -> str:
        """The address of a database of this cluster."""
        return (
            f"postgresql://{user}:{password}@/{database}?host={quote(str(self.socket), safe='')}&port={PORT}"
        )

    @property
    def database_url(self) -> str:
        """The address that the product works with: an owner of its database, no superuser."""
        return self.url(user="yiping", password=self.secrets.database_password, database="yiping")

    @property
    def admin_url(self) -> str:
        """The address of the superuser."""
        return self.url(user="postgres", password=self.secrets.database_admin_password, database="postgres")


def socket_folder(home: Path) -> Path:
    """A folder for the socket, in the home unless that makes the socket's path too long."""
    inside = home / "run"
    if len(os.fsencode(inside / f".s.PGSQL.{PORT}.lock")) <= SOCKET_PATH_LIMIT:
        return inside
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"yiping-{mark}"


def make_socket_folder(path: Path, account: Account) -> None:
    """Make the socket's folder, the account's own; refuse one that somebody else put there."""
    if path.is_symlink() or (path.exists() and path.stat().st_uid not in {account.uid, os.geteuid()}):
        raise PostgresError(
            f"{path} belongs to somebody else; remove it or set YIPING_HOME to a shorter path"
        )
    own_folder(path, account)


def run(
    cluster: Cluster, program: str, *words: str, given: str = "", env: dict[str, str] | None = None
) -> str:
    """Run a program of the cluster under its account to its end; give what it prints.

    Raises PostgresError with the end of its complaint.
    """
    path = cluster.programs.postgres_bin / program
    done = subprocess.run(
        [*cluster.account.wrap, "--pdeathsig=TERM", "--", path, *words],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})},
    )
    if done.returncode != 0:
        wrong = (done.stderr.strip() or done.stdout.strip()).splitlines()[-3:]
        raise PostgresError(f"{program} failed: {'; '.join(wrong)}")
    return done.stdout


def create(cluster: Cluster) -> None:
    """Make the cluster's data folder, unless it is there; an interrupted try leaves nothing half made."""
    if (cluster.data / "PG_VERSION").exists():
        refuse_other_major(cluster)
        return
    draft = cluster.data.with_name(f"{cluster.data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    own_folder(draft, cluster.account)
    password = cluster.data.with_name("initdb.password")
    password.touch(mode=0o600)
    give(password, cluster.account, 0o600)
    password.write_text(cluster.secrets.database_admin_password, encoding="ascii")
    try:
        run(
            cluster,
            "initdb",
            "-D",
            str(draft),
            f"--pwfile={password}",
            *initdb_words(cluster.programs.postgres),
        )
    finally:
        password.unlink()
    draft.replace(cluster.data)


def initdb_words(version: str) -> list[str]:
    """Words of initdb: the same order of texts on every host, whatever locales it has."""
    locale = ["--locale=C.UTF-8", "-E", "UTF8"]
    if int(version.partition(".")[0]) >= 17:  # the builtin provider came with PostgreSQL 17
        locale.insert(0, "--locale-provider=builtin")
    return [*locale, "--username=postgres", "--auth=scram-sha-256", "--no-instructions"]


def refuse_other_major(cluster: Cluster) -> None:
    """Raise PostgresError when another PostgreSQL major version made the data."""
    made_by = (cluster.data / "PG_VERSION").read_text(encoding="ascii").strip()
    if made_by != cluster.programs.postgres.partition(".")[0]:
        raise PostgresError(
            f"{cluster.data} was made by PostgreSQL {made_by}, but the programs now are "
            f"{cluster.programs.postgres} ({cluster.programs.origin}): set YIPING_RUNTIME to the origin "
            "that made it, or upgrade with pg_upgrade"
        )
