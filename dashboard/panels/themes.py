"""One card per theme of the catalogue: how many speak, how many are abnormal, the worst place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from dash import html
from numpy.typing import NDArray

from dashboard.panels import badge
from dashboard.panels.attributes import data
from dashboard.push.city import City
from dashboard.push.picture import LEVEL, SILENT
from dashboard.words import Words
from model.kind import Kind
from model.sensor import Sensor
from model.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeState:
    """Counts of one theme; `worst` is the sensor of the highest level, the lowest number among equals.

    `shapes` are those of its kinds on the map, one as a rule.
    """

    theme: str
    shapes: Sequence[str]
    total: int
    online: int
    by_severity: Mapping[Severity, int]
    worst: Sensor | None
    worst_severity: Severity | None

    @property
    def abnormal(self) -> int:
        return sum(self.by_severity.values())


def themes(kinds: Iterable[Kind]) -> list[str]:
    """Every theme once, in the catalogue's order."""
    return list(dict.fromkeys(kind.theme for kind in kinds))


def theme_states(city: City, states: bytes, members: NDArray[np.intp] | None = None) -> list[ThemeState]:
    """The state of every theme that the city has sensors of, without any sensor of all themes.

    From the state byte of every sensor; `members` are those that count.
    """
    every = np.frombuffer(states, np.uint8)
    counted = np.arange(len(every)) if members is None else members
    found = themes(city.kinds)
    theme_of_kind = np.array([found.index(kind.theme) for kind in city.kinds])
    theme_at = theme_of_kind[city.kind[counted]]
    watched = set(theme_of_kind[city.kind].tolist()) or set(range(len(found)))
    return [
        _state_of(theme, counted[theme_at == at], city, every)
        for at, theme in enumerate(found)
        if at in watched
    ]


def _state_of(theme: str, members: NDArray[np.intp], city: City, states: NDArray[np.uint8]) -> ThemeState:
    levels = states[members] & LEVEL
    counts = np.bincount(levels, minlength=LEVEL)
    worst = int(levels.argmax()) if levels.any() else None
    return ThemeState(
        theme=theme,
        shapes=list(dict.fromkeys(kind.shape for kind in city.kinds if kind.theme == theme)),
        total=len(members),
        online=int(((states[members] & SILENT) == 0).sum()),
        by_severity={severity: int(counts[severity]) for severity in reversed(Severity) if counts[severity]},
        worst=None if worst is None else city.sensors[members[worst]],
        worst_severity=None if worst is None else Severity(int(levels[worst])),
    )


def cards(words: Words, states: Sequence[ThemeState], readings: Mapping[int, str]) -> list[html.Section]:
    """The cards; `readings` are the worst places' values in words, by sensor number."""
    return [card(words, state, readings) for state in states]


def card(words: Words, state: ThemeState, readings: Mapping[int, str]) -> html.Section:
    tone = state.worst_severity.key if state.worst_severity else "normal"
    return html.Section(
        [
            html.Header(
                [
                    html.H3(
                        [
                            *(html.I(className=f"sign {one}") for one in state.shapes),
                            words(f"theme.{state.theme}"),
                        ]
                    ),
                    html.Span(words("wall.theme_total", n=state.total), className="dim"),
                ]
            ),
            html.Div(
                [
                    figure(state.online, words("wall.theme_online")),
                    figure(state.abnormal, words("wall.theme_abnormal"), tone),
                ],
                className="figures",
            ),
            worst_place(words, state, readings),
        ],
        className=f"panel theme {tone}",
    )


def figure(count: int, label: str, tone: str = "") -> html.Div:
    """A large number over its name; without a tone it stays grey."""
    return html.Div(
        [html.Strong(f"{count:,}"), html.Span(label)], className=f"figure {tone if count else 'zero'}"
    )


def quiet_place(words: Words, state: ThemeState) -> html.Div:
    """What to say without an alert: never that all is well where nothing is heard."""
    if state.online:
        return html.Div([html.I(className="calm"), words("wall.theme_normal")], className="worst quiet")
    return html.Div(words("wall.theme_silent" if state.total else "wall.theme_none"), className="worst quiet")


def worst_place(words: Words, state: ThemeState, readings: Mapping[int, str]) -> html.Div:
    if state.worst is None or state.worst_severity is None:
        return quiet_place(words, state)
    return html.Div(
        [
            badge.level(words, state.worst_severity),
            html.Span(readings.get(state.worst.num, ""), className="reading"),
            html.Span(words.of(state.worst.name), className="name"),
        ],
        className="worst",
        role="button",
        tabIndex=0,
        **data(num=str(state.worst.num)),
    )
