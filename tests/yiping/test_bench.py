"""The measurement of readings a second."""

from pathlib import Path

import pytest

from yiping import bench
from yiping.bench import BenchError, Measured, wait_connected


def test_readings_a_second_are_readings_by_seconds() -> None:
    assert Measured(readings=3000, seconds=1.5).readings_per_s == 2000  # 3000 / 1.5


def test_an_ingest_that_never_connects_is_told_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "CONNECTED_WITHIN_S", 0.0)
    (tmp_path / "ingest.log").write_text("no way in\n")
    with pytest.raises(BenchError, match="no way in"):
        wait_connected(tmp_path / "ingest.log")
