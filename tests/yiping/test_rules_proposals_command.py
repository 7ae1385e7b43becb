"""``yiping rules propose`` and what follows, as two people run it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alerts.rule import RULES
from tests.fixtures.command_line import yiping
from yiping.rules.asking import every_rule, rules_here

LOWER = (RULES / "road_flooding.toml").read_text(encoding="utf-8").replace("on = 25\n", "on = 24\n")
PROPOSE = ("--as", "li", "--why", "it came sooner")


@pytest.fixture
def lower(tmp_path: Path) -> str:
    """The flooding rule with red from 24 cm."""
    path = tmp_path / "road_flooding.toml"
    path.write_text(LOWER, encoding="utf-8")
    return str(path)


def test_a_rule_is_revised_and_returned_by_two_people(
    fresh_database: str, lower: str, tmp_path: Path
) -> None:
    def run(*words: str) -> str:
        ran = yiping(fresh_database, "rules", *words)
        return ran.stdout + ran.stderr

    made = run("propose", lower, *PROPOSE)
    assert "levels[red].on: from 25 to 24" in made
    assert "yiping rules backtest @1 --from <date> --to <date> --record" in made
    assert "another person decides" in run("approve", "1", "--as", "LI ")
    assert "--without-backtest" in run("approve", "1", "--as", "wang")
    approved = run("approve", "1", "--as", "wang", "--without-backtest", "the storm is here")
    assert "revision 2 of road_flooding is in force from" in approved
    assert re.search(r"wang was first, at \d", run("reject", "1", "--as", "chen", "--comment", "no"))
    assert run("show", "road_flooding").endswith(LOWER)
    assert "from 24 to 25" in run("propose", "road_flooding@1", *PROPOSE)
    assert "proposal 2: revise road_flooding, proposed" in run("proposals")
    told = run("history", "road_flooding")
    assert "revision 1: shipped" in told
    assert "revision 2: approved" in told
    assert "in force from" in told
    listed = run("list")
    assert re.search(r"road_flooding .*; wang; revision 2 since \d", listed)
    page = tmp_path / "passports.html"
    run("passport", "road_flooding", "--out", str(page))
    assert "proposed by li, approved by wang: it came sooner" in page.read_text(encoding="utf-8")


def test_a_text_that_is_wrong_is_not_proposed(fresh_database: str, lower: str) -> None:
    Path(lower).write_text(LOWER.replace("off = 22\n", "off = 30\n"), encoding="utf-8")
    ran = yiping(fresh_database, "rules", "propose", lower, *PROPOSE)
    assert (ran.returncode, f"{lower}: levels[2].off: must lie on the normal side" in ran.stderr) == (2, True)
    assert "0 proposals" in yiping(fresh_database, "rules", "proposals", "--all").stdout


def test_without_a_database_the_rules_are_those_that_ship(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("YIPING_DATABASE_URL", raising=False)
    monkeypatch.setenv("YIPING_HOME", str(tmp_path))
    with rules_here(now=datetime(2026, 8, 25, tzinfo=UTC)) as (conn, standing):
        assert conn is None
        assert list(standing.rules) == [rule.id for rule in every_rule()]
    assert "no database runs" in capsys.readouterr().err
