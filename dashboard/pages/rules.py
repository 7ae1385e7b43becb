"""The rules: which are in force, what stands behind them, and what people propose and decide."""

import re
import tomllib
from datetime import UTC, datetime
from typing import Any

from dash import Dash, html

from alerts.revisions.diff import differences
from alerts.revisions.record import told_proposals
from alerts.revisions.rulebook import InForce
from dashboard import rules_now
from dashboard.config import Role
from dashboard.door.caller import Caller
from dashboard.panels import rule_list, rule_page, rule_proposal
from dashboard.panels.bar import bar
from dashboard.panels.plain import plain
from dashboard.screen import Screen
from model.proposal import Sort
from store.backtests import last_of_text
from store.pool import Connection
from store.proposals import proposal
from store.rules import revisions

PATH = re.compile(r"/rules(?:/proposals/(?P<num>\d{1,9})|/(?P<rule>new|[a-z][a-z0-9_]{0,63}))?/?")
ROLES = frozenset({Role.OFFICER, Role.APPROVER})
TEMPLATE = "road_flooding"


def layout(screen: Screen, who: Caller, place: dict[str, Any]) -> html.Div:
    now = datetime.now(UTC)
    with screen.pool.connection() as conn:
        standing = rules_now.standing(conn, screen, now=now)
        if place.get("num"):
            title, main = _proposal(conn, screen, who, int(place["num"]), now)
        elif place.get("rule"):
            title, main = _rule(conn, screen, who, standing, place["rule"], now)
        else:
            title, main = who.words("rules.title"), _list(conn, screen, who, standing, now)
    links = [
        html.A(who.words("rules.title"), href="/rules"),
        html.A(who.words("rules.new"), href="/rules/new"),
    ]
    return html.Div([bar(who, title, links, here="rules"), main], className="page rules-page light")


def _list(conn: Connection, screen: Screen, who: Caller, standing: InForce, now: datetime) -> html.Main:
    zone = screen.config.zone
    return html.Main(
        [
            rule_list.troubles(who.words, standing),
            rule_list.waiting(who.words, rules_now.waiting(conn, now=now), zone),
            plain(rule_list.table(who.words, rules_now.all_records(conn, standing), screen.kinds, zone)),
        ],
        className="rules-body",
    )


def _rule(
    conn: Connection, screen: Screen, who: Caller, standing: InForce, rule_id: str, now: datetime
) -> tuple[str, html.Main]:
    words, zone = who.words, screen.config.zone
    if rule_id == "new":
        body = rules_now.shipped()[TEMPLATE].body
        return words("rules.new"), html.Main([rule_page.editor(words, body, None)], className="rules-body")
    found = next((one for one in rules_now.all_records(conn, standing) if one.rule.id == rule_id), None)
    told = told_proposals(conn, now=now, rule_id=rule_id)
    history = rule_page.history(words, revisions(conn, [rule_id]), told, zone)
    if found is None:
        if rule_id not in standing.gone and not told:
            raise LookupError(rule_id)
        return rule_id, html.Main(
            [html.P(words("rules.gone"), className="warning"), history], className="rules-body"
        )
    left = _column(rule_page.passport(words, found, zone), history)
    right = _column(rule_page.editor(words, found.rule.body, rule_id))
    return words.of(found.rule.name), html.Main([left, right], className="rules-body one-rule")


def _proposal(
    conn: Connection, screen: Screen, who: Caller, num: int, now: datetime
) -> tuple[str, html.Main]:
    words, zone = who.words, screen.config.zone
    if (one := proposal(conn, num)) is None:
        raise LookupError(str(num))
    told = next(
        told for told in told_proposals(conn, now=now, rule_id=one.rule_id) if told.proposal.num == num
    )
    tried = last_of_text(conn, one.digest) if one.digest else None
    testable = one.sort is Sort.REVISE and "watch" not in tomllib.loads(one.body)
    base = [known.body for known in revisions(conn, [one.rule_id]) if known.revision == one.based_on]
    left = _column(
        rule_proposal.facts(words, told, tried, zone, testable=testable),
        rule_proposal.decision(words, told, who.account.name, needs_reason=testable and tried is None),
    )
    right = _column(
        rule_proposal.differences(words, told, differences("".join(base), one.body)),
        rule_proposal.events(words, told, zone),
    )
    title = words("rules.proposal_title", num=num)
    return title, html.Main([left, right], className="rules-body one-rule")


def _column(*parts: html.Section) -> html.Div:
    return html.Div(list(parts), className="column")


def register(app: Dash, screen: Screen) -> None:
    """Nothing here changes by itself: a page is read anew after what its reader did."""
