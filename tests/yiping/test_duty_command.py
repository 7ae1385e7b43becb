"""``yiping duty`` as a person types it."""

from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from model.errors import YipingError
from store.crews import put_crews
from store.pool import connect
from tests.fixtures.batches import NOW
from tests.fixtures.city import EAST, WEST
from tests.yiping.duty.crewed import crew
from tests.yiping.duty.test_files import CREW, TURN
from tests.yiping.registry.tables import csv_file
from yiping.main import build


@pytest.fixture(autouse=True)
def here(small_city: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small city with pumps in its west and a desk for all; the clock stands at NOW."""
    with connect(small_city, name="test") as conn:
        put_crews(conn, [crew("pumps", "drainage", WEST), crew("desk", "desk", "310101")])
    monkeypatch.setenv("YIPING_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YIPING_DATABASE_URL", small_city)
    monkeypatch.setattr("yiping.wiring.utc_now", lambda: NOW)
    monkeypatch.chdir(tmp_path)


def run(*words: object) -> Result:
    return CliRunner().invoke(build(), ["duty", *(str(word) for word in words)])


def said(*words: object) -> list[str]:
    ran = run(*words)
    assert ran.exit_code == 0, (ran.output, ran.exception)
    return ran.output.splitlines()


def on(crew_id: str, person: str, *more: str) -> list[str]:
    span = ("--from", "2026-08-25T08:00", "--to", "2026-08-25T20:00")
    return said("set", crew_id, person, *span, "--as", "li", *more)


def test_a_person_is_put_on_duty_gets_orders_and_goes_home(small_city: str) -> None:
    (line,) = on("pumps", "zhang", "--name", "张伟", "--phone", "60001")
    num, *words = line.split()
    assert words[:5] == ["2026-08-25", "08:00", "-", "2026-08-25", "20:00"]
    assert said("who", WEST, "drainage") == [
        "crew    pumps  pumps班",
        "person  zhang  张伟  60001  load 0",
        "why     on_duty: somebody of the trade is on duty",
    ]
    later = run("who", WEST, "drainage", "--at", "2026-08-25T20:00")
    assert (later.exit_code, later.output.splitlines()[-1].split()[1]) == (1, "crew:")
    (ended,) = said("end", num, "--as", "wang")
    assert ended.endswith("set by li  ended 2026-08-25 17:00 by wang")
    assert said("rota") == [ended, "1 turns of duty"]
    assert said("rota", "--from", "2026-08-25T20:00") == said("rota", "--crew", "desk") == ["0 turns of duty"]
    assert run("who", WEST, "drainage").exit_code == 1


def test_now_tells_who_is_there_and_what_nobody_is_there_for() -> None:
    on("pumps", "zhang", "--name", "张伟")
    on("desk", "li", "--name", "李娜")
    lines = said("now")
    assert lines[0] == "2026-08-25 17:00: 2 of 2 crews are on duty"
    assert any(line.split()[0] == "pumps" and "zhang 张伟 (0)" in line for line in lines)
    gaps = [line.split()[:2] for line in lines[lines.index(next(s for s in lines if "nobody" in s)) + 1 :]]
    assert ["drainage", EAST] in gaps
    assert ["lift", "310101"] in gaps
    assert "desk" not in {trade for trade, _ in gaps}
    assert any(line.endswith("orders go to desk li (desk)") for line in lines)
    assert ["drainage", WEST] not in [line.split()[:2] for line in said("now", "--area", WEST)]
    assert said("crews", "--area", EAST)[-1] == "1 crews"


def test_a_load_is_shown(small_city: str) -> None:
    on("pumps", "zhang", "--name", "张伟")
    with connect(small_city, name="test") as conn:
        conn.execute(
            "insert into work_order (rule_id, sensor_num, severity, state, origin, area, person, crew,"
            " filed_at, state_since)"
            " values ('r', 1, 1, 'accepted', 'live', %s, 'zhang', 'pumps', now(), now())",
            [WEST],
        )
    assert "zhang 张伟 (1)" in said("crews")[1]


def test_files_come_and_go(tmp_path: Path) -> None:
    assert said("import", "crews", csv_file(tmp_path, CREW))[-1] == "1 crews written"
    assert said("import", "rota", csv_file(tmp_path, TURN), "--dry-run")[-1] == "dry run: nothing was written"
    assert said("import", "rota", tmp_path / "rows.csv", "--as", "wang")[-1] == "1 turns of duty written"
    assert said("rota")[0].endswith("zhang 张伟  set by wang")
    assert said("export", "rota", tmp_path / "back.xlsx") == ["1 written to back.xlsx"]
    again = said("import", "rota", tmp_path / "back.xlsx")
    assert again[-1] == "nothing was written: there is nothing to change"
    wrong = run("import", "rota", csv_file(tmp_path, {**TURN, "crew": "x"}))
    assert (wrong.exit_code, "is no crew that is known" in wrong.output) == (1, True)
    assert said("contacts") == ["0 contacts"]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("set", "pumps", "zhang"), "say --name"),
        (("set", "pump", "zhang", "--name", "张伟"), "no crew 'pump'"),
        (("set", "pumps", "two words", "--name", "张伟"), "no name of one word"),
        (("set", "pumps", "zhang", "--name", "张伟", "--to", "2026-08-25T08:00"), "ends after it begins"),
        (("set", "pumps", "zhang", "--name", "张伟", "--from", "noon"), "'noon' is no time"),
        (("set", "pumps", "zhang", "--name", "张伟", "--as", " "), "say who"),
        (("end", "7"), "no turn 7"),
        (("who", "3101", "drainage"), "'3101' is no area in force"),
        (("now", "--area", "3101"), "'3101' is no area in force"),
    ],
)
def test_what_cannot_be_is_said(words: tuple[str, ...], problem: str) -> None:
    defaults = {"set": ("--from", "2026-08-25T08:00", "--to", "2026-08-25T20:00", "--as", "li")}
    more = {**defaults, "end": ("--as", "li")}.get(words[0], ())
    with pytest.raises(YipingError, match=problem):
        raise run(words[0], *more, *words[1:]).exception or AssertionError("went through")


def test_the_same_turn_twice_and_a_name_that_looks_like_another_are_refused() -> None:
    on("pumps", "zhang", "--name", "张伟")
    for person, problem in (("zhang", "already"), ("Zhang", "same name as 'zhang'")):
        span = ("--from", "2026-08-25T08:00", "--to", "2026-08-25T20:00", "--as", "li", "--name", "张伟")
        assert problem in str(run("set", "pumps", person, *span).exception)


def test_a_turn_that_is_over_is_not_ended(small_city: str) -> None:
    ends = (NOW - timedelta(hours=1)).isoformat()
    span = ("--from", "2026-08-25T08:00", "--to", ends, "--as", "li", "--name", "张伟")
    num = said("set", "pumps", "zhang", *span)[0].split()[0]
    assert "could be ended" in str(run("end", num, "--as", "li").exception)
