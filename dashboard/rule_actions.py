"""What people do to rules from a page: check, propose, retire, decide; and refusals in plain words."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from flask import Flask, Response, jsonify, request

from alerts.errors import ProposalRefused
from alerts.revisions import proposing
from alerts.revisions.checks import checked
from alerts.revisions.proposing import Step
from alerts.revisions.shipping import ship_unknown
from alerts.revisions.text import line_of, tidy
from dashboard import rules_now
from dashboard.door.caller import Caller, caller
from dashboard.panels.rule_signs import moment
from dashboard.screen import Screen
from model.errors import DefinitionError
from store.pool import Connection

Answer = tuple[dict[str, object], int]
LONGEST_WORDS = 2000


def add_routes(server: Flask, screen: Screen) -> None:
    """Put the actions on the server. The gate keeps them from accounts of staff."""

    @server.post("/rules/<act>")
    def act_on_text(act: str) -> tuple[Response, int]:
        return _respond(screen, {"check": check, "propose": propose, "retire": retire}.get(act))

    @server.post("/rules/proposals/<act>")
    def act_on_proposal(act: str) -> tuple[Response, int]:
        return _respond(screen, {"approve": approve, "reject": reject, "withdraw": withdraw}.get(act))


Act = Callable[[Connection, Screen, Caller, Mapping[str, str], datetime], Answer]


def _respond(screen: Screen, act: Act | None) -> tuple[Response, int]:
    told = request.get_json(silent=True)
    wish = (
        {name: text for name, text in told.items() if isinstance(text, str)} if isinstance(told, dict) else {}
    )
    if act is None or not wish:
        return jsonify(reason="not a command"), 400
    who, now = caller(), datetime.now(UTC)
    try:
        with screen.pool.connection() as conn:
            ship_unknown(conn, rules_now.shipped(), now=now)
            body, status = act(conn, screen, who, wish, now)
    except ProposalRefused as refused:
        return jsonify(reason=explain(screen, who, refused)), 409
    except DefinitionError as problem:
        line = line_of(tidy(wish.get("text", "")), problem)
        return jsonify(reason=_placed(who, problem, line), line=line), 422
    return jsonify(body), status


def check(conn: Connection, screen: Screen, who: Caller, wish: Mapping[str, str], now: datetime) -> Answer:
    """Whether a text could be proposed; nothing is written."""
    standing = rules_now.standing(conn, screen, now=now)
    rule = checked(wish.get("text", ""), standing, kinds=screen.kinds, name=who.words("rules.text"))
    return {"done": who.words("rules.checked", rule=rule.id, examples=len(rule.examples))}, 200


def propose(conn: Connection, screen: Screen, who: Caller, wish: Mapping[str, str], now: datetime) -> Answer:
    """Propose a text."""
    standing = rules_now.standing(conn, screen, now=now)
    rule = checked(wish.get("text", ""), standing, kinds=screen.kinds, name=who.words("rules.text"))
    return _proposed(who, proposing.propose(conn, rule, _step(who, wish, now)).num)


def retire(conn: Connection, screen: Screen, who: Caller, wish: Mapping[str, str], now: datetime) -> Answer:
    """Propose the end of a rule."""
    standing = rules_now.standing(conn, screen, now=now)
    step = _step(who, wish, now)
    return _proposed(who, proposing.retire(conn, wish.get("subject", ""), standing, step).num)


def approve(conn: Connection, screen: Screen, who: Caller, wish: Mapping[str, str], now: datetime) -> Answer:
    """Approve a proposal, from now or from a time of the district on."""
    made = proposing.approve(
        conn,
        _num(wish),
        _step(who, wish, now),
        standing=rules_now.standing(conn, screen, now=now),
        kinds=screen.kinds,
        effective_at=_time(screen, wish.get("from", "")),
        untested=wish.get("untested"),
    )
    at = moment(made.effective_at, screen.config.zone)
    return {"done": who.words("rules.approved", revision=made.revision, rule=made.rule_id, at=at)}, 200


def reject(conn: Connection, screen: Screen, who: Caller, wish: Mapping[str, str], now: datetime) -> Answer:  # noqa: ARG001  one signature for all
    """Reject a proposal."""
    proposing.reject(conn, _num(wish), _step(who, wish, now))
    return {"done": who.words("rules.rejected")}, 200


def withdraw(conn: Connection, screen: Screen, who: Caller, wish: Mapping[str, str], now: datetime) -> Answer:  # noqa: ARG001  one signature for all
    """Take back a proposal, or an approval that waits."""
    proposing.withdraw(conn, _num(wish), _step(who, wish, now))
    return {"done": who.words("rules.withdrawn")}, 200


def explain(screen: Screen, who: Caller, refused: ProposalRefused) -> str:
    """A refusal in the caller's language."""
    values = dict(refused.values)
    if isinstance(values.get("at"), datetime):
        values["at"] = moment(values["at"], screen.config.zone)  # type: ignore[arg-type]
    if "state" in values:
        values["state"] = who.words(f"proposal_state.{values['state']}")
    return who.words(f"rule_refused.{refused.key}", **values)


def _placed(who: Caller, problem: DefinitionError, line: int | None) -> str:
    where = who.words("rules.line", line=line) if line else ""
    key = f"{problem.key}: " if problem.key else ""
    return f"{where}{key}{problem.problem}"


def _proposed(who: Caller, num: int) -> Answer:
    return {"done": who.words("rules.proposed", num=num), "next": f"/rules/proposals/{num}"}, 200


def _step(who: Caller, wish: Mapping[str, str], now: datetime) -> Step:
    return Step(actor=who.account.name, now=now, comment=wish.get("comment", "")[:LONGEST_WORDS])


def _num(wish: Mapping[str, str]) -> int:
    told = wish.get("subject", "")
    if not told.isdecimal() or len(told) > 9:
        raise ProposalRefused("unknown", f"there is no proposal {told!r}", num=told[:32])
    return int(told)


def _time(screen: Screen, text: str) -> datetime | None:
    """The time that a person chose by the district's clock, None for now."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ProposalRefused("no_time", f"{text!r} is no time") from None
    return at if at.tzinfo else at.replace(tzinfo=screen.config.zone)
