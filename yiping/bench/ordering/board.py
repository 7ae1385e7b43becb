"""What people believe of orders: which there are, and how they stood when somebody last saw them."""

import random
from collections import deque
from dataclasses import dataclass, field

from yiping.bench.ordering.table import OVER

HOT = 60
"""So many orders get most of the attention, so that people meet on them."""

OLD = 0.1
SAME_AGAIN = 0.25


@dataclass(slots=True)
class Board:
    """Shared between threads without locks: what it tells is only believed, and may be of before."""

    ids: list[str] = field(default_factory=list)
    state: dict[str, str] = field(default_factory=dict)
    hot: deque[str] = field(default_factory=lambda: deque(maxlen=HOT))
    just_taken: str | None = None

    def saw(self, order_id: str, state: str) -> None:
        """Somebody saw how an order stands."""
        if order_id not in self.state:
            self.ids.append(order_id)
            self.hot.append(order_id)
        self.state[order_id] = state

    def pick(self, rng: random.Random) -> str | None:
        """An order to act on: the one that somebody took just now, one of many eyes, or any."""
        if not self.ids:
            return None
        if self.just_taken and rng.random() < SAME_AGAIN:
            return self.just_taken
        found = rng.choice(self.ids) if rng.random() < OLD else self._hot(rng)
        self.just_taken = found
        return found

    def any(self, rng: random.Random) -> str:
        """Any order; there is one."""
        return rng.choice(self.ids)

    def _hot(self, rng: random.Random) -> str:
        place = rng.randrange(len(self.hot))
        found = self.hot[place]
        if self.state[found] in OVER and rng.random() < 0.5:
            self.hot[place] = found = self.any(rng)  # another one gets the attention
        return found
