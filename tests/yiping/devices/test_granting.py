"""Accounts as a state: what grants and revocations make of it."""

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiping.devices.granting import grant, grant_gateway, left_over, revoke, without_account
from yiping.runtime.grants import FILE_NAME, Grant, GrantsError, grant_of, line_of, read_grants, write_grants
from yiping.runtime.password_hash import ITERATIONS, hashed

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
PRINTED = st.text(min_size=1, max_size=20).filter(str.isprintable)


def fits(hash_: str, password: str) -> bool:
    """Whether a hash is that of a password, worked out from the format alone."""
    _, kind, iterations, salt, digest = hash_.split("$")
    made = hashlib.pbkdf2_hmac("sha512", password.encode(), base64.b64decode(salt), int(iterations))
    return kind == "7" and made == base64.b64decode(digest)


def test_each_account_has_a_password_of_its_own_and_only_its_hash_is_kept() -> None:
    given_ = grant({}, ["a", "b", "a"], now=NOW)
    assert [one.name for one in given_.handouts] == ["a", "b"]
    assert len({one.password for one in given_.handouts}) == 2
    for one in given_.handouts:
        assert fits(given_.grants[one.name].hashed, one.password)
        assert one.password not in line_of(given_.grants[one.name])


def test_two_hashes_of_one_password_differ() -> None:
    assert hashed("same") != hashed("same")
    assert f"$7${ITERATIONS}$" in hashed("same")


def test_a_second_grant_replaces_the_password() -> None:
    first = grant({}, ["a", "b"], now=NOW)
    second = grant(first.grants, ["a"], now=NOW)
    assert fits(second.grants["a"].hashed, second.handouts[0].password)
    assert second.grants["b"] == first.grants["b"]


def test_a_name_is_a_device_or_a_gateway_and_never_both() -> None:
    gateways = grant_gateway({}, "g", ["v3/#"], now=NOW).grants
    with pytest.raises(GrantsError, match="'g' is a gateway"):
        grant(gateways, ["g"], now=NOW)
    devices = grant({}, ["a"], now=NOW).grants
    with pytest.raises(GrantsError, match="'a' is the account of a device"):
        grant_gateway(devices, "a", ["v3/#"], now=NOW)


def test_a_revocation_of_a_stranger_changes_nothing() -> None:
    grants = grant({}, ["a", "b"], now=NOW).grants
    with pytest.raises(GrantsError, match="no account is called 'c'"):
        revoke(grants, ["a", "c"])
    assert list(revoke(grants, ["a"])) == ["b"]


def test_registry_and_accounts_are_compared_both_ways() -> None:
    grants = {**grant({}, ["a", "b"], now=NOW).grants, **grant_gateway({}, "g", ["v3/#"], now=NOW).grants}
    assert without_account(grants, ["b", "c"]) == ["c"]
    assert left_over(grants, ["b", "c"]) == ["a"]


@given(st.builds(Grant, name=PRINTED, hashed=st.just("$7$x"), granted_at=st.just(NOW),
                 filters=st.lists(PRINTED, max_size=3).map(tuple)))  # fmt: skip
def test_an_account_is_read_back_as_it_was_written(one: Grant) -> None:
    assert grant_of(line_of(one)[:-1], "here") == one


def test_a_file_of_accounts_is_our_own_and_read_back(tmp_path: Path) -> None:
    assert read_grants(tmp_path) == {}
    grants = {**grant({}, ["水位-3", "a b"], now=NOW).grants}
    write_grants(tmp_path, grants)
    assert read_grants(tmp_path) == grants
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("line", ["a", "a\thash", "a\thash\tyesterday", ""])
def test_a_line_that_is_no_account_is_named(tmp_path: Path, line: str) -> None:
    good = line_of(Grant(name="ok", hashed="h", granted_at=NOW))
    (tmp_path / FILE_NAME).write_text(f"{good}{line}\n")
    with pytest.raises(GrantsError, match="line 2 is no account"):
        read_grants(tmp_path)
