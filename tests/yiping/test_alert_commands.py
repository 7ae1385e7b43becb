"""``yiping alerts`` as a person runs it."""

from datetime import timedelta

import pytest

from alerts import desk
from store.alerts import recent_alerts
from store.pool import Pool
from tests.fixtures.batches import Send, depth
from tests.fixtures.command_line import yiping
from tests.fixtures.processes import Start, wait_until
from yiping.wiring import utc_now

WEST = ("road_flooding", "wd-west")


def test_alerts_are_listed_acknowledged_and_shelved(small_city: str, pool: Pool, send: Send) -> None:
    send(depth(30, 0), depth(30, 0, sensor="wd-east"), depth(30, 60), depth(30, 120))
    with pool.connection() as conn:
        (num,) = (v.alert.num for v in recent_alerts(conn, limit=9) if v.alert.rule_id == WEST[0])
    acked = yiping(small_city, "alerts", "ack", str(num), "--as", "zhang", "--comment", "crew sent")
    assert acked.stdout.strip() == f"alert {num} is acked, acknowledged by zhang", acked.stderr
    again = yiping(small_city, "alerts", "ack", str(num), "--as", "li")
    assert (again.returncode, "zhang was first, acknowledged at" in again.stderr) == (2, True)

    shelved = yiping(small_city, "alerts", "shelve", *WEST, "--as", "li", "--reason", "pump", "--hours", "2")
    assert "is shelved until" in shelved.stdout, shelved.stderr
    listed = yiping(small_city, "alerts", "list").stdout.splitlines()
    assert any(line.split()[:3] == [str(num), "shlvd", "red"] for line in listed)
    assert any("pending" in line and "road_flooding  wd-east" in line for line in listed)
    assert any(line.startswith("  shelved: road_flooding  wd-west  by li at") for line in listed)
    assert "1 set aside" in listed[-1]

    drill = (*WEST, "--as", "li", "--reason", "scene", "--origin", "exercise")
    assert "wd-west  (exercise) is out" in yiping(small_city, "alerts", "out-of-service", *drill).stdout
    assert yiping(small_city, "alerts", "unshelve", *WEST, "--as", "li").returncode == 0
    out = yiping(small_city, "alerts", "out-of-service", *WEST, "--as", "li", "--reason", "removed")
    assert out.returncode == 0, out.stderr
    back = yiping(small_city, "alerts", "in-service", *WEST, "--as", "li", "--comment", "new gauge")
    assert back.returncode == 0, back.stderr
    assert "unack" in yiping(small_city, "alerts", "list").stdout
    loud = yiping(small_city, "alerts", "figures", "--area", "310101002")
    assert "2 raw events, 2 alarms" in loud.stdout, loud.stderr  # it came back twice


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("shelve", "road_flooding", "wd-no", "--as", "li", "--reason", "x"), "there is no sensor wd-no"),
        (("shelve", *WEST, "--as", "li", "--reason", "x", "--hours", "25"), "within 24 h"),
        (("ack", "7", "--as", "li"), "there is no alert 7"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    small_city: str, send: Send, words: tuple[str, ...], told: str
) -> None:
    send(depth(0))
    ran = yiping(small_city, "alerts", *words)
    assert (ran.returncode, told in ran.stderr) == (2, True), ran.stderr


def test_without_a_command_it_ticks_and_a_shelf_runs_out_by_itself(
    small_city: str, pool: Pool, send: Send, start: Start
) -> None:
    send(depth(0))
    with pool.connection() as conn:
        pair, now = desk.pair_of(conn, rule_id=WEST[0], sensor_id=WEST[1]), utc_now()
        desk.shelve(conn, pair, actor="li", reason="pump", until=now + timedelta(seconds=1), now=now)
    start("alerts", database_url=small_city)

    def ended() -> bool:
        with pool.connection() as conn:
            return conn.execute("select ended_by from shelving").fetchone() == ("yiping",)

    wait_until(ended, what="the end of the shelf")
