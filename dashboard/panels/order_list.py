"""The list of all orders: its quick filters, its form and its grid."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_ag_grid
from dash import dcc, html

from dashboard import address
from dashboard.listing import PAGE, Asked
from dashboard.panels import badge
from dashboard.panels.attributes import aria, data
from dashboard.panels.plain import plain
from dashboard.words import Words
from model.order import OVER, OrderState
from store.order_lists import DEEPEST, Sort

PATH = "/orders"
Options = Sequence[tuple[str, str]]
COLUMNS: Mapping[str, Mapping[str, Any]] = {
    "level": {"width": 118},
    "id": {"width": 138},
    "what": {"flex": 3, "minWidth": 220},
    "place": {"flex": 2, "minWidth": 180},
    "stage": {"width": 150},
    "due": {"width": 168},
    "who": {"flex": 2, "minWidth": 200},
    "source": {"width": 160},
    "filed": {"width": 150},
}
"""The columns of the grid by what a row calls them."""
CHOSEN: Mapping[str, Any] = {"selected": "selected"}
GRID_WORDS = {
    "page": "page",
    "to": "to",
    "of": "of",
    "more": "more",
    "firstPage": "first",
    "previousPage": "before",
    "nextPage": "next",
    "lastPage": "last",
    "loadingOoo": "loading",
    "noRowsToShow": "none",
    "ariaRowSelectAll": "none",
}


def filters(words: Words, want: Asked, counts: Mapping[OrderState, int], overdue: int) -> html.Div:
    """How many stand in each state that is not over; each leads to its orders."""
    told, chosen = want.told, want.wanted
    bare: dict[str, str | None] = {"state": None, "overdue": None}
    everything = chosen.state is None and not chosen.overdue
    chips = [
        chip(words("orders.all"), None, address.to(PATH, told, **bare), on=everything),
        chip(
            words("orders.overdue"),
            overdue,
            address.to(PATH, told, **{**bare, "overdue": "1"}),
            on=chosen.overdue,
            tone="late",
        ),
        *(
            chip(
                words(f"stage_now.{state.value}"),
                None if state in OVER else counts.get(state, 0),
                address.to(PATH, told, **{**bare, "state": state.value}),
                on=chosen.state is state,
            )
            for state in OrderState
        ),
    ]
    return plain(html.Nav(chips, className="chips", **aria(label=words("orders.filters"))))


def chip(label: str, count: int | None, href: str, *, on: bool, tone: str = "") -> html.A:
    """One quick filter with its count."""
    many = [] if count is None else [html.Strong(f"{count:,}")]
    marks = [tone if count else "", "on" if on else "", "zero" if count == 0 else ""]
    return html.A(
        [label, *many],
        href=href,
        className=" ".join(filter(None, ["chip", *marks])),
        **(aria(current="true") if on else {}),
    )


def form(words: Words, want: Asked, choices: Mapping[str, Options]) -> html.Div:
    """What else a list can be asked for; the answer is another address, which can be kept and passed on."""
    told = want.told
    kept = [_hidden(name, told[name]) for name in ("state", "overdue") if name in told]
    sorts = [(sort.value, words(f"orders_sort.{sort.value}")) for sort in Sort]
    parts = [
        *kept,
        _field(words("orders.search"), _search(words, told.get("q", ""))),
        *(
            _field(words(f"orders.{name}"), select(name, options, told.get(name, ""), words("orders.any")))
            for name, options in choices.items()
        ),
        _field(words("orders.sort"), select("sort", sorts, want.sort.value)),
        html.Button(words("orders.show"), type="submit", className="primary"),
        html.A(words("orders.clear"), href=PATH, className="clear") if told else None,
    ]
    return plain(html.Form(parts, action=PATH, method="get", className="asking", role="search"))


def _hidden(name: str, value: str) -> dcc.Input:
    return dcc.Input(type="hidden", name=name, value=value)


def _search(words: Words, value: str) -> dcc.Input:
    hint = words("orders.search_hint")
    return dcc.Input(type="search", name="q", value=value, placeholder=hint, maxLength=address.LONGEST)


def _field(label: str, control: Any) -> html.Label:
    return html.Label([html.Span(label), control])


def select(name: str, options: Options, chosen: str, nothing: str | None = None) -> html.Select:
    """A list to choose from; a value that it does not offer is kept by its own name."""
    known = [value for value, _ in options]
    offered = [*([("", nothing)] if nothing is not None else []), *options]
    if chosen and chosen not in known:
        offered.append((chosen, chosen))
    return html.Select(
        [html.Option(label, value=value, **(CHOSEN if value == chosen else {})) for value, label in offered],
        name=name,
    )


def grid(words: Words) -> dash_ag_grid.AgGrid:
    """The grid; it asks for its rows page by page."""
    return dash_ag_grid.AgGrid(
        id="order-grid",
        rowModelType="infinite",
        columnDefs=[
            {"field": name, "headerName": words(f"order_column.{name}"), "cellRenderer": "OrderCell", **shape}
            for name, shape in COLUMNS.items()
        ],
        defaultColDef={"sortable": False, "resizable": True, "suppressHeaderMenuButton": True},
        dashGridOptions={
            "pagination": True,
            "paginationPageSize": PAGE,
            "paginationPageSizeSelector": False,
            "cacheBlockSize": PAGE,
            "maxBlocksInCache": 4,
            "infiniteInitialRowCount": PAGE,
            "rowHeight": 52,
            "headerHeight": 44,
            "suppressCellFocus": False,
            "suppressMovableColumns": True,
            "localeText": {name: words(f"grid.{key}") for name, key in GRID_WORDS.items()},
        },
        style={"height": "100%", "width": "100%"},
        className="order-grid",
    )


def told(words: Words) -> list[html.Div]:
    """What the page's script shows over the grid: that nothing fits, or that nothing could be read."""
    return [
        html.Div(
            badge.emptiness(words(f"orders.{name}"), words(f"orders.{name}_hint")),
            className="grid-told",
            hidden=True,
            **data(told=name),
        )
        for name in ("empty", "failed")
    ]


def hint(words: Words) -> html.P:
    """How deep the list goes, and how it is moved through by keys."""
    return html.P(words("orders.hint", deepest=f"{DEEPEST:,}"), className="dim hint")
