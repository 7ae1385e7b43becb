"""Rules in force, from the database and the program's own files, with real rows."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from alerts.errors import ProposalRefused
from alerts.revisions.checks import checked
from alerts.revisions.proposing import Step, approve, propose, reject, retire, withdraw
from alerts.revisions.rulebook import Rulebook, in_force
from alerts.revisions.shipping import ship
from alerts.revisions.text import AnyRule, rule_of, tidy
from alerts.rule import RULES
from model.catalogue import load_kinds
from model.proposal import ProposalState, Revision, Source
from store import proposals, rules
from store.pool import Connection, connect
from tests.fixtures.database import new_database
from tests.fixtures.processes import wait_until
from yiping.runtime.provide import Servers

NOW = datetime(2026, 8, 25, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
KINDS = load_kinds()
TEXT = tidy((RULES / "road_flooding.toml").read_text(encoding="utf-8"))
CLUSTER = tidy((RULES / "flood_cluster.toml").read_text(encoding="utf-8"))
LOWER = TEXT.replace("on = 25\n", "on = 24\n")
UNTESTED = "the drill needs it today"


def rule(body: str) -> AnyRule:
    return rule_of(body, kinds=KINDS)


SHIPPED = {one.id: one for one in map(rule, (TEXT, CLUSTER))}
BOOK = "road_flooding"


@pytest.fixture(scope="module")
def database(servers: Servers, migrated_template: str) -> Iterator[str]:
    """One database for the tests of this file, none of which commits."""
    yield from new_database(servers, migrated_template)


@pytest.fixture
def conn(database: str) -> Iterator[Connection]:
    """A connection on a database that knows what the program ships; rolled back in the end."""
    with connect(database, name="test") as conn:
        ship(conn, SHIPPED, now=NOW - HOUR)
        yield conn
        conn.rollback()


def step(actor: str, hours: float = 0, comment: str = "because") -> Step:
    return Step(actor=actor, now=NOW + hours * HOUR, comment=comment)


def proposed(conn: Connection, body: str = LOWER, by: str = "li", hours: float = 0) -> int:
    return propose(conn, rule(body), step(by, hours)).num


def passed(
    conn: Connection, num: int, by: str = "wang", hours: float = 0, start: float | None = None
) -> Revision:
    return approve(
        conn,
        num,
        step(by, hours),
        standing=in_force(conn, SHIPPED, kinds=KINDS, now=NOW + hours * HOUR),
        kinds=KINDS,
        effective_at=None if start is None else NOW + start * HOUR,
        untested=UNTESTED,
    )


def standing(conn: Connection, hours: float = 0, shipped: dict[str, AnyRule] = SHIPPED) -> tuple[int, Source]:
    current = in_force(conn, shipped, kinds=KINDS, now=NOW + hours * HOUR).rules[BOOK].revision
    assert current is not None
    return current.revision, current.source


def test_what_is_shipped_is_in_force_as_the_first_revision(conn: Connection) -> None:
    assert standing(conn) == (1, Source.SHIPPED)
    assert ship(conn, SHIPPED, now=NOW) == []
    assert [one.revision for one in rules.revisions(conn, [BOOK])] == [1]


def test_an_approved_text_is_in_force_from_its_time_on(conn: Connection) -> None:
    made = passed(conn, proposed(conn), start=2)
    assert (made.revision, made.source, made.approver) == (2, Source.APPROVED, "wang")
    assert standing(conn, 1.99) == (1, Source.SHIPPED)
    assert standing(conn, 2) == (2, Source.APPROVED)
    assert rules.next_effective(conn, now=NOW) == NOW + 2 * HOUR


def test_a_rulebook_reads_anew_when_told_or_when_a_time_has_come(conn: Connection) -> None:
    book = Rulebook(SHIPPED, KINDS)
    first = book.look(conn, now=NOW)
    assert book.look(conn, now=NOW + HOUR) is first
    passed(conn, proposed(conn), start=2)
    told = book.look(conn, now=NOW + HOUR)
    assert (told is first, told.rules[BOOK].rule) == (False, first.rules[BOOK].rule)
    assert book.look(conn, now=NOW + 2 * HOUR).rules[BOOK].rule.body == LOWER


@pytest.mark.parametrize("name", ["li", " L I", "ＬＩ", "Li\u200b"])
def test_who_proposed_does_not_decide_however_the_name_is_written(conn: Connection, name: str) -> None:
    num = proposed(conn)
    for decide in (lambda: passed(conn, num, by=name), lambda: reject(conn, num, step(name))):
        with pytest.raises(ProposalRefused) as refused:
            decide()
        assert refused.value.key == "same_person"
    with pytest.raises(psycopg.errors.CheckViolation, match="four_eyes"), conn.transaction():
        proposals.decide(conn, num, ProposalState.REJECTED, actor=name, now=NOW)


def test_a_decision_is_made_once_and_the_next_person_is_told_who_and_when(conn: Connection) -> None:
    num = proposed(conn)
    reject(conn, num, step("wang", comment="too low"))
    for decide in (lambda: passed(conn, num, by="chen", hours=1), lambda: withdraw(conn, num, step("li", 1))):
        with pytest.raises(ProposalRefused, match="is rejected: wang was first, at 2026-08-25 09:00:00 UTC"):
            decide()
    assert [(one.actor, one.to_state, one.comment) for one in proposals.events(conn, [num])] == [
        ("li", "proposed", "because"),
        ("wang", "rejected", "too low"),
    ]


def test_a_proposal_on_a_text_that_was_revised_since_is_refused(conn: Connection) -> None:
    first, second = proposed(conn), proposed(conn, TEXT.replace("on = 15\n", "on = 14\n"), by="chen")
    passed(conn, first)
    with pytest.raises(ProposalRefused, match="made on revision 1 of road_flooding; wang brought revision 2"):
        passed(conn, second, hours=1)


def test_an_approval_that_waits_can_be_taken_back_until_shortly_before(conn: Connection) -> None:
    passed(conn, num := proposed(conn), start=2)
    withdraw(conn, num, step("zhao", 1))
    assert standing(conn, 3) == (1, Source.SHIPPED)
    passed(conn, again := proposed(conn), start=2)
    with pytest.raises(ProposalRefused, match="takes effect at 2026-08-25 11:00:00 UTC"):
        withdraw(conn, again, step("li", 1.999))
    assert standing(conn, 3) == (3, Source.APPROVED)


def test_nothing_takes_effect_before_what_waits_already(conn: Connection) -> None:
    passed(conn, proposed(conn), start=2)
    later = proposed(conn, TEXT.replace("on = 15\n", "on = 14\n"))
    with pytest.raises(ProposalRefused) as refused:
        passed(conn, later, start=1)
    assert refused.value.key == "before_waiting"
    passed(conn, later, start=3)
    assert [standing(conn, hours)[0] for hours in (1, 2, 3)] == [1, 2, 3]


@pytest.mark.parametrize(("start", "key"), [(-0.1, "past"), (24 * 400, "far")])
def test_a_time_of_effect_is_neither_past_nor_forgotten(conn: Connection, start: float, key: str) -> None:
    with pytest.raises(ProposalRefused) as refused:
        passed(conn, proposed(conn), start=start)
    assert refused.value.key == key


def test_an_untested_text_needs_words_and_a_tested_one_none(conn: Connection) -> None:
    num, there = proposed(conn), in_force(conn, SHIPPED, kinds=KINDS, now=NOW)
    with pytest.raises(ProposalRefused) as refused:
        approve(conn, num, step("wang"), standing=there, kinds=KINDS, untested=" ")
    assert refused.value.key == "untested"
    conn.execute(
        "insert into rule_backtest (rule_id, digest, ran_at, since, until, readings, firings, orders)"
        " values (%s, %s, now(), now(), now(), 1, 0, 0)",
        (BOOK, rule(LOWER).digest),
    )
    assert approve(conn, num, step("wang"), standing=there, kinds=KINDS).revision == 2


def test_an_earlier_text_returns_as_a_new_revision(conn: Connection) -> None:
    passed(conn, proposed(conn))
    passed(conn, proposed(conn, TEXT, hours=1), hours=1)
    assert standing(conn, 1) == (3, Source.APPROVED)
    known = rules.record_revision(conn, rule_id=BOOK, digest=rule(TEXT).digest, body=TEXT, now=NOW + HOUR)
    assert known == 3  # by which an alert of then is told from one of revision 1


def test_a_retired_rule_is_gone_and_one_that_is_watched_cannot_retire(conn: Connection) -> None:
    there = in_force(conn, SHIPPED, kinds=KINDS, now=NOW)
    with pytest.raises(ProposalRefused, match="flood_cluster watches road_flooding"):
        retire(conn, BOOK, there, step("li"))
    passed(conn, retire(conn, "flood_cluster", there, step("li")).num)
    after = in_force(conn, SHIPPED, kinds=KINDS, now=NOW)
    assert (set(after.rules), after.gone) == ({BOOK}, {"flood_cluster"})
    assert ship(conn, SHIPPED, now=NOW) == []  # the next start does not bring it back


def test_a_new_shipped_text_never_overwrites_a_local_one(conn: Connection) -> None:
    newer = {**SHIPPED, BOOK: rule(TEXT.replace("on = 15\n", "on = 16\n"))}
    assert (ship(conn, newer, now=NOW), standing(conn, shipped=newer)) == ([], (2, Source.SHIPPED))
    passed(conn, proposed(conn))
    newest = {**SHIPPED, BOOK: rule(TEXT.replace("on = 15\n", "on = 13\n"))}
    assert (ship(conn, newest, now=NOW), standing(conn, shipped=newest)) == ([BOOK], (3, Source.APPROVED))
    assert ship(conn, newest, now=NOW) == []  # told once, kept as revision 4 which never was in force
    assert [one.effective_at for one in rules.revisions(conn, [BOOK])][-1] is None


def test_a_rule_that_is_shipped_no_more_ends_unless_people_approved_it(conn: Connection) -> None:
    fewer = {BOOK: SHIPPED[BOOK]}
    assert ship(conn, fewer, now=NOW) == []
    after = in_force(conn, fewer, kinds=KINDS, now=NOW)
    assert (set(after.rules), after.gone) == ({BOOK}, {"flood_cluster"})
    ship(conn, SHIPPED, now=NOW + HOUR)  # another version of the program starts: the last start counts
    assert set(in_force(conn, fewer, kinds=KINDS, now=NOW + HOUR).rules) == {BOOK, "flood_cluster"}
    passed(conn, proposed(conn, hours=1), hours=1)
    ship(conn, {}, now=NOW + HOUR)
    assert set(in_force(conn, {}, kinds=KINDS, now=NOW + HOUR).rules) == {BOOK}


def test_a_text_that_is_not_read_any_more_leaves_the_last_good_one(conn: Connection) -> None:
    broken = "id = 'road_flooding'\nname = 'of another version'\n"
    conn.execute("alter table rule_revision disable trigger append_only")
    passed(conn, proposed(conn))
    book = Rulebook(SHIPPED, KINDS)
    good = book.look(conn, now=NOW).rules[BOOK]
    conn.execute("update rule_revision set body = %s, digest = 'x' where revision = 2", (broken,))
    rules.move_version(conn)
    found = book.look(conn, now=NOW)
    assert (found.rules[BOOK], len(found.troubles)) == (good, 1)
    assert str(found.troubles[0]).startswith("revision 2 of road_flooding cannot be read: road_flooding, rev")
    fresh = Rulebook(SHIPPED, KINDS).look(conn, now=NOW)
    assert fresh.rules[BOOK].rule == SHIPPED[BOOK]
    assert "the text that this program ships stands in" in str(fresh.troubles[0])


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        (
            'kind = "water_depth"\nmetric = "depth_cm"',
            'kind = "river_level"\nmetric = "level_m"',
            "other_subject",
        ),
        ("", "", "same_text"),
    ],
)
def test_a_text_that_does_not_fit_is_refused(conn: Connection, old: str, new: str, key: str) -> None:
    body = TEXT.replace(old, new).replace('unit = "cm"', 'unit = "m"') if old else TEXT
    with pytest.raises(ProposalRefused) as refused:
        checked(body, in_force(conn, SHIPPED, kinds=KINDS, now=NOW), kinds=KINDS)
    assert refused.value.key == key


@pytest.mark.parametrize("change", ["delete from {}", "update {} set rule_id = 'other'"])
@pytest.mark.parametrize("table", ["rule_proposal", "rule_revision"])
def test_the_database_keeps_what_was_proposed_and_recorded(conn: Connection, table: str, change: str) -> None:
    proposed(conn)
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation), conn.transaction():
        conn.execute(change.format(table))


def test_of_two_people_at_once_one_decides_and_the_other_is_told(fresh_database: str) -> None:
    now = NOW + HOUR
    with connect(fresh_database, name="test") as conn:
        ship(conn, SHIPPED, now=NOW - HOUR)
        num = proposed(conn)
    with connect(fresh_database, name="first") as first, ThreadPoolExecutor(1) as other:
        passed(first, num, by="wang")

        def refuse() -> None:
            with connect(fresh_database, name="second") as second:
                reject(second, num, Step(actor="chen", now=now, comment="no"))

        late = other.submit(refuse)
        waits = "select count(*) from pg_locks where not granted"
        with connect(fresh_database, name="third", autocommit=True) as third:
            wait_until(lambda: third.execute(waits).fetchone() != (0,), what="the second to wait")
        first.commit()
        with pytest.raises(ProposalRefused, match="is approved: wang was first, at 2026-08-25 09:00:00 UTC"):
            late.result(30)
    with connect(fresh_database, name="test") as conn:
        assert len(proposals.events(conn, [num])) == 2
