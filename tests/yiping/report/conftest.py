"""A small city whose orders are known by heart, and the command that reports on them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from model.order import OrderState, Source
from store.crews import put_crews
from store.pool import Pool, open_pool
from tests.fixtures.batches import NOW
from tests.fixtures.city import EAST
from tests.orders.desk import Desk
from tests.yiping.duty.crewed import crew
from yiping.main import build

HOUR = timedelta(hours=1)
Run = Callable[..., str]


@pytest.fixture
def worked(small_city: str) -> str:
    """August 2026: an order closed in time, one resolved late, a new one, and a report that was rejected."""
    pool: Pool = open_pool(small_city, name="test")
    with pool.connection() as conn:
        desk = Desk(conn)
        put_crews(conn, [crew("pumps", "drainage", "310101002")])
        in_time, late = desk.open("wd-west"), desk.open("wd-east", area=EAST)
        desk.do(in_time, "assign", crew="pumps")
        desk.bring(in_time, OrderState.CLOSED, now=NOW + HOUR)
        desk.bring(late, OrderState.RESOLVED, now=NOW + 5 * HOUR)  # 4 urgent hours are allowed
        desk.open("crowd-west", now=NOW + timedelta(days=1))
        told = desk.report(source=Source.HOTLINE, address="=1+1", words="no case", category="litter")
        desk.do(told.order.id, "reject", "li")
    pool.close()
    return small_city


@pytest.fixture
def run(worked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``yiping report`` in an empty folder and answers what it prints."""
    monkeypatch.setenv("YIPING_DATABASE_URL", worked)
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> str:
        ran = CliRunner().invoke(build(), ["report", *words])
        if ran.exception and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        assert ran.exit_code == 0, ran.output
        return ran.stdout

    return run
