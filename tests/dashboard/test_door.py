"""The door: who gets in, what strangers get, what forged requests get."""

import json

import pytest
from flask.testing import FlaskClient

from dashboard.config import Account, Role
from dashboard.door.accounts import account_for, stamp
from dashboard.door.patience import FORGET_S, FREE, LONGEST_S, Patience
from dashboard.words import words_in
from tests.dashboard.conftest import PASSWORDS, Enter, attempt, log_in, token

PAGE = {"Accept": "text/html"}
CLOSED = [
    "/",
    "/wall",
    "/m",
    "/orders/WO-000001",
    "/push",
    "/snapshot",
    "/areas/street.geojson",
    "/areas/base.geojson",
    "/_dash-layout",
    "/_dash-dependencies",
    "/_dash-component-suites/dash/deps/react@18.3.1.min.js",
    "/assets/30-push.js",
    "/assets/30-wall.css",
    "/anything",
]
UPDATE = {
    "output": "page.children",
    "outputs": {"id": "page", "property": "children"},
    "inputs": [{"id": "address", "property": "pathname", "value": "/wall"}],
    "state": [{"id": "address", "property": "search", "value": ""}],
    "changedPropIds": ["address.pathname"],
}


@pytest.mark.parametrize("path", CLOSED)
def test_a_script_without_a_session_gets_401(stranger: FlaskClient, path: str) -> None:
    assert stranger.get(path).status_code == 401


@pytest.mark.parametrize("path", CLOSED)
def test_a_person_without_a_session_is_led_to_the_login(stranger: FlaskClient, path: str) -> None:
    answer = stranger.get(path, headers=PAGE)
    assert answer.status_code == 302
    assert answer.location.startswith("/login?next=")


@pytest.mark.parametrize("path", ["/_dash-update-component", "/orders/WO-000001/act", "/area"])
def test_a_post_without_a_session_is_refused(stranger: FlaskClient, path: str) -> None:
    stranger.get("/login")
    with_token = {"X-CSRFToken": token(stranger)}
    assert stranger.post(path, json=UPDATE, headers=with_token).status_code == 401


@pytest.mark.parametrize("path", ["/login", "/health", "/assets/login.css", "/assets/icon.svg"])
def test_the_login_and_what_it_needs_are_open(stranger: FlaskClient, path: str) -> None:
    assert stranger.get(path, buffered=True).status_code == 200


def test_the_right_password_opens(enter: Enter) -> None:
    assert enter("officer").get("/_dash-layout").status_code == 200


@pytest.mark.parametrize(
    ("name", "password"), [("officer", "wrong"), ("nobody", "wrong"), ("staff", PASSWORDS["officer"])]
)
def test_a_wrong_name_or_password_does_not(stranger: FlaskClient, name: str, password: str) -> None:
    assert attempt(stranger, name, password) == 401
    assert stranger.get("/_dash-layout").status_code == 401


def test_after_failures_one_has_to_wait(stranger: FlaskClient) -> None:
    statuses = [attempt(stranger, "officer", "wrong") for _ in range(FREE + 1)]
    assert statuses == [401] * FREE + [429]
    assert attempt(stranger, "officer", PASSWORDS["officer"]) == 429, "not even the right one"


def test_the_login_form_needs_its_token(stranger: FlaskClient) -> None:
    stranger.get("/login")
    form = {"account": "officer", "password": PASSWORDS["officer"]}
    assert stranger.post("/login", data=form).status_code == 403
    assert stranger.post("/login", data={**form, "csrf": "guessed"}).status_code == 403


def test_the_token_changes_at_the_login(stranger: FlaskClient) -> None:
    stranger.get("/login")
    before = token(stranger)
    log_in(stranger, "officer").get("/wall", headers=PAGE)
    assert token(stranger) != before


def test_a_callback_needs_the_token(enter: Enter) -> None:
    officer = enter("officer")
    officer.get("/wall", headers=PAGE)
    assert officer.post("/_dash-update-component", json=UPDATE).status_code == 403
    good = officer.post("/_dash-update-component", json=UPDATE, headers={"X-CSRFToken": token(officer)})
    assert good.status_code == 200


def test_a_request_from_another_site_is_refused(enter: Enter) -> None:
    officer = enter("officer")
    officer.get("/wall", headers=PAGE)
    forged = {"X-CSRFToken": token(officer), "Origin": "https://elsewhere.example"}
    assert officer.post("/_dash-update-component", json=UPDATE, headers=forged).status_code == 403


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(stranger: FlaskClient) -> None:
    stranger.get("/login")
    form = {"account": "officer", "password": PASSWORDS["officer"], "csrf": token(stranger)}
    cookies = stranger.post("/login", data=form).headers.getlist("Set-Cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("yiping_session="))
    assert "HttpOnly" in session
    assert "SameSite=Strict" in session


def test_a_changed_password_ends_its_sessions() -> None:
    before = Account(name="officer", password="bako-ruti-mofe", role=Role.OFFICER)
    after = Account(name="officer", password="other-words-here", role=Role.OFFICER)
    assert stamp(before, "key") != stamp(after, "key")
    assert stamp(before, "key") != stamp(before, "another key")


def test_logging_out_closes_the_door(enter: Enter) -> None:
    officer = enter("officer")
    officer.get("/wall", headers=PAGE)
    officer.post("/logout", headers={"X-CSRFToken": token(officer)})
    assert officer.get("/_dash-layout").status_code == 401


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"]
)
def test_the_login_never_leads_elsewhere(stranger: FlaskClient, target: str) -> None:
    stranger.get("/login")
    form = {"account": "officer", "password": PASSWORDS["officer"], "csrf": token(stranger)}
    assert stranger.post("/login", query_string={"next": target}, data=form).location == "/wall"


def test_the_login_leads_to_the_page_asked_for(stranger: FlaskClient) -> None:
    stranger.get("/login")
    form = {"account": "officer", "password": PASSWORDS["officer"], "csrf": token(stranger)}
    answer = stranger.post("/login", query_string={"next": "/orders/WO-000007"}, data=form)
    assert answer.location == "/orders/WO-000007"


def test_the_login_keeps_the_area_of_the_address(stranger: FlaskClient) -> None:
    for asked in ("/?area=310101", "/wall?area=310101"):
        stranger.get("/login")
        form = {"account": "officer", "password": PASSWORDS["officer"], "csrf": token(stranger)}
        answer = stranger.post("/login", query_string={"next": asked}, data=form)
        assert answer.location == "/wall?area=310101"


def test_staff_start_at_the_tablet_and_do_not_see_the_wall(enter: Enter) -> None:
    staff = enter("staff")
    answer = staff.get("/wall", headers=PAGE)
    assert (answer.status_code, answer.location) == (302, "/m")
    told = staff.post("/_dash-update-component", json=UPDATE, headers={"X-CSRFToken": token(staff)})
    assert words_in("zh")("trouble.missing_title") in json.dumps(told.json, ensure_ascii=False)


def test_every_answer_allows_only_our_own_scripts(stranger: FlaskClient) -> None:
    policy = stranger.get("/login").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy


def test_no_page_has_a_script_within_itself(enter: Enter) -> None:
    html = enter("officer").get("/wall", headers=PAGE).get_data(as_text=True)
    scripts = [tag for tag in html.split("<script")[1:] if "src=" not in tag.split(">")[0]]
    assert len(scripts) == 1
    assert 'type="application/json"' in scripts[0], "only data, which no browser runs"


def test_a_language_is_remembered(stranger: FlaskClient) -> None:
    assert "Password" in stranger.get("/login?lang=en").text
    assert "Password" in stranger.get("/login").text
    assert "密码" in stranger.get("/login?lang=zh").text


def test_an_account_opens_only_by_its_own_password() -> None:
    accounts = [Account(name="a", password="pass-of-a-1", role=Role.STAFF)]
    assert account_for(accounts, "a", "pass-of-a-1") is accounts[0]
    assert account_for(accounts, "a", "pass-of-b-1") is None
    assert account_for(accounts, "b", "pass-of-a-1") is None


@pytest.mark.parametrize(
    ("failures", "wait_s"), [(0, 0), (FREE - 1, 0), (FREE, 1), (FREE + 3, 8), (99, LONGEST_S)]
)
def test_patience_grows_with_failures(failures: int, wait_s: float) -> None:
    patience = Patience()
    for _ in range(failures):
        patience.failed("x", now_s=1000.0)
    assert patience.wait_s("x", now_s=1000.0) == wait_s
    assert patience.wait_s("y", now_s=1000.0) == 0


def test_patience_forgets() -> None:
    patience = Patience()
    for _ in range(20):
        patience.failed("x", now_s=0.0)
    assert patience.wait_s("x", now_s=FORGET_S + 1) == 0
    patience.failed("x", now_s=FORGET_S + 1)
    assert patience.wait_s("x", now_s=FORGET_S + 1) == 0


def test_health_tells_strangers_only_figures(stranger: FlaskClient) -> None:
    told = json.loads(stranger.get("/health").text)
    ages = {f"{name}_age_s" for name in ("newest", "engine", "ingest", "broker")}
    assert set(told) == {"database", "seq", "viewers", "dead_letters", "rules", "waiting", *ages}
    assert told["database"] is True
