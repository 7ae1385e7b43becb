"""The evaluation of a period as people ask for it: figures of all, and of each area, crew, plan or source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from model.area import Level
from model.catalogue import load_kinds
from model.order import Source
from model.text import Text
from orders.counting import counts
from orders.errors import Refused
from orders.evaluation import Figures, figures_from
from orders.plan import shipped_plans
from store.areas import area_rows
from store.crews import crews
from store.evaluation import Grouping, Period, area_names
from store.pool import Connection

SOURCES: Mapping[str, Text] = {
    Source.ALERT: Text(zh="感知告警", en="Alerts of sensors"),
    Source.HOTLINE: Text(zh="12345 热线", en="Hotline 12345"),
    Source.STAFF: Text(zh="巡查上报", en="Staff on their rounds"),
    Source.SPLIT: Text(zh="拆单", en="Split from another"),
}
NONE: Mapping[Grouping, Text] = {
    Grouping.AREA: Text(zh="不在其中任何区域", en="In none of these areas"),
    Grouping.CREW: Text(zh="未派班组", en="No crew"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The figures of one area, crew, plan or source; ``key`` None is what has none of them."""

    key: str | None
    name: Text
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The figures of a period, together and one by one; ``at`` is when they were reckoned.

    ``level`` is that of the areas that they are counted by.
    """

    period: Period
    at: datetime
    by: Grouping
    level: Level | None
    total: Figures
    rows: Sequence[Row]


def evaluate(
    conn: Connection, period: Period, *, by: Grouping, now: datetime, level: Level | None = None
) -> Evaluation:
    """The figures of a period; by AREA those of ``level``, or of the level below the area that is asked for.

    Raises Refused where there never was such an area.
    """
    require_area(conn, period.under)
    level = _level(conn, period.under, level) if by is Grouping.AREA else None
    whole, found = counts(conn, period, by=by, now=now, level=level)
    names = _names(conn, by)
    return Evaluation(
        period=period,
        at=now,
        by=by,
        level=level,
        total=figures_from(whole),
        rows=[
            Row(key=one.key, name=_name(names, by, one.key), figures=figures_from(one))
            for one in found
            if by is not Grouping.ALL
        ],
    )


def require_area(conn: Connection, code: str | None) -> None:
    """Raises Refused where there never was such an area; orders of one that is no more can be asked for."""
    if code is not None and code not in area_names(conn):
        raise Refused(f"{code!r} is no area, nor ever was; see yiping areas list")


def _level(conn: Connection, under: str | None, level: Level | None) -> Level:
    if level is not None or under is None:
        return level or Level.STREET
    below = [area.level for area in area_rows(conn, under=under) if area.parent == under]
    return min(below, default=Level.GRID)


def _names(conn: Connection, by: Grouping) -> Mapping[str, Text]:
    if by is Grouping.AREA:
        return area_names(conn)
    if by is Grouping.CREW:
        return {crew.id: crew.name for crew in crews(conn)}
    if by is Grouping.PLAN:
        return {plan.id: plan.name for plan in shipped_plans().by_id.values()}
    if by is Grouping.KIND:
        told = [plan.categories for plan in shipped_plans().by_id.values()]
        kinds = {kind.id: kind.label for kind in load_kinds().values()}
        return {**{name: text for one in told for name, text in one.items()}, **kinds}
    return SOURCES


def _name(names: Mapping[str, Text], by: Grouping, key: str | None) -> Text:
    if key is None:
        return NONE.get(by, Text(zh="无", en="None"))
    return names.get(key, Text(zh=key, en=key))
