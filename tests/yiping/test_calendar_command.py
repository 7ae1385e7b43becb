"""``yiping calendar`` as a person runs it."""

import pytest

from tests.fixtures.command_line import yiping
from yiping.settings import SettingsError
from yiping.working_hours import work_shifts


def test_a_typhoon_day_moves_every_limit_and_is_kept_with_who_and_why(small_city: str) -> None:
    limit = ("calendar", "due", "1", "working_day", "--from", "2026-07-03T14:00")
    assert yiping(small_city, *limit).stdout == "2026-07-06 Mon 14:00:00\n"
    said = yiping(small_city, "calendar", "set", "2026-07-06", "rest", "--as", "zhang", "--reason", "typhoon")
    assert said.returncode == 0, said.stderr
    assert yiping(small_city, *limit).stdout == "2026-07-07 Tue 14:00:00\n"
    shown = yiping(small_city, "calendar", "show", "--year", "2026").stdout
    assert "2026-07-06 周一  休息 not worked  zhang: typhoon" in shown
    assert "2026-02-14 周六  上班 worked" in shown
    yiping(small_city, "calendar", "set", "2026-07-06", "public", "--as", "li", "--reason", "it turned away")
    assert yiping(small_city, *limit).stdout == "2026-07-06 Mon 14:00:00\n"


def test_what_is_no_limit_no_word_or_has_no_reason_is_refused(small_city: str) -> None:
    for words, problem in (
        (("due", "0", "working_hour"), "is no limit"),
        (("due", "4", "hours"), "one of urgent_hour, working_hour, working_day"),
        (
            ("set", "2026-07-06", "off", "--as", "zhang", "--reason", "typhoon"),
            "not one of work, rest, public",
        ),
        (("set", "2026-07-06", "rest", "--as", "zhang", "--reason", " "), "why"),
    ):
        ran = yiping(small_city, "calendar", *words)
        assert (ran.returncode, problem in " ".join(ran.stderr.split())) == (2, True), ran.stderr


def test_a_year_without_its_notice_says_so(small_city: str) -> None:
    assert "is not known yet" in yiping(small_city, "calendar", "show", "--year", "2040").stdout


@pytest.mark.parametrize("text", ["", "9-5", "08:30-11:30/11:00-17:30", "17:30-08:30"])
def test_working_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="YIPING_WORKING_HOURS"):
        work_shifts(text)
