"""Every rule on the way that its readings really take: from messages to an alert with an order."""

from datetime import timedelta

from alerts.rule import Example, Rule, load_rules
from ingest.message import Message
from store.alerts import recent_alerts
from store.pool import connect
from tests.fixtures.batches import NOW, Send, message
from tests.fixtures.city import sensor
from yiping.city import register_sensors


def firing(rule: Rule) -> Example:
    """The first example that changes the level."""
    return next(example for example in rule.examples if example.changes)


# A rule that asks the dossier of a site is shown where its condition is tested.
RULES = [rule for rule in load_rules() if not firing(rule).facts]


def messages_of(rule: Rule) -> list[Message]:
    """The readings of an example that fires, each arriving when it is measured."""
    start = NOW - timedelta(days=30)
    times = [(start + timedelta(seconds=at), values) for at, values in firing(rule).readings]
    return [
        message({"t": at.isoformat(), "v": dict(values)}, sensor=rule.id, kind=rule.kind.id, received_at=at)
        for at, values in times
    ]


def test_what_fires_in_an_example_fires_in_the_city(small_city: str, send: Send) -> None:
    register_sensors(
        small_city, [sensor(rule.id, rule.kind.id, 121.485, rule.kind.expected_every_s) for rule in RULES]
    )
    for rule in RULES:
        send(*messages_of(rule))
    with connect(small_city, name="test") as conn:
        views = recent_alerts(conn, limit=500)
    worst = {(view.alert.rule_id, view.sensor_id): view.alert.peak_severity for view in views}
    wanted = {
        (rule.id, rule.id): max(level for _, level in firing(rule).changes if level is not None)
        for rule in RULES
    }
    assert {key: worst.get(key) for key in wanted} == wanted
    assert [view.alert.rule_id for view in views if view.order_id is None] == []
