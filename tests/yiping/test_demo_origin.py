"""A storm of the demo is live in a city of its own, and an exercise beside anything else."""

from model.reading import Origin
from sims.district import build
from tests.fixtures.city import SENSORS
from yiping.city import demo_origin, register_sensors


def test_the_demo_is_live_only_where_nothing_else_is_registered(fresh_database: str) -> None:
    assert demo_origin(fresh_database) is Origin.LIVE
    register_sensors(fresh_database, build().sensors[:2])
    assert demo_origin(fresh_database) is Origin.LIVE
    register_sensors(fresh_database, SENSORS[:1])
    assert demo_origin(fresh_database) is Origin.EXERCISE
