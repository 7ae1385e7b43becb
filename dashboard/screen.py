"""What every page and route works with."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.config import DashboardConfig
from dashboard.push.hub import Hub
from dashboard.push.stream import Viewers
from dashboard.thresholds import Threshold
from model.kind import Kind
from model.text import Text
from store.pool import Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One running dashboard. `thresholds` are by kind and metric, `watches` are ids of rules."""

    config: DashboardConfig
    pool: Pool
    hub: Hub
    viewers: Viewers
    kinds: Mapping[str, Kind]
    rule_names: Mapping[str, Text]
    thresholds: Mapping[tuple[str, str], tuple[Threshold, ...]]
    watches: frozenset[str] = frozenset()
