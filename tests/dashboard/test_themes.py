"""One card per theme, from the states of the sensors."""

import json

from plotly.utils import PlotlyJSONEncoder

from dashboard.panels.themes import cards, theme_states, themes
from dashboard.push.picture import SILENT
from dashboard.words import words_in
from model.severity import Severity
from tests.dashboard.cities import KIND, KINDS, OTHER, sensor, small_city

CITY = small_city(sensor(1, "g1"), sensor(2, "g1"), sensor(3, "g2", OTHER))


def state(theme: str, states: list[int]):  # type: ignore[no-untyped-def]  # a row of the table under test
    return next(one for one in theme_states(CITY, bytes(states)) if one.theme == theme)


def test_every_theme_of_the_catalogue_has_one_card() -> None:
    assert [one.theme for one in theme_states(CITY, bytes(3))] == themes(KINDS.values())
    assert len(set(themes(KINDS.values()))) == len(themes(KINDS.values()))


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
