"""Words on screen: equal keys, every key used, nothing from elsewhere."""

import re
from pathlib import Path
from string import Formatter

import pytest

from alerts.watch_rule import load_watches
from dashboard import words
from dashboard.alert_actions import ENDS
from dashboard.panels.tabs import VIEWS
from dashboard.panels.themes import themes
from ingest.errors import Reason
from model.alert import AlertState, Aside
from model.catalogue import load_kinds
from model.order import OrderCommand, OrderState, Purpose, Source, Stage
from model.reading import Origin
from model.severity import Severity
from model.units import UNITS
from orders.clock import ClockSort, TimeUnit
from orders.flow import BACK, NEED_WORDS, STAYS, STEPS
from orders.plan import shipped_plans

PEOPLE = {command for _, command in STEPS} | set(STAYS) | set(BACK)
ROOM = Path(words.__file__).parent
LANGUAGES = words.languages()
SOURCES = [path for path in ROOM.rglob("*") if path.suffix in {".py", ".js", ".html"}]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
PAGES = [path for path in ROOM.rglob("*") if path.suffix in {".js", ".css", ".html", ".svg", ".toml", ".py"}]


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_chinese_comes_first() -> None:
    assert LANGUAGES == ["zh", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys(language: str) -> None:
    assert words.words_in(language).keys() == words.words_in("zh").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_in_the_same_values(language: str) -> None:
    mine, first = words.words_in(language), words.words_in("zh")
    differing = [
        key for key in sorted(first.keys()) if fields(mine.template(key)) != fields(first.template(key))
    ]
    assert differing == []


def is_used(key: str) -> bool:
    """Named as it is, or by its group as in `f"stage.{...}"` or `"age." + name`."""
    group = key.split(".", 1)[0]
    return (
        f'"{key}"' in SOURCE
        or f'f"{group}.{{' in SOURCE
        or f'"{group}." +' in SOURCE
        or f"f'{group}.{{" in SOURCE
    )


def test_every_key_is_used() -> None:
    assert [key for key in sorted(words.words_in("zh").keys()) if not is_used(key)] == []


def test_every_key_that_code_names_exists() -> None:
    named = set(re.findall(r'(?:words|say)\(\s*"([a-z_]+\.[a-z_0-9]+)"', SOURCE))
    assert len(named) > 40
    assert named - words.words_in("zh").keys() == set()


def test_every_member_of_the_domain_has_its_words() -> None:
    wanted = {
        *(f"theme.{theme}" for theme in themes(load_kinds().values())),
        *(f"unit.{name}" for name in UNITS),
        *(f"command.{command.value}" for command in OrderCommand),
        *(f"{group}.{state.value}" for group in ("stage_now",) for state in OrderState),
        *(f"{group}.{level.key}" for group in ("severity", "severity_short", "roman") for level in Severity),
        *(f"reason.{reason.value}" for reason in Reason),
        *(f"alert_state.{state.value}" for state in AlertState),
        *(f"done.{command.value}" for command in PEOPLE | {OrderCommand.REPORT}),
        *(f"needs.{command.value}" for command in NEED_WORDS),
        *(f"stage.{stage.value}" for stage in Stage),
        *(f"source.{source.value}" for source in Source),
        *(f"purpose.{one.value}" for one in Purpose),
        *(f"clock.{sort.value}" for sort in ClockSort),
        *(f"time_unit.{unit.value}" for unit in TimeUnit),
        *(f"trade.{trade}" for trade in shipped_plans().trades),
        *(f"aside.{kind.value}" for kind in Aside),
        *(f"{group}_{kind.value}" for group in ("aside.end", "done.end") for kind in ENDS),
        *(f"watch_value.{watch.watch.metric}" for watch in load_watches()),
        *(f"feed_view.{view}" for view in VIEWS),
        *(f"origin.{origin.value}" for origin in Origin if origin is not Origin.LIVE),
    }
    assert wanted - words.words_in("zh").keys() == set()


def test_an_unknown_language_reads_chinese() -> None:
    assert words.words_in("xx").language == "zh"


def test_no_file_names_an_address_of_another_host() -> None:
    allowed = {"http://www.w3.org/2000/svg"}
    found = {
        address
        for path in PAGES
        for address in re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z0-9./-]+", path.read_text(encoding="utf-8"))
    }
    assert found - allowed == set()
