"""In the demo whoever should know is told, by a channel that the demo brings."""

from datetime import UTC, datetime
from pathlib import Path

from model.duty import DESK
from store.contacts import contacts, contacts_for
from store.pool import connect
from yiping.channels import load_channels
from yiping.city import load_demo
from yiping.duty.demo_contacts import CHANNEL, channels_file

NOW = datetime.now(UTC)


def test_the_file_of_the_demo_holds_the_channel_that_its_contacts_use(tmp_path: Path) -> None:
    assert list(load_channels(channels_file(tmp_path))) == [CHANNEL]


def test_every_grid_of_the_demo_has_somebody_for_every_role_of_areas(fresh_database: str) -> None:
    for _ in range(2):  # a second load changes nothing
        load_demo(fresh_database, with_contacts=True)
    later = datetime.now(UTC)
    with connect(fresh_database, name="test") as conn:
        grids = conn.execute("select path from area where level = 5 and valid_to is null").fetchall()
        roles = ["committee", "street", "district", DESK]
        for (path,) in grids[:: max(len(grids) // 20, 1)]:
            found = contacts_for(conn, roles=roles, path=path, now=later)
            assert {one.role for one in found} == set(roles), path
        all_of_them = contacts(conn, now=later)
    assert len({(one.role, one.scope_id) for one in all_of_them}) == len(all_of_them)


def test_a_city_with_channels_of_its_own_gets_no_contacts_of_the_demo(fresh_database: str) -> None:
    load_demo(fresh_database)
    with connect(fresh_database, name="test") as conn:
        assert contacts(conn, now=datetime.now(UTC)) == []
