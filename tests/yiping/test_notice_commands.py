"""``yiping notices`` as a person runs it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from model.errors import YipingError
from orders.channel import PermanentError, TryAgainError
from orders.outbox import in_force
from orders.outbox_desk import retry_channel
from store.outbox_channels import drill_channels, health
from store.pool import Pool, open_pool
from tests.fixtures.command_line import yiping
from tests.fixtures.notifications import AT
from tests.fixtures.outboxes import Fake, deliver_all, deliver_at, fails_with, put_keys
from yiping.main import build
from yiping.notice_lines import until_time
from yiping.wiring import utc_now

Run = Callable[..., str]


@pytest.fixture
def outbox(fresh_database: str) -> Iterator[Pool]:
    """A pool on a database without anything in it."""
    pool = open_pool(fresh_database, name="test")
    yield pool
    pool.close()


@pytest.fixture
def told_to(tmp_path: Path) -> Path:
    """What the channel crews has told."""
    return tmp_path / "told.jsonl"


@pytest.fixture
def channels(tmp_path: Path, told_to: Path) -> Path:
    """A file of two channels, one of which cannot tell."""
    path = tmp_path / "channels.toml"
    path.write_text(
        f'[crews]\nchannel = "log"\nfile = "{told_to}"\n[bureau]\nchannel = "log"\nfile = "/nowhere/x"\n'
    )
    return path


@pytest.fixture
def run(fresh_database: str, channels: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``yiping notices`` and answers what it prints."""
    monkeypatch.setenv("YIPING_CHANNELS", str(channels))
    monkeypatch.setenv("YIPING_DATABASE_URL", fresh_database)

    def run(*words: str, code: int = 0) -> str:
        ran = CliRunner().invoke(build(), ["notices", *words])
        if ran.exception and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        assert ran.exit_code == code, ran.output
        return ran.stdout

    return run


def refused(run: Run, *words: str) -> str:
    """The problem that the command names."""
    with pytest.raises(YipingError) as caught:
        run(*words)
    return str(caught.value)


def test_a_mistake_is_one_line_and_exit_code_2(fresh_database: str) -> None:
    ran = yiping(fresh_database, "notices", "show", "7")
    assert (ran.returncode, ran.stderr) == (
        2,
        "yiping: there is no notice 7; see yiping notices list\n",
    )


def test_notices_are_listed_by_case_state_and_channel(outbox: Pool, run: Run) -> None:
    put_keys(outbox, "A.1", "A.2", "B.1")
    put_keys(outbox, "B.2", channel="bureau")
    with outbox.connection() as conn:
        deliver_all(conn, 0, crews=Fake(act=fails_with(PermanentError("no such crew"))))
    everything = run("list")
    assert everything.index("B.2") < everything.index("A.1")
    assert "4 notices" in everything
    assert "no such crew" in run("list", "--state", "refused")
    assert "1 notices" in run("list", "--state", "waiting", "--case", "B")
    assert "3 notices" in run("list", "--channel", "crews")
    assert "2 notices, the newest 2" in run("list", "--limit", "2")
    assert "not one of waiting, told, refused, expired" in refused(run, "list", "--state", "lost")


def test_one_notice_is_shown_whole(outbox: Pool, run: Run) -> None:
    put_keys(outbox, "A.1")
    with outbox.connection() as conn:
        deliver_at(conn, 0, crews=Fake(act=fails_with(TryAgainError("busy\x1b[2J", after_s=120))))
    shown = run("show", "1")
    for words in ("crew-7", "waiting, due 2026-08-25 09:02:00 UTC", "tries     1", "河南中路下立交积水"):
        assert words in shown
    assert "busy\ufffd[2J" in shown  # a receiver must not steer our terminal
    assert "there is no notice 7" in refused(run, "show", "7")


def test_what_was_refused_can_be_tried_again(outbox: Pool, run: Run) -> None:
    put_keys(outbox, "A.1", "A.2", now=AT)
    with outbox.connection() as conn:
        deliver_at(conn, 0, crews=Fake(act=fails_with(PermanentError("no such crew"))))
        deliver_at(conn, 25 * 60, crews=Fake())
    assert "1 notices" in run("list", "--state", "expired")
    assert run("retry", "1") == "notice 1 waits again\n"
    assert "notice 1 waits already" in refused(run, "retry", "1")
    assert run("retry", "--channel", "crews").startswith("1 notices of crews wait again, 0 that waited")
    crews, minutes = Fake(), (utc_now() - AT) / timedelta(minutes=1)
    with outbox.connection() as conn:
        deliver_all(conn, minutes, crews=crews)
    assert crews.keys == ["A.1", "A.2"]  # they have a day again, and their order
    assert "nothing is told twice" in refused(run, "retry", "1")
    assert "there is no notice 7" in refused(run, "retry", "7")
    assert "say which" in refused(run, "retry")


def test_after_a_receiver_is_mended_all_that_waited_is_told_at_once(outbox: Pool) -> None:
    put_keys(outbox, *(f"{case}.1" for case in "ABCDEFGHIJ"))
    with outbox.connection() as conn:
        for second in range(8):
            deliver_at(conn, second / 60, crews=Fake(act=fails_with(TryAgainError("dead"))))
        assert health(conn, "crews").try_again_at is not None
        now = AT + timedelta(seconds=7.1)
        assert retry_channel(conn, "crews", now=now).sooner > 0
        crews = Fake()
        deliver_all(conn, 7.1 / 60, crews=crews)
    assert len(crews.keys) == 10


def test_every_channel_is_listed_with_what_is_wrong(outbox: Pool, run: Run) -> None:
    put_keys(outbox, "A.1", "B.1", "C.1", now=utc_now())
    put_keys(outbox, "D.1", channel="gone")
    minutes = (utc_now() - AT) / timedelta(minutes=1)
    with outbox.connection() as conn:
        deliver_at(conn, minutes + 0.01, crews=Fake())
        deliver_at(conn, minutes + 0.01, crews=Fake(act=fails_with(PermanentError("no"))))
        deliver_at(conn, minutes + 0.01, crews=Fake(act=fails_with(TryAgainError("connection refused"))))
    listed = run("channels")
    row = next(line for line in listed.splitlines() if line.startswith("crews"))
    assert row.split()[1:] == ["1", "waiting", "1", "told", "today", "1", "refused", "0", "expired"]
    assert "1 times: connection refused" in listed
    assert "bureau" in listed
    gone = listed[listed.index("gone") :]
    assert "is not in the file of channels" in gone
    assert "2026-08-25 09:00:00" in gone


def test_a_channel_can_be_tested_without_the_outbox(outbox: Pool, run: Run, told_to: Path) -> None:
    assert run("test", "crews", "--to", "crew-7") == "crew-7 has it, by crews\n"
    assert '"origin": "exercise"' in told_to.read_text()
    assert "would be tried again: /nowhere/x" in run("test", "bureau", "--to", "x", code=1)
    assert "there are: crews, bureau" in refused(run, "test", "mail", "--to", "x")
    assert "0 notices" in run("list")


def test_a_channel_is_named_for_drills_until_a_time_and_no_longer(outbox: Pool, run: Run) -> None:
    words = ("--as", "zhang", "--reason", "spring drill")
    assert run("drill", "crews", "--until", "2099-01-01T08:00", *words) == (
        "crews tells of drills until 2099-01-01 08:00:00\n"
    )
    assert named(outbox) == {"crews"}
    assert "until 2099-01-01 00:00:00 UTC, named by zhang: spring drill" in run("channels")
    run("drill", "crews", "--until", "now", *words)
    assert named(outbox) == set()


def test_a_drill_without_a_channel_a_reason_or_a_time_to_come_is_refused(outbox: Pool, run: Run) -> None:
    who = ("--as", "zhang", "--reason", "spring drill")
    assert "no channel 'mail'" in refused(run, "drill", "mail", "--until", "2099-01-01", *who)
    assert "is over" in refused(run, "drill", "crews", "--until", "2020-01-01", *who)
    assert "neither now nor a time" in refused(run, "drill", "crews", "--until", "tomorrow", *who)
    nobody = ("--as", " ", "--reason", "x")
    assert "say who" in refused(run, "drill", "crews", "--until", "now", *nobody)
    assert named(outbox) == set()


def named(pool: Pool) -> set[str]:
    """The channels that tell of drills now."""
    with pool.connection() as conn:
        return set(in_force(drill_channels(conn), now=utc_now()))


def test_a_time_without_a_zone_is_that_of_the_district() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    assert until_time("2026-08-25T17:00", zone=zone, now=AT) == datetime(2026, 8, 25, 9, tzinfo=UTC)
    assert until_time("2026-08-25T17:00Z", zone=zone, now=AT) == datetime(2026, 8, 25, 17, tzinfo=UTC)
    with pytest.raises(YipingError):
        until_time("soon", zone=zone, now=AT)
