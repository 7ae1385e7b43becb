"""``yiping incidents`` as a person reads it."""

from store.pool import Pool
from tests.fixtures.command_line import yiping
from tests.yiping.tasks.grouped import fire, look, register_gauges
from tests.yiping.tasks.watched import at


def test_incidents_are_listed_and_one_is_shown_with_the_reason_of_each_member(
    small_city: str, pool: Pool
) -> None:
    register_gauges(small_city)
    for name in ("p0", "p1", "p7"):
        fire(pool, name)
    look(pool, at(0))
    listed = yiping(small_city, "incidents", "list").stdout.splitlines()
    assert [line.split()[:5] for line in listed[:2]] == [
        ["IN-000002", "open", "blue", "flood", "积水内涝"],
        ["IN-000001", "open", "blue", "flood", "积水内涝"],
    ]
    assert listed[2] == "2 open incidents of 3 alerts that stand"

    shown = yiping(small_city, "incidents", "show", "IN-000001")
    lines = shown.stdout.splitlines()
    assert "led by road_flooding of p0" in lines[0], shown.stderr
    assert lines[2].startswith(" *")
    assert lines[2].endswith("191 m from p1")
    assert lines[3].endswith("191 m from p0")
    assert [line.split()[3] for line in lines[4:]] == ["opened", "joined", "joined"]

    unknown = yiping(small_city, "incidents", "show", "IN-9")
    assert (unknown.returncode, unknown.stderr.strip()) == (2, "yiping: there is no incident IN-9")
