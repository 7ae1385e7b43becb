"""Whether alerts that were disturbed lived as those that were not: the same changes at the same readings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.sensor import Sensor
from store.measured_alerts import Turn, filed, lives
from store.pool import connect

WITHIN_S = 1.0
Lane = Mapping[tuple[str, int], Sequence[Turn]]
"""What the alerts of some sensors went through, by rule and the sensor's place among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """What became of some sensors; every rule and sensor with an alert should have one order."""

    lane: Lane
    orders_off: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Disturbed lives beside undisturbed ones; ``apart_s`` is the most that a change lies apart in time.

    ``different`` tells each life with other changes, ``orders_off`` counts orders missing or double.
    """

    lives: int
    changes: int
    different: Sequence[str]
    apart_s: float
    orders_off: int

    @property
    def is_clean(self) -> bool:
        """Whether every disturbed life is like its undisturbed one, within a second, with one order."""
        return self.lives > 0 and not self.different and not self.orders_off and self.apart_s <= WITHIN_S

    @property
    def words(self) -> str:
        """What is wrong."""
        told = "; ".join(self.different[:3]) or "the same changes"
        return f"{told}; {self.apart_s:g} s apart at most; {self.orders_off} orders missing or double"


def lived(database_url: str, sensors: Sequence[Sensor]) -> Lived:
    """What the alerts of some sensors went through, and how many of their orders are missing or double."""
    nums = [sensor.num for sensor in sensors]
    with connect(database_url, name="bench") as conn:
        found, orders = lives(conn, nums), filed(conn, nums)
    orders_off = len(set(orders) ^ found.keys()) + len(orders) - len(set(orders))
    return Lived(lane=by_place(found, nums), orders_off=orders_off)


def compared(calm: Lived, disturbed: Sequence[Lived]) -> Compared:
    """Each disturbed life beside the undisturbed one of its place."""
    lanes = [one.lane for one in disturbed]
    return Compared(
        lives=sum(map(len, lanes)),
        changes=sum(len(turns) for lane in lanes for turns in lane.values()),
        different=[line for lane in lanes for line in differences(calm.lane, lane)],
        apart_s=max((apart_s(calm.lane, lane) for lane in lanes), default=0.0),
        orders_off=calm.orders_off + sum(one.orders_off for one in disturbed),
    )


def by_place(found: Lane, sensor_nums: Sequence[int]) -> Lane:
    """The lives of some sensors, by their places."""
    places = {num: place for place, num in enumerate(sensor_nums)}
    return {(rule_id, places[num]): turns for (rule_id, num), turns in found.items() if num in places}


def differences(calm: Lane, disturbed: Lane) -> list[str]:
    """Each life that has other changes than the undisturbed one, in words; times are left out."""
    return [
        f"{key[0]}: {_words(disturbed.get(key, ()))} instead of {_words(calm.get(key, ()))}"
        for key in sorted(calm.keys() | disturbed.keys())
        if _words(calm.get(key, ())) != _words(disturbed.get(key, ()))
    ]


def apart_s(calm: Lane, disturbed: Lane) -> float:
    """The most that the same change of a life lies apart, in s."""
    return max(
        (
            abs((one.at - other.at).total_seconds())
            for key in calm.keys() & disturbed.keys()
            for one, other in zip(calm[key], disturbed[key], strict=False)
        ),
        default=0.0,
    )


def _words(turns: Sequence[Turn]) -> str:
    told = [f"{turn.change} {turn.severity.key} at {turn.value:g}" for turn in turns]
    return ", ".join(told) or "nothing"
