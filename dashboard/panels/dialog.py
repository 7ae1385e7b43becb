"""Dialogs that ask for what a command needs, one for each set of fields. The page's script sends them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard import wishes
from dashboard.panels.attributes import aria, data
from dashboard.panels.plain import plain
from dashboard.words import Words
from model.order import OrderCommand as Do
from model.order import WorkOrder
from orders.clock import TimeUnit
from orders.flow import ENDS_GUARDED, NEED_WORDS

FIELDS: Mapping[str, Mapping[str, bool]] = {
    "note": {"note": True},
    "override": {"override": True},
    "ending": {"note": True, "override": True},
    "longer": {"longer.amount": True, "longer.unit": True, "note": True},
    "dispatch": {"area": False, "trade": False, "crew": False, "person": False, "note": False},
    "route": {"area": True, "trade": False, "crew": False, "person": False, "note": False},
    "assign": {"crew": False, "person": False, "note": False},
    "merge": {"into": True, "note": False},
    "split": {"name": True, "trade": False, "area": False, "note": True},
    "report": {"category": True, "words": True, "place": True, "address": False},
}
"""The fields of each dialog, as the request calls them, and whether they must be filled in."""

ASKS: Mapping[Do, str] = {
    **dict.fromkeys(NEED_WORDS, "note"),
    Do.EXTEND: "longer",
    Do.DISPATCH: "dispatch",
    Do.ASSIGN: "assign",
    Do.MERGE: "merge",
    Do.SPLIT: "split",
    Do.REPORT: "report",
}
"""Which dialog a command opens; those that are not named here need nothing beside."""

MOST_QUICK = 4
ON_TABLET, ON_ORDER = ("note", "longer", "report"), tuple(name for name in FIELDS if name != "report")
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the lists of the dialogs offer, by field: groups of pairs of value and words."""

    options: Mapping[str, Mapping[str, Options]]
    people: Sequence[str] = ()


def ask_of(order: WorkOrder, command: Do, *, alert_open: bool) -> str:
    """Which dialog a command of an order opens, empty where it needs none."""
    asked = ASKS.get(command, "")
    if command is Do.DISPATCH and order.area is None:
        return "route"
    if command in ENDS_GUARDED and alert_open:
        return "ending" if asked else "override"
    return asked


def button(
    words: Words,
    order: WorkOrder,
    command: Do,
    *,
    alert_open: bool,
    className: str = "",  # noqa: N803  the word of Dash
) -> html.Button:
    """The button of a command, which opens its dialog where it needs one."""
    label = words(f"command.{command.value}")
    must = words("ask.must", what=words(f"needs.{command.value}")) if command in NEED_WORDS else ""
    told = {"act": command.value, "order": order.id, "turn": str(order.turn)}
    if ask := ask_of(order, command, alert_open=alert_open):
        told |= {"ask": ask, "title": f"{label} · {order.id}", "hint": must}
    return html.Button(label, type="button", className=f"{className} {command.value}".strip(), **data(**told))


def dialogs(words: Words, names: Iterable[str], choices: Choices) -> list[html.Dialog]:
    """The dialogs of a page."""
    return [dialog(words, name, choices) for name in names]


def dialog(words: Words, name: str, choices: Choices) -> html.Dialog:
    """One dialog; title and hint come with the button that opens it."""
    parts = [
        html.H2(id=f"{name}-title", className="title"),
        html.P(className="hint dim"),
        html.Div(
            [
                part
                for field, needed in FIELDS[name].items()
                for part in _field(words, name, field, choices, needed=needed)
            ],
            className="fields",
        ),
        html.Div(
            [
                html.Button(words("tablet.cancel"), type="button", **data(cancel=name)),
                html.Button(words("tablet.submit"), type="button", className="primary", **data(send=name)),
            ],
            className="buttons",
        ),
    ]
    return html.Dialog(plain(html.Div(parts)), id=f"{name}-dialog", **aria(labelledby=f"{name}-title"))


def _field(words: Words, name: str, field: str, choices: Choices, *, needed: bool) -> list[Any]:
    """One field with its label, after the ready-made texts that can fill it."""
    key = field.rpartition(".")[2]
    must = html.Span(words("ask.required" if needed else "ask.optional"), className="dim")
    control = CONTROLS.get(key, _choice)(words, name, key, choices)
    label = html.Label(
        [html.Span([words(f"ask.{key}"), " ", must]), control],
        className=f"field {key}",
        **data(field=field, **({"needed": "1"} if needed else {})),
    )
    return [html.Div(_quick(words), className="quick"), label] if key == "note" else [label]


def _quick(words: Words) -> list[html.Button]:
    """Ready-made notes of every command; the script shows those of the one that is asked for."""
    known = words.keys()
    return [
        html.Button(
            words(f"quick.{name}"), type="button", **data(quick=words(f"quick.{name}"), of=command.value)
        )
        for command in Do
        for name in (f"{command.value}_{number}" for number in range(1, MOST_QUICK + 1))
        if f"quick.{name}" in known
    ]


def _text(_words: Words, name: str, key: str, _choices: Choices) -> html.Textarea:
    element = f"{name}-text" if key == "note" else f"{name}-{key}"
    return html.Textarea(id=element, maxLength=wishes.LONGEST.get(key, 2000), rows=3)


def _line(_words: Words, _name: str, key: str, _choices: Choices) -> dcc.Input:
    return dcc.Input(type="text", maxLength=wishes.LONGEST.get(key, 200), autoComplete="off")


def _person(_words: Words, name: str, _key: str, choices: Choices) -> html.Span:
    """A name; those who are known are offered."""
    known = html.Datalist([html.Option(value=one) for one in choices.people], id=f"{name}-people")
    line = dcc.Input(type="text", maxLength=64, autoComplete="off", list=f"{name}-people")
    return html.Span([line, known])


def _amount(_words: Words, _name: str, _key: str, _choices: Choices) -> dcc.Input:
    return dcc.Input(type="number", min=0.5, max=wishes.MOST_TIME, step=0.5, value=2)


def _unit(words: Words, _name: str, _key: str, _choices: Choices) -> html.Select:
    return html.Select([html.Option(words(f"time_unit.{unit.value}"), value=unit.value) for unit in TimeUnit])


def _choice(words: Words, _name: str, key: str, choices: Choices) -> html.Select:
    nothing = {"area": "ask.unchanged", "trade": "ask.unchanged", "crew": "ask.nobody"}.get(key, "ask.choose")
    groups: list[Any] = [html.Option(words(nothing), value="")]
    for title, options in choices.options.get(key, {}).items():
        offered = [html.Option(label, value=value) for value, label in options]
        groups += [html.Optgroup(offered, label=title)] if title else offered
    return html.Select(groups)


CONTROLS: Mapping[str, Callable[[Words, str, str, Choices], Any]] = {
    "note": _text,
    "override": _text,
    "words": _text,
    "amount": _amount,
    "unit": _unit,
    "person": _person,
    "name": _line,
    "address": _line,
}
"""What a field is filled in by; all others are lists to choose from."""
