"""``yiping rules`` as a person runs it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from alerts.rule import RULES
from store.pool import Pool
from tests.fixtures.batches import Send, depth
from tests.fixtures.city import WEST
from tests.fixtures.command_line import yiping
from tests.fixtures.processes import ROOT
from yiping.rules.asking import every_rule

FLOOD = [(0, 30), (60, 30), (120, 30), (180, 0), (780, 0)]
SPAN = (
    "--from",
    "2026-08-25T16:00",
    "--to",
    "2026-08-25T18:00",
)  # 8 to 10 UTC, the hour of the readings within


def rows(pool: Pool, sql: str) -> list[tuple[object, ...]]:
    with pool.connection() as conn:
        return conn.execute(sql.encode()).fetchall()


@pytest.fixture
def flooded(small_city: str, send: Send) -> str:
    """The small city after a flood of 13 minutes in the west and 5 minutes of 4 cm in the east."""
    send(*(depth(cm, at) for at, cm in FLOOD), *(depth(4, at, sensor="wd-east") for at in range(0, 301, 60)))
    return small_city


@pytest.fixture
def lower(tmp_path: Path) -> Path:
    """The flooding rule with its blue level from 4 cm."""
    text = (RULES / "road_flooding.toml").read_text(encoding="utf-8")
    for old, new in (
        ("on = 5\n", "on = 4\n"),
        ("[60, 4.9], [120, 4.9], [600, 4.0]", "[60, 3.9], [600, 3.0]"),
    ):
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "road_flooding.toml").write_text(text, encoding="utf-8")
    return tmp_path / "road_flooding.toml"


def test_a_back_test_tells_firings_and_orders_and_writes_nothing(flooded: str, pool: Pool) -> None:
    ran = yiping(flooded, "rules", "backtest", "road_flooding", *SPAN)
    assert ran.returncode == 0, ran.stderr
    assert "1 firings: 1 red" in ran.stdout
    assert "lasted 12.0 to 12.0 min" in ran.stdout  # second 60 to second 780
    assert f"1 orders\n  {'area':<18}" in ran.stdout
    assert "310101002001       08-20               1     1.00     1" in ran.stdout
    assert rows(pool, "select count(*) from rule_backtest") == [(0,)]


def test_a_changed_rule_is_told_beside_the_one_in_force(flooded: str, lower: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    ran = yiping(flooded, "rules", "backtest", str(lower), *SPAN, "--json", str(out))
    assert ran.returncode == 0, ran.stderr
    assert "beside the rule in force: 1 firings alike, 0 otherwise, 1 new, 0 gone" in ran.stdout
    assert "new: wd-east 2026-08-25 16:03:00 to still standing blue" in ran.stdout
    told = json.loads(out.read_text(encoding="utf-8"))
    assert [one["sensor"] for one in told["firings"]] == ["wd-west", "wd-east"]
    assert told["in_force"]["only_tried"][0]["began"] == "2026-08-25T08:03:00+00:00"


def test_labelled_truth_gives_precision_recall_and_lead(flooded: str, tmp_path: Path) -> None:
    truth = tmp_path / "truth.csv"
    lines = ["wd-west,2026-08-25T16:00:30,2026-08-25T16:05", "wd-east,2026-08-25T16:00,2026-08-25T16:05"]
    truth.write_text("\n".join(["sensor_id,began,ended", *lines]), encoding="utf-8")
    ran = yiping(flooded, "rules", "backtest", "road_flooding", *SPAN, "--truth", str(truth))
    assert "precision 1.000: 1 of 1 firings met a labelled event" in ran.stdout, ran.stderr
    assert "recall 0.500: 1 of 2 labelled events were met" in ran.stdout
    assert "lead -30 s at the median" in ran.stdout
    assert "missed: wd-east 2026-08-25 16:00:00" in ran.stdout


def test_an_area_narrows_a_back_test(flooded: str) -> None:
    east = yiping(flooded, "rules", "backtest", "road_flooding", *SPAN, "--area", WEST[:-1] + "2")
    assert "0 firings" in east.stdout, east.stderr
    nowhere = yiping(flooded, "rules", "backtest", "road_flooding", *SPAN, "--area", "nowhere")
    assert (nowhere.returncode, "area nowhere has no sensor of the kind water_depth" in nowhere.stderr) == (
        2,
        True,
    )


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("road_floding", *SPAN), "there is no rule 'road_floding'"),
        (("sensor_stuck", *SPAN), "sensor_stuck is a rule with a watch"),
        (("road_flooding", "--from", "soon", "--to", "2026-08-25"), "--from 'soon' is no date or time"),
        (("road_flooding", "--from", "2026-08-26", "--to", "2026-08-25"), "--from must lie before --to"),
        (("road_flooding", *SPAN, "--origin", "dream"), "--origin 'dream' is not one of live, exercise"),
        (("road_flooding", *SPAN, "--level", "planet"), "--level 'planet' is not one of district"),
    ],
)
def test_a_mistake_is_named(small_city: str, words: tuple[str, ...], problem: str) -> None:
    ran = yiping(small_city, "rules", "backtest", *words)
    assert (ran.returncode, problem in ran.stderr) == (2, True), ran.stderr


def test_a_recorded_back_test_stands_in_the_passport(flooded: str, pool: Pool, tmp_path: Path) -> None:
    out = tmp_path / "passports.md"
    yiping(flooded, "rules", "passport", "road_flooding", "--out", str(out))
    assert "| 最近回测 Last back-test | 尚未回测 | not back-tested yet |" in out.read_text(encoding="utf-8")
    ran = yiping(flooded, "rules", "backtest", "road_flooding", *SPAN, "--record")
    assert ran.returncode == 0, ran.stderr
    yiping(flooded, "rules", "passport", "road_flooding", "--out", str(out))
    text = out.read_text(encoding="utf-8")
    assert "读数 11，触发 1，工单 1" in text
    assert "2026-08-25 – 2026-08-25: 11 readings, 1 firings, 1 orders |" in text
    with pool.connection() as conn:
        conn.execute(
            "insert into rule_backtest (rule_id, digest, ran_at, since, until, readings, firings, orders)"
            " select rule_id, 'older', ran_at, since, until, 12, firings, orders from rule_backtest"
        )
    yiping(flooded, "rules", "passport", "road_flooding", "--out", str(out))
    assert "12 readings, 1 firings, 1 orders (of an earlier text of this rule) |" in out.read_text("utf-8")


def test_every_rule_has_a_passport_in_two_languages(small_city: str, tmp_path: Path) -> None:
    out = tmp_path / "passports.md"
    assert yiping(small_city, "rules", "passport", "--out", str(out)).returncode == 0
    text = out.read_text(encoding="utf-8")
    for rule in every_rule():
        assert f"## {rule.name.zh} {rule.name.en}\n" in text
        assert f"| {rule.passport.approver} | {rule.passport.approver} |" in text


def test_why_and_why_not_share_out_the_rules_of_a_sensor(flooded: str) -> None:
    why = yiping(flooded, "rules", "why", "wd-west", "--at", "2026-08-25T16:02")
    assert why.returncode == 0, why.stderr
    assert "road_flooding: red since 2026-08-25 16:01:00" in why.stdout
    assert "last depth_cm 30 at 2026-08-25 16:02:00 (live)" in why.stdout
    why_not = yiping(flooded, "rules", "why-not", "wd-east", "--at", "2026-08-25T16:02")
    assert "road_flooding: normal\n" in why_not.stdout, why_not.stderr
    assert "blue: does not hold; sets at 5 or more for 180 s: 1 off" in why_not.stdout
    nothing = yiping(flooded, "rules", "why", "wd-east", "--at", "2026-08-25T16:02")
    assert (nothing.returncode, "none of its rules holds" in nothing.stdout) == (1, True)


def test_why_of_an_unknown_sensor_is_a_mistake(small_city: str) -> None:
    ran = yiping(small_city, "rules", "why", "wd-moon")
    assert (ran.returncode, "there is no sensor 'wd-moon'" in ran.stderr) == (2, True)


def test_rules_are_listed_and_shown(fresh_database: str) -> None:
    listed = yiping(fresh_database, "rules", "list")
    assert [line.split()[0] for line in listed.stdout.splitlines()] == [rule.id for rule in every_rule()]
    shown = yiping(fresh_database, "rules", "show", "road_flooding")
    assert (RULES / "road_flooding.toml").read_text(encoding="utf-8") in shown.stdout


def test_ctrl_c_leaves_nothing(flooded: str, pool: Pool, tmp_path: Path) -> None:
    environ = {**os.environ, "YIPING_DATABASE_URL": flooded}
    argv = [sys.executable, "-m", "yiping", "rules", "backtest", "road_flooding", *SPAN, "--record"]
    out = tmp_path / "out.json"
    with pool.connection() as conn:
        conn.execute("lock table reading in access exclusive mode")  # so that the back-test waits
        child = subprocess.Popen([*argv, "--json", str(out)], cwd=ROOT, env=environ, stderr=subprocess.PIPE)
        while conn.execute("select count(*) from pg_locks where not granted").fetchone() == (0,):
            assert child.poll() is None
        child.send_signal(signal.SIGINT)
        _, told = child.communicate(timeout=60)
    assert (child.returncode, b"Traceback" in told) == (130, False)
    assert (rows(pool, "select count(*) from rule_backtest"), list(tmp_path.iterdir())) == ([(0,)], [])
