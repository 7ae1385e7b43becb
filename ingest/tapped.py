"""paho with the messages taken off its stream."""

import socket
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from ingest.inbox import Inbox
from ingest.line import Line


class TappedClient(mqtt.Client):
    """paho, but messages never reach it: the line hands them to the inbox."""

    line: Line | None = None

    def __init__(self, client_id: str, clock: Callable[[], datetime], inbox: Inbox) -> None:
        super().__init__(
            CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv5, manual_ack=True
        )
        self._clock = clock
        self._inbox = inbox

    def _create_socket(self) -> Any:
        number = self.line.number + 1 if self.line else 1
        plain = cast("socket.socket", super()._create_socket())
        # What came before and is not acknowledged comes again on this line.
        self._inbox.clear()
        self.line = Line(plain, number=number, clock=self._clock, deliver=self._inbox.put)
        return self.line
