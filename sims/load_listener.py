"""A plain subscriber of paho that only counts: what its library takes, with nothing done about it.

``python -m sims.load_listener URL COUNT`` ends after COUNT messages.
"""

import sys
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from model.broker import broker_from


def main(url: str, count: int) -> None:
    """Takes messages of all sensors at QoS 1."""
    broker, left = broker_from(url), count
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="load-listener", protocol=mqtt.MQTTv5)

    def take(_client: Any, _userdata: Any, _message: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            client.disconnect()

    def subscribe(*_: Any) -> None:
        client.subscribe("yiping/v1/#", qos=1)

    client.on_message = take
    client.on_connect = subscribe
    client.username_pw_set(broker.user, broker.password)
    client.connect(broker.host, broker.port)
    client.loop_forever()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
