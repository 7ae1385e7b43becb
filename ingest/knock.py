"""A question to a broker: does it let us in?"""

from time import monotonic

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from ingest.mqtt import introduce
from model.broker import Broker


def knock(broker: Broker, *, timeout_s: float = 5.0) -> bool:
    """Whether a broker lets us in, asked once. Raises OSError when nobody is there in time."""
    answers: list[bool] = []
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.on_connect = lambda _client, _userdata, _flags, code, _properties: answers.append(
        not code.is_failure
    )
    client.connect_timeout = timeout_s
    introduce(client, broker)
    client.connect(broker.host, broker.port)
    until = monotonic() + timeout_s
    while not answers and monotonic() < until and client.loop(0.1) == mqtt.MQTT_ERR_SUCCESS:
        pass
    client.disconnect()
    client.loop(0.1)
    if not answers and monotonic() >= until:
        raise TimeoutError(f"no answer within {timeout_s:.0f} s")
    return bool(answers) and answers[0]
