"""The database cluster of our own: its configuration and what it refuses."""

from dataclasses import replace
from pathlib import Path

import pytest

from yiping.runtime.cluster import (
    Cluster,
    PostgresError,
    initdb_words,
    make_socket_folder,
    refuse_other_major,
)
from yiping.runtime.postgres import configuration, shared_memory
from yiping.runtime.provide import Servers


@pytest.fixture
def cluster(servers: Servers, tmp_path: Path) -> Cluster:
    """A cluster that was planned and not made."""
    assert servers.cluster is not None
    return replace(servers.cluster, data=tmp_path / "postgres", socket=tmp_path / "run")


def test_no_network_address_is_listened_on(cluster: Cluster) -> None:
    assert "listen_addresses = ''" in configuration(cluster).splitlines()


def test_an_operator_may_add_lines_of_his_own(cluster: Cluster) -> None:
    cluster.data.mkdir()
    assert "local.conf" not in configuration(cluster)
    (cluster.data / "local.conf").touch()
    assert configuration(cluster).endswith("include = 'local.conf'\n")


def test_data_of_another_major_version_is_refused(cluster: Cluster) -> None:
    cluster.data.mkdir()
    (cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(PostgresError, match="made by PostgreSQL 14"):
        refuse_other_major(cluster)


def test_a_socket_folder_that_is_a_link_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "trap").mkdir()
    cluster.socket.symlink_to(tmp_path / "trap")
    with pytest.raises(PostgresError, match="belongs to somebody else"):
        make_socket_folder(cluster.socket, cluster.account)


def test_a_closed_or_missing_dev_shm_is_not_used(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert shared_memory(tmp_path) == "mmap"
    assert shared_memory(tmp_path / "missing") == "mmap"
    tmp_path.chmod(0o777)
    assert shared_memory(tmp_path) == "posix"


@pytest.mark.parametrize(("version", "provider"), [("17.11", True), ("16.4", False), ("15.1", False)])
def test_the_builtin_locale_is_asked_for_where_it_exists(version: str, *, provider: bool) -> None:
    assert ("--locale-provider=builtin" in initdb_words(version)) == provider
