"""Secrets: made at the first start, closed to others, never what everybody knows."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import pytest

from yiping.runtime.secrets import SecretsError, load_secrets, refuse_well_known


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    load_secrets(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.toml").stat().st_mode) == 0o600


def test_the_second_start_reads_what_the_first_one_made(tmp_path: Path) -> None:
    assert load_secrets(tmp_path) == load_secrets(tmp_path)


def test_two_homes_share_no_secret(tmp_path: Path) -> None:
    one, other = (set(asdict(load_secrets(tmp_path / side)).values()) for side in ("a", "b"))
    assert not one & other
    assert len(one) == 8


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    load_secrets(tmp_path)
    (tmp_path / "secrets.toml").chmod(0o644)
    with pytest.raises(SecretsError, match="chmod 600"):
        load_secrets(tmp_path)


def test_a_default_secret_in_the_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secrets.toml"
    path.touch(mode=0o600)
    path.write_text('broker_sim_password = "password"\n')
    with pytest.raises(SecretsError, match="broker_sim_password is not a secret"):
        load_secrets(tmp_path)


def test_a_deleted_line_is_made_anew_and_the_others_stay(tmp_path: Path) -> None:
    before, path = load_secrets(tmp_path), tmp_path / "secrets.toml"
    kept = [line for line in path.read_text().splitlines() if "officer" not in line]
    path.write_text("\n".join(kept))
    after = load_secrets(tmp_path)
    assert after.dashboard_officer_password != before.dashboard_officer_password
    assert after.database_password == before.database_password


def test_starts_at_the_same_time_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(load_secrets, [tmp_path] * 8))) == 1


@pytest.mark.parametrize("password", ["postgres", "PASSWORD", "yiping", "ch%61ngeme", ""])
def test_an_address_with_a_well_known_password_is_refused(password: str) -> None:
    with pytest.raises(SecretsError, match="YIPING_DATABASE_URL"):
        refuse_well_known(f"postgresql://me:{password}@host/city", "YIPING_DATABASE_URL")


@pytest.mark.parametrize("url", ["postgresql://me:a8Fq2x@host/city", "postgresql:///city"])
def test_an_address_with_its_own_secret_or_none_is_taken(url: str) -> None:
    refuse_well_known(url, "YIPING_DATABASE_URL")
