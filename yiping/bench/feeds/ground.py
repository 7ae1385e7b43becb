"""The city of a feed in a database of its own: areas, sensors, crews, and the rules that people approve."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alerts.revisions import proposing
from alerts.revisions.checks import checked
from alerts.revisions.proposing import Step
from geo.locate import AreaIndex
from geo.shape import AreaShape
from model.catalogue import load_kinds
from model.order import Purpose
from model.sensor import Sensor
from orders.plan import Plan, shipped_plans
from sims.district.crews import Team
from sims.replay.feed_map import FeedMap
from store.pool import Connection, Pool
from yiping.bench.feeds.rota import put_teams, teams_of
from yiping.boundaries import import_areas
from yiping.city import register_sensors
from yiping.rulebooks import open_rulebook
from yiping.settings import Settings
from yiping.working_hours import tell_hours

WHY = "heard in a replay of recorded readings"


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """What a feed is replayed into; ``plan`` is that of its sensors' kind."""

    settings: Settings
    pool: Pool
    teams: Sequence[Team]
    plan: Plan

    @property
    def area(self) -> str:
        """The area whose desk sends out what lies in none."""
        return min(self.teams[0].crew.areas)


def found_city(
    settings: Settings,
    database_url: str,
    pool: Pool,
    found: FeedMap,
    sensors: Sequence[Sensor],
    areas: Sequence[AreaShape],
    *,
    now: datetime,
) -> City:
    """Puts areas, sensors and crews into a migrated database, all of them there from ``now`` on."""
    plan = shipped_plans().for_alert(found.kind.id, Purpose.FIELD)
    import_areas(database_url, areas, now=now)
    register_sensors(database_url, sensors)
    teams = teams_of(_holding(areas, sensors), plan.trade, since=now)
    with pool.connection() as conn:
        tell_hours(conn, settings)
        put_teams(conn, teams, now=now)
    return City(settings=settings, pool=pool, teams=teams, plan=plan)


def approve_rules(conn: Connection, files: Sequence[Path], *, now: datetime) -> None:
    """Proposes and approves the rules of some files, by two people; they are in force from ``now`` on.

    Raises DefinitionError or ProposalRefused where one cannot be.
    """
    kinds = load_kinds()
    for file in files:
        standing = open_rulebook(conn, now=now).found
        rule = checked(file.read_text(encoding="utf-8"), standing, kinds=kinds, name=str(file))
        proposal = proposing.propose(conn, rule, Step(actor="proposer", now=now, comment=WHY))
        step = Step(actor="approver", now=now)
        proposing.approve(conn, proposal.num, step, standing=standing, kinds=kinds, untested=WHY)


def _holding(areas: Sequence[AreaShape], sensors: Sequence[Sensor]) -> list[AreaShape]:
    """The areas that hold a sensor, or all where none does."""
    codes = AreaIndex(areas).locate(
        [one.position.lon for one in sensors], [one.position.lat for one in sensors]
    )
    return [shape for shape in areas if shape.area.code in codes] or list(areas)
