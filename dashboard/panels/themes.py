"""One card per theme of the catalogue: how many speak, how many are abnormal, the worst place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dash import html

from dashboard.panels import badge
from dashboard.panels.attributes import data
from dashboard.push.city import City
from dashboard.push.picture import SILENT
from dashboard.words import Words
from model.kind import Kind
from model.sensor import Sensor
from model.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeState:
    """Counts of one theme; `worst` is the sensor of the highest level, the lowest number among equals."""

    theme: str
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


def theme_states(city: City, states: bytes) -> list[ThemeState]:
    """The state of every theme, from the state byte of every sensor."""
    theme_at = [kind.theme for kind in city.kinds]
    return [
        _state_of(
            theme, [at for at in range(len(states)) if theme_at[int(city.kind[at])] == theme], city, states
        )
        for theme in themes(city.kinds)
    ]


def _state_of(theme: str, members: Sequence[int], city: City, states: bytes) -> ThemeState:
    abnormal = [at for at in members if states[at] % SILENT]
    worst = max(abnormal, key=lambda at: states[at] % SILENT, default=None)
    levels = [Severity(states[at] % SILENT) for at in abnormal]
    return ThemeState(
        theme=theme,
        total=len(members),
        online=sum(1 for at in members if not states[at] & SILENT),
        by_severity={
            severity: levels.count(severity) for severity in reversed(Severity) if severity in levels
        },
        worst=None if worst is None else city.sensors[worst],
        worst_severity=None if worst is None else Severity(states[worst] % SILENT),
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
                    html.H3(words(f"theme.{state.theme}")),
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
