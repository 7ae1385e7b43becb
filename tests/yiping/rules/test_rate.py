"""The measurement of a back-test tries what it says; its figures are nobody's assertion."""

from datetime import UTC, datetime

import numpy as np

from tests.alerts.test_backtest import FLOODING
from yiping.rules.rate import FLOOD, Amount, measure


def test_every_reading_is_read_and_every_flood_fires(fresh_database: str) -> None:
    amount = Amount(sensors=3, days=2, floods=1)
    rng = np.random.default_rng(1)
    rate = measure(fresh_database, FLOODING, amount, since=datetime(2026, 8, 20, tzinfo=UTC), rng=rng)
    assert (rate.readings, rate.firings) == (3 * 2 * 1440, 3)
    assert rate.loud == 3 * sum(FLOOD >= 5) / rate.readings
