"""``yiping sensors`` and ``yiping sites`` as a person types them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from store.pool import connect
from store.sensors import registry
from tests.yiping.registry.tables import LIFT, SENSOR, csv_file
from yiping.main import build


@pytest.fixture(autouse=True)
def here(small_city: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIPING_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YIPING_DATABASE_URL", small_city)
    monkeypatch.chdir(tmp_path)


def run(*words: object) -> Result:
    return CliRunner().invoke(build(), [str(word) for word in words])


def test_wrong_rows_are_a_table_and_exit_code_one(tmp_path: Path) -> None:
    told = run("sensors", "import", csv_file(tmp_path, SENSOR, {**SENSOR, "id": "一", "lon": "x"}))
    assert told.exit_code == 1
    lines = told.output.splitlines()
    assert lines[0].split() == ["line", "column", "value", "what", "is", "wrong"]
    assert [line.split()[:3] for line in lines[1:3]] == [["3", "lon", "x"], ["3", "id", "一"]]
    assert lines[-2] == "2 rows of rows.csv: 1 new, 0 changed, 0 unchanged, 1 wrong"
    assert lines[-1] == "nothing was written: mend the rows above, or --partial imports the 1 right ones"


def test_right_rows_are_written_and_told(tmp_path: Path) -> None:
    told = run("sensors", "import", csv_file(tmp_path, SENSOR))
    assert (told.exit_code, told.output.splitlines()[-1]) == (0, "1 sensors written")
    again = run("sensors", "import", tmp_path / "rows.csv")
    assert again.output.splitlines() == [
        "1 rows of rows.csv: 0 new, 0 changed, 1 unchanged, 0 wrong",
        "nothing was written: there is nothing to change",
    ]


def test_a_dry_run_speaks_of_what_would_be(tmp_path: Path) -> None:
    rows = SENSOR, {**SENSOR, "id": "wd-west"}
    told = run("sensors", "import", csv_file(tmp_path, *rows), "--dry-run")
    assert told.output.splitlines() == [
        "2 rows of rows.csv: 1 would be new, 1 would be changed (name_zh), 0 unchanged, 0 wrong",
        "dry run: nothing was written",
    ]


def test_doubts_that_are_alike_are_one_line(tmp_path: Path) -> None:
    rows = [{**SENSOR, "id": f"s{number}", "lon": "121.7"} for number in range(7)]
    told = run("sensors", "import", csv_file(tmp_path, *rows))
    (line,) = [line for line in told.output.splitlines() if line.startswith("look at")]
    assert line.startswith("look at: lon, lat lies outside of all areas: line 2 (121.700000, 31.230000; 19,")
    assert line.endswith(" and 2 more")


def test_the_report_holds_everything(tmp_path: Path) -> None:
    file = csv_file(tmp_path, SENSOR, {**SENSOR, "id": "b", "lat": "91"})
    run("sensors", "import", file, "--report", tmp_path / "found.json", "--partial")
    found = json.loads((tmp_path / "found.json").read_text())
    assert (found["new"], found["written"], found["rows"], found["right"]) == (["wd-new"], True, 2, 1)
    assert found["wrong"] == [
        {"line": 3, "column": "lat", "value": "91", "reason": "latitude 91.0 is outside -90..90"}
    ]


def test_a_report_that_cannot_be_written_stops_the_import_before_it_begins(
    small_city: str, tmp_path: Path
) -> None:
    told = run("sensors", "import", csv_file(tmp_path, SENSOR), "--report", tmp_path / "no" / "found.json")
    assert "there is no folder" in str(told.exception)
    with connect(small_city, name="test") as conn:
        assert "wd-new" not in {sensor.id for sensor in registry(conn)}


def test_an_export_writes_over_nothing_unasked(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("precious")
    refused = run("sensors", "export", tmp_path / "out.csv")
    assert "--replace writes over it" in str(refused.exception)
    told = run("sensors", "export", tmp_path / "out.csv", "--replace")
    assert told.output == "5 written to out.csv, positions in WGS-84\n"
    assert (
        (tmp_path / "out.csv").read_text().startswith("id,kind,name_zh,name_en,lon,lat,district,street,site,")
    )


def test_sites_go_in_and_out(tmp_path: Path) -> None:
    assert run("sites", "import", csv_file(tmp_path, LIFT)).exit_code == 0
    assert run("sites", "export", tmp_path / "out.geojson").exit_code == 0
    assert '"maker": "三菱"' in (tmp_path / "out.geojson").read_text()
