"""Every named query is used once, explained, and fits the migrated schema."""

import re
from pathlib import Path

import psycopg
import pytest

from store.sql import FOLDER, load

STORE = Path(__file__).parents[2] / "store"
FAMILIES = sorted(path.stem for path in FOLDER.glob("*.sql"))
QUERIES = [(family, name) for family in FAMILIES for name in load(family)]


@pytest.mark.parametrize(("family", "name"), QUERIES)
def test_a_query_is_used_exactly_once(family: str, name: str) -> None:
    module = (STORE / f"{family}.py").read_text(encoding="utf-8")
    assert module.count(f'_SQL["{name}"]') == 1


@pytest.mark.parametrize(("family", "name"), QUERIES)
def test_a_query_begins_with_a_sentence(family: str, name: str) -> None:
    assert re.match(rb"-- [A-Z].*\.$", load(family)[name].split(b"\n")[0]) or b"\n-- " in load(family)[name]


def numbered(statement: str) -> str:
    """The statement with $1.. in place of named parameters, as PREPARE wants it."""
    names = sorted(set(re.findall(r"%\((\w+)\)s", statement)))
    return re.sub(r"%\((\w+)\)s", lambda found: f"${names.index(found[1]) + 1}", statement).rstrip(";")


def test_every_query_can_be_prepared_against_the_schema(fresh_database: str) -> None:
    prepared = 0
    with psycopg.connect(fresh_database) as conn:
        for family in {family for family, name in QUERIES if name == "make_staging"}:
            conn.execute(load(family)["make_staging"])
        for family, name in QUERIES:
            text = numbered(load(family)[name].decode())
            if re.search(r"^(select|insert|update|delete|with)\b", text, re.MULTILINE):
                conn.execute(f"prepare {family}_{name} as {text}".encode())
                prepared += 1
    assert prepared > len(QUERIES) * 0.9


def test_a_family_that_names_a_query_twice_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "twice.sql").write_text("-- one --\nselect 1;\n-- one --\nselect 2;\n")
    monkeypatch.setattr("store.sql.FOLDER", tmp_path)
    with pytest.raises(ValueError, match="twice"):
        load("twice")
