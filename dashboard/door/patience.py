"""How long somebody who typed a wrong password must wait. Pure: time enters as `now_s`."""

from collections import OrderedDict

FREE = 3
LONGEST_S = 60.0
FORGET_S = 900.0
REMEMBERED = 10_000


class Patience:
    """Failures by key: an address, with or without an account. Beyond REMEMBERED the oldest are forgotten."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait_s(self, key: str, *, now_s: float) -> float:
        """Seconds until `key` may try again, 0 for at once."""
        count, last_s = self._failures.get(key, (0, now_s))
        if count < FREE or now_s - last_s > FORGET_S:
            return 0.0
        return max(0.0, last_s + min(LONGEST_S, 2.0 ** (count - FREE)) - now_s)

    def failed(self, key: str, *, now_s: float) -> None:
        """Count one more failure."""
        count, last_s = self._failures.pop(key, (0, now_s))
        self._failures[key] = (1 if now_s - last_s > FORGET_S else count + 1, now_s)
        while len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)

    def passed(self, key: str) -> None:
        """Forget the failures of somebody who got it right."""
        self._failures.pop(key, None)
