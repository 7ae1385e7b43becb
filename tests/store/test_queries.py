"""Every named query is used once, explained, and fits the migrated schema."""

import re
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from store.sql import FOLDER, load

STORE = Path(__file__).parents[2] / "store"
FAMILIES = sorted(path.stem for path in FOLDER.glob("*.sql"))
QUERIES = [(family, name) for family in FAMILIES for name in load(family)]
MADE_LATER = {"copy_staging", "insert_staged"}  # need the temporary table, which test_batch exercises


@pytest.mark.parametrize(("family", "name"), QUERIES)
def test_a_query_is_used_exactly_once(family: str, name: str) -> None:
    module = (STORE / f"{family}.py").read_text(encoding="utf-8")
    assert module.count(f'_SQL["{name}"]') == 1


@pytest.mark.parametrize(("family", "name"), QUERIES)
def test_a_query_begins_with_a_sentence(family: str, name: str) -> None:
    assert re.match(rb"-- [A-Z].*\.$", load(family)[name].split(b"\n")[0]) or b"\n-- " in load(family)[name]


@pytest.mark.parametrize(("family", "name"), [pair for pair in QUERIES if pair[1] not in MADE_LATER])
def test_a_query_can_be_prepared_against_the_schema(family: str, name: str, fresh_database: str) -> None:
    text = load(family)[name].decode()
    names = re.findall(r"%\((\w+)\)s", text)
    statement = re.sub(r"%\((\w+)\)s", lambda found: f"${sorted(set(names)).index(found[1]) + 1}", text)
    if statement.split("\n", 1)[-1].lstrip().startswith(("create", "lock")):
        return
    with psycopg.connect(fresh_database) as conn:
        conn.execute(sql.SQL("prepare one as ") + sql.SQL(statement.rstrip(";")))  # type: ignore[arg-type]


def test_a_family_that_names_a_query_twice_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "twice.sql").write_text("-- one --\nselect 1;\n-- one --\nselect 2;\n")
    monkeypatch.setattr("store.sql.FOLDER", tmp_path)
    with pytest.raises(ValueError, match="twice"):
        load("twice")
