"""An import that is ended in between leaves nothing half done."""

import signal
from pathlib import Path

import pytest

from store.pool import Connection, connect
from store.sensors import registry
from tests.fixtures.city import SENSORS
from tests.fixtures.processes import Start, wait_until
from tests.yiping.registry.tables import SENSOR, csv_file
from yiping.progress import SilentProgress
from yiping.registry.importing import import_sensors
from yiping.registry.request import Request


def test_an_end_in_between_leaves_nothing_half_done(
    small_city: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.sensors.BLOCK", 2)
    monkeypatch.setattr("yiping.registry.importing.LONG_BYTES", 0)
    file = csv_file(tmp_path, *({**SENSOR, "id": f"s-{number}"} for number in range(6)))
    with pytest.raises(KeyboardInterrupt), connect(small_city, name="test") as conn:
        import_sensors(conn, Request(file=file), EndsAt("4 of 6"))
    with connect(small_city, name="test") as conn:
        assert len(registry(conn)) == len(SENSORS)


class EndsAt:
    """Progress that presses Ctrl-C when a line holds a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.step = SilentProgress().step

    def say(self, line: str) -> None:
        if self.text in line:
            raise KeyboardInterrupt


def test_ctrl_c_leaves_nothing_half_done(small_city: str, tmp_path: Path, start: Start) -> None:
    file = csv_file(tmp_path, *({**SENSOR, "id": f"s-{number}"} for number in range(20_000)))
    with connect(small_city, name="test") as conn:
        # The last row waits for this one, so the import stands still after its first block.
        put_sensors_without_hold(conn, "s-19999")
        process = start("sensors", "import", str(file), database_url=small_city)
        log = tmp_path / "sensors.log"
        wait_until(lambda: "10,000 of 20,000 written" in log.read_text(), what="the first block")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        conn.rollback()
        assert len(registry(conn)) == len(SENSORS)


def put_sensors_without_hold(conn: Connection, sensor_id: str) -> None:
    conn.execute(
        "insert into sensor (id, kind, name_zh, name_en, lon, lat, district, street, expected_every_s)"
        " values (%s, 'rain', '', '', 0, 0, 'a', 'b', 1)",
        [sensor_id],
    )
