"""Which servers are taken and which are refused with the reason."""

import pytest

from store.versions import refusal


@pytest.mark.parametrize(
    ("postgres", "timescaledb"), [("17.11 (Debian)", "2.19.3"), ("15.1", "2.24.0"), ("16", "2.19.0-dev")]
)
def test_tested_versions_are_taken(postgres: str, timescaledb: str) -> None:
    assert refusal(postgres, timescaledb) is None


@pytest.mark.parametrize(
    ("postgres", "timescaledb", "reason"),
    [
        ("14.9", "2.19.3", "PostgreSQL 14.9"),
        ("18.0", "2.23.0", "PostgreSQL 18.0"),
        ("", "2.19.3", "PostgreSQL"),
        ("17.1", None, "no TimescaleDB"),
        ("17.1", "2.18.2", "TimescaleDB 2.18.2"),
        ("17.1", "3.0.0", "TimescaleDB 3.0.0"),
        ("17.1", "newest", "TimescaleDB newest"),
    ],
)
def test_other_versions_are_refused_with_the_reason(
    postgres: str, timescaledb: str | None, reason: str
) -> None:
    assert reason in (refusal(postgres, timescaledb) or "")
