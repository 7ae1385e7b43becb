"""The list of all orders on a real database: what is asked for, how it comes, who sees it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

from dashboard import address, listing
from dashboard.application import application, screen_for
from dashboard.door.caller import Caller
from dashboard.frame import page_for
from dashboard.screen import Screen
from dashboard.words import words_in
from model.duty import Person
from model.order import OrderCommand as Do
from model.order import OrderState as Is
from model.position import Position
from model.severity import Severity
from store.crews import put_people
from store.order_lists import Sort, Wanted, count_unclosed, find, page
from store.pool import Connection
from tests.dashboard.conftest import config_for, log_in, token
from tests.dashboard.flows import give, order_in, tell
from tests.dashboard.storms import raise_alert
from tests.fixtures.city import EAST, WEST

NOW = datetime.now(UTC)


@pytest.fixture
def live(small_city: str) -> Iterator[Screen]:
    """A dashboard on the small city."""
    screen = screen_for(config_for(small_city))
    screen.hub.read_once()
    yield screen
    screen.hub.close()
    screen.pool.close()


@pytest.fixture
def conn(live: Screen) -> Iterator[Connection]:
    with live.pool.connection() as conn:
        yield conn


def shown(screen: Screen, path: str, name: str = "officer", language: str = "zh") -> str:
    """The page as an account gets it, as text."""
    account = next(one for one in screen.config.accounts if one.name == name)
    where, _, search = path.partition("?")
    found = page_for(screen, Caller(account=account, words=words_in(language), area=None), where, search)
    assert isinstance(found, Component)
    return json.dumps(found, cls=PlotlyJSONEncoder, ensure_ascii=False)


def ids(
    conn: Connection, sort: Sort = Sort.WORST, offset: int = 0, size: int = 50, **asked: object
) -> list[str]:
    found = find(conn, Wanted(**asked), now=datetime.now(UTC))  # type: ignore[arg-type]
    return [line.id for line in page(conn, found, sort=sort, offset=offset, size=size)]


def test_what_is_not_over_comes_first_and_the_worst_of_it(small_city: str, conn: Connection) -> None:
    closed = order_in(small_city, Is.CLOSED)
    yellow = raise_alert(small_city, "wd-east", Severity.YELLOW)
    red = raise_alert(small_city, "crowd-west", Severity.RED)
    assert ids(conn) == [red, yellow, closed]
    assert ids(conn, Sort.NEWEST) == [red, yellow, closed]
    assert ids(conn, offset=1, size=1) == [yellow]
    assert ids(conn, offset=2) == [closed], "the page that begins behind what is not over"
    assert ids(conn, offset=3) == []


def test_each_filter_finds_its_orders_and_no_others(small_city: str, conn: Connection) -> None:
    west, east = (raise_alert(small_city, one, Severity.RED) for one in ("wd-west", "wd-east"))
    told = tell(small_city, position=Position(121.488, 31.239))
    give(small_city, east, Do.ACCEPT, "wang")
    assert ids(conn, under=EAST) == [east]
    assert set(ids(conn, under="310101002")) == {west, east, told}
    assert ids(conn, under="nowhere") == []
    assert ids(conn, state=Is.ACCEPTED) == [east]
    assert ids(conn, state=Is.CLOSED) == []
    assert ids(conn, person="wang") == [east]
    assert ids(conn, crew="none") == []
    (line,) = page(conn, find(conn, Wanted(letters=told), now=NOW), sort=Sort.DUE, offset=0, size=9)
    assert ids(conn, plan=line.plan, under=WEST, letters="河南中路") == [told]
    assert line.address == "河南中路 88 号"


@pytest.mark.parametrize("letters", ["wo-000001", "测点wd-west", "WD-WEST"])
def test_an_order_is_found_by_its_number_and_its_sensor(
    small_city: str, conn: Connection, letters: str
) -> None:
    order = raise_alert(small_city, "wd-west", Severity.RED)
    raise_alert(small_city, "wd-east", Severity.RED)
    assert ids(conn, letters=letters) == [order]
    assert ids(conn, letters="%") == []


def test_what_is_past_due_is_counted_and_found(small_city: str, conn: Connection) -> None:
    first, second = (raise_alert(small_city, one, Severity.RED) for one in ("wd-west", "wd-east"))
    conn.execute("update work_order set due_at = %s where id = %s", [NOW - timedelta(hours=1), second])
    conn.execute("update work_order set due_at = %s where id = %s", [NOW + timedelta(hours=1), first])
    assert ids(conn, overdue=True) == [second]
    assert ids(conn, Sort.NEWEST, overdue=True) == [second]
    assert ids(conn, Sort.DUE) == [second, first]
    assert count_unclosed(conn, find(conn, Wanted(), now=NOW), now=NOW) == ({Is.DISPATCHED: 2}, 1)


def test_an_address_that_asks_for_nonsense_leads_nowhere(live: Screen) -> None:
    assert "没有这个页面" in shown(live, "/orders?state=lost")
    assert "没有这个页面" in shown(live, "/orders?sort=best")
    assert "没有这个区域" in shown(live, "/orders?area=1")


@pytest.mark.parametrize(("language", "word"), [("zh", "待签收"), ("en", "To accept")])
def test_the_page_has_its_filters_in_both_languages(
    small_city: str, live: Screen, language: str, word: str
) -> None:
    order_in(small_city, Is.ACCEPTED)
    found = shown(live, f"/orders?area={WEST}&q=河南", language=language)
    assert word in found
    assert f"/orders?area={WEST}&amp;q=%E6%B2%B3%E5%8D%97&amp;state=accepted" in found, (
        "what was asked is kept"
    )
    assert 'aria-current=\\"page\\"' in found or '"aria-current": "page"' in found


def test_rows_come_by_the_callback_to_officers_alone(small_city: str, live: Screen) -> None:
    with live.pool.connection() as conn:
        order = raise_alert(small_city, "wd-west", Severity.RED)
        put_people(conn, [Person(id="li", name="李明")])
    give(small_city, order, Do.ACCEPT, "li")
    server = application(live)
    update = {
        "output": "order-grid.getRowsResponse",
        "outputs": {"id": "order-grid", "property": "getRowsResponse"},
        "inputs": [
            {"id": "order-grid", "property": "getRowsRequest", "value": {"startRow": 0, "endRow": 50}}
        ],
        "state": [{"id": "address", "property": "search", "value": "?state=accepted"}],
        "changedPropIds": ["order-grid.getRowsRequest"],
    }
    answers = {}
    for name in ("officer", "staff", "approver"):
        client = log_in(server.test_client(), name)
        client.get("/m" if name == "staff" else "/rules", headers={"Accept": "text/html"})
        answers[name] = client.post(
            "/_dash-update-component", json=update, headers={"X-CSRFToken": token(client)}
        )
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "officer": 200,
        "staff": 204,
        "approver": 204,
    }
    told = (answers["officer"].json or {})["response"]["order-grid"]["getRowsResponse"]
    assert [(row["id"], "李明" in row["who"]) for row in told["rowData"]] == [(order, True)]
    assert told["rowCount"] == 1


@pytest.mark.parametrize("path", ["/orders", "/stats", "/stats.csv", "/stats.xlsx"])
def test_neither_staff_nor_an_approver_get_the_pages_of_the_desk(live: Screen, path: str) -> None:
    server = application(live)
    for name, own in (("staff", "/m"), ("approver", "/rules")):
        client = log_in(server.test_client(), name)
        assert client.get(path, headers={"Accept": "text/html"}).headers["Location"] == own
        assert client.get(path).status_code == 403
        assert "没有这个页面" in shown(live, path.partition(".")[0], name)


def test_an_address_keeps_what_was_asked() -> None:
    told = address.told("?area=310101&lang=en&state=&q=%20路%20&q=河")
    assert told == {"area": "310101", "q": "河"}
    assert address.to("/orders", told, area=None, state="filed") == "/orders?q=%E6%B2%B3&state=filed"
    assert listing.asked({"x": "1", "overdue": "1"}).told == {"overdue": "1"}
