"""What the measurement of orders is made of: its oracle finds what it must, its walk knows the calendar."""

import os
import random
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orders import flow
from store.measured_orders import Line, Sent, Stands
from store.pool import connect
from tests.fixtures.broker import OwnBroker
from yiping.bench.ordering import (
    asleep,
    clocks,
    courses,
    history,
    notices,
    oracle,
    receiving,
    storm,
    table,
)
from yiping.bench.ordering.account import Account, Answer, Asked, Opened, Reported
from yiping.bench.ordering.courses import WEEK
from yiping.bench.ordering.ground import city_on
from yiping.bench.ordering.receiving import Came, Manner
from yiping.bench.ordering.walk import Week, slow_due
from yiping.bench.stage import BenchError
from yiping.bench.throughput import Stage
from yiping.city import load_demo
from yiping.progress import SilentProgress
from yiping.runtime.provide import Servers
from yiping.settings import Settings

AT = datetime(2026, 8, 25, 2, tzinfo=UTC)  # a Tuesday, 10:00 in Shanghai
COPY = {
    "limits": {level: {"resolve": [4, "urgent_hour"]} for level in courses.LEVELS},
    "tells": [[["accept"], "committee"]],
}


def line(num: int, command: str, from_: str | None, to: str, **changed: Any) -> Line:
    told = Line(num, "WO-1", AT + timedelta(minutes=num), "li", command, from_, to, f"n{num}", None)
    return told._replace(**changed)


SYSTEM = {"actor": "yiping", "note": ""}
LINES = [
    line(1, "file", None, "filed", **SYSTEM),
    line(2, "dispatch", "filed", "dispatched", **SYSTEM),
    line(3, "accept", "dispatched", "accepted"),
    line(4, "arrive", "accepted", "on_site"),
    line(5, "resolve", "on_site", "resolved"),
    line(6, "verify", "resolved", "verified", actor="wang"),
]
STANDS = Stands(
    num=1,
    id="WO-1",
    rule_id="flood",
    sensor_num=7,
    origin="live",
    severity=1,
    state="verified",
    before_state=None,
    merged_id=None,
    round=1,
    returns=0,
    reworks=0,
    paused=False,
    late=False,
    skips=frozenset(),
    plan_copy=COPY,
    path=("d", "street"),
)


def asked(told: Line, answer: Answer = Answer.DONE) -> Asked:
    return Asked(
        token=told.note, order_id=told.order_id, command=told.command, actor=told.actor, answer=answer
    )


def account(*more: Asked) -> Account:
    opened = Opened(rule_id="flood", sensor_num=7, origin="live", severity=1, at=LINES[0].at)
    return Account(asked=[*(asked(one) for one in LINES[2:]), *more], opened=[opened])


def kinds(
    lines: Sequence[Line], told: Account | None = None, stands: Mapping[str, Stands] | None = None
) -> set[str]:
    found = oracle.judge(told or account(), lines, stands or {"WO-1": STANDS})
    return {problem.split()[0] for problem in found.problems}


def test_a_history_that_is_as_it_was_answered_is_clean() -> None:
    assert kinds(LINES) == set()


def test_a_command_that_was_answered_and_left_no_event_is_lost() -> None:
    assert kinds(LINES, account(asked(line(9, "supervise", "verified", "verified")))) == {"lost"}


def test_a_command_that_left_two_events_is_doubled() -> None:
    twice = [
        *LINES,
        line(7, "supervise", "verified", "verified"),
        line(8, "supervise", "verified", "verified"),
    ]
    twice[-1] = twice[-1]._replace(note="n7")
    assert kinds(twice, account(asked(twice[-2]))) == {"doubled"}


def test_a_refused_command_must_leave_nothing() -> None:
    more = line(7, "supervise", "verified", "verified")
    assert kinds([*LINES, more], account(asked(more, Answer.REFUSED))) == {"left"}


def test_an_event_without_a_command_is_strange() -> None:
    assert kinds([*LINES, line(7, "supervise", "verified", "verified")]) == {"strange"}


@pytest.mark.parametrize(
    "wrong",
    [
        line(6, "verify", "resolved", "verified"),  # who resolved it
        line(6, "verify", "accepted", "verified", actor="wang"),
        line(6, "close", "resolved", "verified", actor="wang"),
        line(6, "grant", "resolved", "verified", actor="wang"),
    ],
)
def test_what_the_table_does_not_allow_is_impossible(wrong: Line) -> None:
    told = replace(account(), asked=[asked(one) for one in [*LINES[2:5], wrong]])
    assert kinds([*LINES[:5], wrong], told) == {"impossible"}


def test_an_order_that_stands_otherwise_than_its_history_is_apart() -> None:
    assert kinds(LINES, stands={"WO-1": STANDS._replace(state="closed")}) == {"apart"}
    assert kinds(LINES, stands={"WO-1": STANDS._replace(round=2)}) == {"apart"}


def test_what_is_merged_must_stand_in_both_and_end_with_the_other() -> None:
    other = [line(10, "report", None, "reported", order_id="WO-2", actor="operator", note="n0")]
    own = line(11, "merge", "reported", "merged", order_id="WO-2")
    beside = line(12, "merge", "verified", "verified", note="WO-2 n11")
    end = line(13, "close", "verified", "closed")
    with_it = line(14, "close", "merged", "closed", order_id="WO-2", note="with WO-1")
    told = account(asked(own), asked(end))
    told.reported.append(Reported(token="n0", ticket=None))
    child = STANDS._replace(
        num=2, id="WO-2", rule_id=None, sensor_num=None, state="closed", before_state="reported", round=0
    )
    stands = {"WO-1": STANDS._replace(state="closed"), "WO-2": child}
    lines = [*LINES, *other, own, beside, end, with_it]
    assert kinds(lines, told, stands) == set()
    assert "lost" in kinds([one for one in lines if one is not beside], told, stands)
    assert "impossible" in kinds(lines[:-1], told, {**stands, "WO-2": child._replace(state="merged")})


def test_an_alert_that_asked_and_got_no_order_is_lost() -> None:
    told = account()
    told.opened.append(replace(told.opened[0], sensor_num=8))
    assert kinds(LINES, told) == {"lost"}


def test_an_order_ended_while_its_alert_stands_open_needs_a_reason() -> None:
    end, wet = line(7, "close", "verified", "closed"), {("flood", 7, "live")}
    stands = {"WO-1": STANDS._replace(state="closed")}
    assert oracle.unguarded([*LINES, end], stands, wet)
    assert not oracle.unguarded([*LINES, end._replace(override="seen")], stands, wet)


def test_the_table_of_the_bench_is_that_of_the_program_in_other_words() -> None:
    ours = {(state, word): to for state, row in table.TABLE.items() for word, to in row.items()}
    steps = {(str(state), str(word)): str(to) for (state, word), to in flow.STEPS.items()}
    stays = {(str(state), str(word)): str(state) for word, states in flow.STAYS.items() for state in states}
    back = {(str(state), str(word)): table.BEFORE for word, state in flow.BACK.items()}
    assert ours == {**steps, **stays, **back}


@pytest.mark.parametrize(
    ("since", "amount", "unit", "due"),
    [
        ("2026-08-25T10:00", 4, "urgent_hour", "2026-08-25T14:00"),
        ("2026-08-25T10:00", 4, "working_hour", "2026-08-25T15:30"),  # lunch is not worked
        ("2026-08-28T17:00", 1, "working_hour", "2026-08-31T09:00"),  # over a weekend
        ("2025-09-28T08:30", 1, "working_day", "2025-09-28T17:30"),  # a Sunday that is worked
        ("2025-09-30T17:30", 1, "working_day", "2025-10-09T17:30"),  # National Day and Mid-Autumn
    ],
)
def test_the_slow_walk_knows_known_days(since: str, amount: float, unit: str, due: str) -> None:
    assert slow_due(shanghai(since), amount, unit, [], WEEK) == shanghai(due)


def test_the_slow_walk_stands_where_the_clock_does() -> None:
    pause = (AT + timedelta(minutes=10, microseconds=5), AT + timedelta(minutes=30))
    due = AT + timedelta(hours=1, minutes=20) - timedelta(microseconds=5)
    assert slow_due(AT, 1, "urgent_hour", [pause], WEEK) == due
    assert slow_due(AT, 1, "urgent_hour", [(pause[0], None)], WEEK) is None
    assert slow_due(AT, 0.1, "urgent_hour", [(pause[0], None)], WEEK) == AT + timedelta(minutes=6)


def test_a_district_works_on_days_of_its_own() -> None:
    week = Week(hours=WEEK.hours, own_days={date(2026, 8, 25): False})
    assert slow_due(AT, 1, "working_hour", [], week) == shanghai("2026-08-26T09:30")


def test_clocks_at_random_are_due_when_the_walk_says_so() -> None:
    rng = random.Random(5)
    calendar, week = clocks.district(clocks.HOURS[0], rng)
    for _ in range(50):
        assert clocks.differs(calendar, week, clocks.any_clock(rng)) == ""
    other = replace(calendar, exceptions={})
    assert any(clocks.differs(other, week, clocks.any_clock(rng)) for _ in range(200))


def test_a_clock_is_reckoned_from_its_events() -> None:
    stood = [line(4, "pause", "accepted", "accepted"), line(64, "resume", "accepted", "accepted")]
    lines = [*LINES[:3], *stood, line(65, "extend", "accepted", "accepted")]
    lines += [line(66, "grant", "accepted", "accepted", actor="wang")]
    granted = {(1, lines[-1].at): (1.0, "working_day")}
    clock = courses.reckoned(lines, {"WO-1": STANDS}, account(), granted)["WO-1"].clocks[1, "resolve"]
    assert clock.amount == 4 + 7.5
    assert clock.since == lines[1].at
    again = courses.reckoned(
        [*lines, line(67, "return", "accepted", "filed")], {"WO-1": STANDS}, account(), granted
    )
    assert again["WO-1"].clocks[1, "resolve"].is_void
    assert again["WO-1"].clocks[1, "resolve"].due_at() == lines[1].at + timedelta(hours=11.5 + 1)


SENT = Sent(1, "k1", "WO-1", 3, "offices", "committee-street", "live", "told", 1)
CAME = Came("offices", "k1", "WO-1", "committee-street", "live", Manner.TAKES)


def told(sent: Sequence[Sent], came: Sequence[Came]) -> set[str]:
    found = notices.judge(LINES, {"WO-1": STANDS}, sent, came, frozenset({"street"}), up_to=99)
    return {problem.split()[1] for problem in found.problems}


def test_every_notice_comes_once_and_what_comes_again_is_absorbed() -> None:
    assert told([SENT], [CAME]) == set()
    again = [CAME._replace(manner=Manner.FAILS_AFTER), CAME]
    found = notices.judge(LINES, {"WO-1": STANDS}, [SENT], again, frozenset({"street"}), up_to=99)
    assert found.absorbed == 1


def test_what_waits_of_later_lines_is_not_missed() -> None:
    later = SENT._replace(num=2, key="k2", event_num=100, state="waiting")
    assert told([SENT, later], [CAME]) == set()
    assert told([SENT, later._replace(event_num=4)], [CAME]) == {"strange", "lost"}


def test_a_notice_that_is_missing_strange_or_out_of_order_is_found() -> None:
    assert told([], []) == {"lost"}
    assert told([SENT], [CAME._replace(manner=Manner.DROPS)]) == {"lost"}
    assert told([SENT], [CAME, CAME._replace(key="k2")]) == {"strange"}
    assert told([SENT, SENT._replace(num=2, key="k2")], [CAME, CAME._replace(key="k2")]) == {"strange"}
    later = SENT._replace(num=2, key="k2", event_num=4)
    assert "out_of_order" in told([SENT, later], [CAME._replace(key="k2"), CAME])
    assert "wrong_drills" in told([SENT], [CAME._replace(origin="exercise")])


def test_an_engine_that_slept_and_missed_a_rung_is_no_figure() -> None:
    woken = asleep.Woken(
        due={"WO-1": 2}, missed=0, reminders=Counter({"WO-1": 1}), notices=Counter(), digests=0, seconds=1
    )
    assert len(list(asleep.figures(asleep.Amount(orders=1), woken))) == 4
    for wrong in (
        replace(woken, missed=1),
        replace(woken, reminders=Counter({"WO-1": 2})),
        replace(woken, reminders=Counter()),
    ):
        with pytest.raises(BenchError, match="what it should not"):
            list(asleep.figures(asleep.Amount(orders=1), wrong))


def test_receivers_take_half_of_what_comes_and_say_which(tmp_path: Path) -> None:
    handle = os.open(tmp_path / receiving.TAKEN, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    book = receiving.Book(handle, random.Random(1), threading.Lock())
    for number in range(400):
        body = f'{{"key": "k{number}", "case": "WO-1", "to": "street", "origin": "live"}}'
        book.note("crews", body.encode())
    os.close(handle)
    manners = Counter(one.manner for one in receiving.came(tmp_path))
    assert set(manners) == set(Manner)
    assert 160 < manners[Manner.TAKES] < 240


@pytest.mark.long
def test_nothing_is_lost_or_double_in_a_small_storm(
    fresh_database: str, broker: OwnBroker, servers: Servers, home_settings: Callable[..., Settings]
) -> None:
    load_demo(fresh_database)
    own = replace(
        servers,
        database_url=fresh_database,
        broker_ingest_url=broker.ingest_url,
        broker_sim_url=broker.sim_url,
    )
    amount = storm.Amount(orders=60, seconds=4, people=20, every_s=0.4)
    with ExitStack() as stack:
        here = city_on(Stage(settings=home_settings(), servers=own, stack=stack), amount.orders, 7)
        figures = list(storm.stormed(here, amount, 7, SilentProgress()))
    told = {figure.name: figure.value or 0 for figure in figures}
    assert told["commands carried out, each one event"] > 20
    assert told["commands refused, none left anything"] > 20
    assert told["notices, each once for its key"] > 10
    assert told["tries"] > told["notices, each once for its key"]


@pytest.mark.long
def test_a_short_history_answers_every_query(
    fresh_database: str,
) -> None:
    load_demo(fresh_database)
    amount = history.Amount(orders=1000, unclosed=50, notices=600)
    history.fill(fresh_database, amount, now=AT)
    with connect(fresh_database, name="test") as conn:
        held: dict[str, Any] = {name: query(conn) for name, query in history.queries(conn, amount, now=AT)}
    assert not [name for name, found in held.items() if not found and name in HISTORY_HOLDS]
    assert len(held["open_orders, a district"]) == 50
    assert len(held["order_events"]) == 5


HISTORY_HOLDS = {"order_view", "clocks_of", "reports_of", "case_orders", "notices, the newest"}


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")
