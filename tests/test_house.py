"""The habits of the house that a reader relies on."""

import ast
import pkgutil
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
import typer

import alerts.conditions
import alerts.watches
import ingest.codecs
from ingest.errors import Reason
from model.alert import AlertState
from model.area import LEVELS
from model.order import OrderCommand, OrderState
from model.reading import Origin, Quality
from model.severity import SEVERITIES
from yiping.main import build

ROOT = Path(__file__).parents[1]
PURE = ("model", "geo", "alerts", "orders", "store", "sims/signals", "sims/district", "ingest")
MAY_ROLL_DICE = {"ingest/worker.py"}  # hands one generator to its pauses


def doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def commands(app: typer.Typer, before: str = "") -> Iterator[str]:
    for command in app.registered_commands:
        yield f"{before}{command.name or command.callback.__name__}"  # type: ignore[union-attr]
    for group in app.registered_groups:
        assert group.typer_instance is not None
        yield from commands(group.typer_instance, f"{before}{group.name} ")


@pytest.mark.parametrize("command", sorted(set(commands(build()))))
def test_every_command_is_in_the_docs(command: str) -> None:
    first, *rest = command.split()
    lines = [line for line in doc("commands.md").splitlines() if f"`yiping {first}" in line]
    assert any(word in line for line in lines for word in (rest or [first])), command


def test_every_reason_of_a_dead_letter_is_in_the_docs() -> None:
    missing = [reason for reason in Reason if f"`{reason}`" not in doc("wire.md")]
    assert missing == []


@pytest.mark.parametrize(
    ("family", "page"),
    [
        (alerts.conditions, "howto/rule.md"),
        (alerts.watches, "howto/rule.md"),
        (ingest.codecs, "howto/codec.md"),
    ],
)
def test_every_member_of_a_family_is_in_the_docs(family: object, page: str) -> None:
    names = [module.name for module in pkgutil.iter_modules(family.__path__)]  # type: ignore[attr-defined]
    assert names
    assert [name for name in names if f"`{name}`" not in doc(page)] == []


@pytest.mark.parametrize("words", [AlertState, OrderState, OrderCommand, Quality, Origin])
def test_every_state_and_command_is_in_the_glossary(words: type[StrEnum]) -> None:
    glossary = doc("glossary.md").lower().replace("dispatched", "dispatch")
    known = {"filed": "file", "on_site": "on site", "accepted": "accept", "resolved": "resolve"}
    known |= {"verified": "verify", "closed": "close", "dispatched": "dispatch"}
    assert [word for word in words if known.get(word, word) not in glossary] == []


@pytest.mark.parametrize("word", [*LEVELS, *SEVERITIES])
def test_every_level_is_in_the_glossary(word: str) -> None:
    assert word in doc("glossary.md")


@pytest.mark.parametrize("room", PURE)
def test_below_the_shells_time_and_chance_come_from_outside(room: str) -> None:
    for path in (ROOT / room).rglob("*.py"):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                called = f"{node.value.id}.{node.attr}"
                assert called not in {"datetime.now", "datetime.utcnow", "time.time", "date.today"}, name
                assert not (called.startswith("random.") and name not in MAY_ROLL_DICE), name


def test_no_file_names_an_address_of_a_registry() -> None:
    # Put together here, so that this file does not name them either.
    hosts = re.compile("|".join(["py" + "pi", "python" + "hosted", "npm" + "js", "deb" + r"ian\.org"]))
    kinds = {".py", ".toml", ".txt", ".md", ".yaml", ".sql", ".js", ".css", ""}
    skipped = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis", ".pytest_cache"}
    for path in ROOT.rglob("*"):
        parts = set(path.relative_to(ROOT).parts)
        if path.is_file() and path.suffix in kinds and not parts & skipped and path.name != "LICENSE":
            assert not hosts.search(path.read_text(encoding="utf-8", errors="ignore")), path
