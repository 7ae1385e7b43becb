"""The evaluation of orders (综合评价): from counts to rates. Pure; formulas are in ``measures.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from model.order import OrderState, Stage
from orders.counting import Counts
from orders.flow import STAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of a period; rates are parts of 1. None is where nothing stands below the line."""

    reported: int
    reports_filed: int
    filing_rate: float | None
    rejected: int
    merged: int
    filed: int
    cancelled: int
    closed: int
    closing_rate: float | None
    resolved: int
    in_time: int
    on_time_rate: float | None
    overdue: int
    resolved_late: int
    past_due: int
    overdue_rate: float | None
    reworked: int
    rework_rate: float | None
    reopened: int
    reopen_rate: float | None
    returns: int
    accept_median: timedelta | None
    arrive_median: timedelta | None
    resolve_median: timedelta | None
    close_median: timedelta | None
    stage_collect: int
    stage_file: int
    stage_dispatch: int
    stage_handle: int
    stage_feedback: int
    stage_verify: int
    stage_evaluate: int


Figure = int | float | timedelta | None


def figures_from(counts: Counts) -> Figures:
    """The figures of what was counted."""
    overdue = counts.resolved_late + counts.past_due
    worked = counts.filed - counts.cancelled
    stages = _by_stage(counts)
    return Figures(
        reported=counts.reported,
        reports_filed=counts.reports_filed,
        filing_rate=rate(counts.reports_filed, counts.reported),
        rejected=counts.rejected,
        merged=counts.merged,
        filed=counts.filed,
        cancelled=counts.cancelled,
        closed=counts.closed,
        closing_rate=rate(counts.closed, worked),
        resolved=counts.resolved,
        in_time=counts.in_time,
        on_time_rate=rate(counts.in_time, counts.in_time + overdue),
        overdue=overdue,
        resolved_late=counts.resolved_late,
        past_due=counts.past_due,
        overdue_rate=rate(overdue, worked),
        reworked=counts.reworked,
        rework_rate=rate(counts.reworked, counts.resolved),
        reopened=counts.reopened,
        reopen_rate=rate(counts.reopened, counts.closed),
        returns=counts.returns,
        accept_median=_span(counts.accept_s),
        arrive_median=_span(counts.arrive_s),
        resolve_median=_span(counts.resolve_s),
        close_median=_span(counts.close_s),
        stage_collect=stages[Stage.COLLECT],
        stage_file=stages[Stage.FILE],
        stage_dispatch=stages[Stage.DISPATCH],
        stage_handle=stages[Stage.HANDLE],
        stage_feedback=stages[Stage.FEEDBACK],
        stage_verify=stages[Stage.VERIFY],
        stage_evaluate=stages[Stage.EVALUATE],
    )


def rate(part: int, whole: int) -> float | None:
    """A part of 1; None where there is no whole."""
    return part / whole if whole else None


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _by_stage(counts: Counts) -> Mapping[Stage, int]:
    """How many stand at each official stage, from how many stand in each state."""
    standing: dict[OrderState, int] = {state: getattr(counts, f"at_{state}") for state in STAGES}
    return {stage: sum(many for state, many in standing.items() if STAGES[state] is stage) for stage in Stage}
