"""The figures of a seat as people and programs read them."""

import json
from datetime import UTC, datetime, timedelta

from alerts.noise import Noise
from alerts.noise_figures import Figure, SeatFigures
from model.severity import Severity
from store.noise import Actor, Stale
from yiping import noise_report

NOW = datetime(2026, 8, 25, 9, 0, tzinfo=UTC)
FOUND = SeatFigures(
    noise=Noise(
        at=NOW,
        span=timedelta(days=1),
        flooded=True,
        since=NOW - timedelta(minutes=3),
        alarms_10min=12,
        alarms_hour=14,
        alarms=200,
        by_severity={Severity.BLUE: 200},
        raw_events=920,
        matters=2,
        stale=1,
        chattering=0,
        suppressed_outside=0,
    ),
    figures=[
        Figure(key="alarms_a_day", value=200, unit="a day", target=150),
        Figure(key="raw_events_per_matter", value=460, unit=": 1"),
        Figure(key="blue", value=None, unit="%", target=80, least=True),
    ],
    actors=[Actor("road_flooding", "wd-west", 150)],
    chatterers=[],
    stale=[Stale(7, "road_flooding", "wd-west", NOW - timedelta(days=2))],
)


def test_people_read_each_figure_with_its_target_and_how_it_stands_to_it() -> None:
    told = [" ".join(line.split()) for line in noise_report.text(FOUND, seat="310101").splitlines()]
    assert told[0] == "310101: 1 day up to 2026-08-25 09:00 UTC"
    assert "a flood of alarms lasts since 2026-08-25 08:57:00 UTC" in told
    assert "alarms 200 a day over (most 150)" in told
    assert "raw events to an incident 460 : 1" in told
    assert "alarms at blue - % (least 80)" in told
    assert told[-3:] == ["150 alarms road_flooding wd-west", "over 24 h old:", told[-1]]
    assert told[-1] == "7 road_flooding wd-west since 2026-08-23 09:00 UTC"


def test_programs_read_the_same_as_json() -> None:
    told = json.loads(noise_report.as_json(FOUND, seat="310101"))
    assert told["figures"]["alarms_a_day"] == {
        "value": 200,
        "unit": "a day",
        "target": 150,
        "verdict": "over",
    }
    assert (told["flooded_since"], told["ten_worst"][0]["times"]) == ("2026-08-25T08:57:00+00:00", 150)
