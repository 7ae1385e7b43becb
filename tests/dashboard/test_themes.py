"""One card per theme, from the states of the sensors."""

import json

import numpy as np
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard.palette import FILE
from dashboard.panels.themes import cards, theme_states, themes
from dashboard.push.city import city_of
from dashboard.push.picture import SILENT
from dashboard.words import words_in
from model.kind import SHAPES
from model.severity import Severity
from tests.dashboard.cities import AREAS, KIND, KINDS, OTHER, sensor, small_city

CITY = small_city(sensor(1, "g1"), sensor(2, "g1"), sensor(3, "g2", OTHER))


def state(theme: str, states: list[int]):  # type: ignore[no-untyped-def]  # a row of the table under test
    return next(one for one in theme_states(CITY, bytes(states)) if one.theme == theme)


def test_every_theme_that_the_city_watches_has_one_card() -> None:
    watched = [KINDS[KIND].theme, KINDS[OTHER].theme]
    assert [one.theme for one in theme_states(CITY, bytes(3))] == watched
    assert set(watched) < set(themes(KINDS.values()))


def test_a_theme_keeps_its_card_in_an_area_that_has_none_of_its_sensors() -> None:
    found = theme_states(CITY, bytes(3), np.array([0, 1]))
    assert [(one.theme, one.total) for one in found] == [(KINDS[KIND].theme, 2), (KINDS[OTHER].theme, 0)]


def test_a_city_without_sensors_shows_every_theme() -> None:
    empty = city_of((), AREAS, KINDS)
    assert [one.theme for one in theme_states(empty, b"")] == themes(KINDS.values())


def test_a_card_shows_the_sign_of_its_theme() -> None:
    drawn = json.dumps(cards(words_in("zh"), theme_states(CITY, bytes(3)), {}), cls=PlotlyJSONEncoder)
    assert f"sign {KINDS[KIND].shape}" in drawn
    assert f"sign {KINDS[OTHER].shape}" in drawn


def test_a_card_counts_who_speaks_and_who_is_abnormal() -> None:
    found = state(KINDS[KIND].theme, [3, SILENT | 2, 0])
    assert (found.total, found.online, found.abnormal) == (2, 1, 2)


def test_the_worst_place_is_that_of_the_highest_level() -> None:
    found = state(KINDS[KIND].theme, [2, 4, 0])
    assert found.worst == CITY.sensors[1]
    assert found.worst_severity is Severity.RED


def test_a_card_never_says_normal_where_nothing_is_heard() -> None:
    words = words_in("zh")
    silent = cards(words, [state(KINDS[KIND].theme, [SILENT, SILENT, 0])], {})
    heard = cards(words, [state(KINDS[KIND].theme, [0, SILENT, 0])], {})
    told = [json.dumps(one, cls=PlotlyJSONEncoder, ensure_ascii=False) for one in (silent, heard)]
    assert words("wall.theme_silent") in told[0]
    assert words("wall.theme_normal") not in told[0]
    assert words("wall.theme_normal") in told[1]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_drawn_in_cards_and_on_the_map(shape: str) -> None:
    sheet = (FILE.parent / "20-ground.css").read_text(encoding="utf-8")
    script = (FILE.parent / "40-signs.js").read_text(encoding="utf-8")
    assert f".sign.{shape} " in sheet
    assert f"    {shape}(pen, r) {{" in script
