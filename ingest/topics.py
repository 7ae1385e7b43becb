"""Addresses on the wire: ``yiping/v1/<district>/<street>/<kind>/<sensor>/up``."""

from dataclasses import dataclass

from model.sensor import Sensor

ROOT = "yiping/v1"


class TopicError(ValueError):
    """The topic is not one of ours."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a sensor speaks. Raises TopicError when a word is empty or holds ``/``, ``+`` or ``#``."""

    district: str
    street: str
    kind: str
    sensor: str

    def __post_init__(self) -> None:
        for word in (self.district, self.street, self.kind, self.sensor):
            if not word or any(sign in word for sign in "/+#\0"):
                raise TopicError(f"{word!r} cannot be a level of a topic")

    @property
    def up(self) -> str:
        """The topic of this sensor's readings."""
        return f"{ROOT}/{self.district}/{self.street}/{self.kind}/{self.sensor}/up"

    @property
    def status(self) -> str:
        """The topic of this sensor's retained birth and last will."""
        return f"{ROOT}/{self.district}/{self.street}/{self.kind}/{self.sensor}/status"


def address_of(topic: str) -> Address:
    """The address that a topic of readings names. Raises TopicError on any other topic."""
    levels = topic.split("/")
    if len(levels) != 7 or levels[0:2] != ["yiping", "v1"] or levels[6] != "up":
        raise TopicError(f"{topic!r} is not {ROOT}/<district>/<street>/<kind>/<sensor>/up")
    return Address(*levels[2:6])


def address_of_sensor(sensor: Sensor) -> Address:
    """Where a registered sensor speaks."""
    return Address(sensor.district, sensor.street, sensor.kind, sensor.id)


def readings_filter(prefix: str = "") -> str:
    """The subscription for all readings under ``prefix``, ``<district>`` or ``<district>/<street>``.

    Raises TopicError when the prefix is deeper, or is no plain topic.
    """
    words = prefix.strip("/").split("/") if prefix.strip("/") else []
    if len(words) > 2 or any(not word or sign in word for word in words for sign in "+#"):
        raise TopicError(f"prefix {prefix!r} is not <district> or <district>/<street>")
    return "/".join([ROOT, *words, *["+"] * (4 - len(words)), "up"])
