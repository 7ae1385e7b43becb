"""The last deltas, so that a screen that was away for a while need not begin anew. Pure."""

from collections import deque
from functools import reduce

from dashboard.push.picture import Delta, merge


class Ring:
    """Deltas in sequence, the oldest forgotten beyond `size`."""

    def __init__(self, size: int = 2048, *, seq: int = 0) -> None:
        self.seq = seq
        self._deltas: deque[Delta] = deque(maxlen=size)

    def append(self, delta: Delta) -> None:
        """Keep the next delta. Raises ValueError when it does not follow the last."""
        if delta.after != self.seq:
            raise ValueError(f"delta {delta.after}..{delta.seq} does not follow {self.seq}")
        self._deltas.append(delta)
        self.seq = delta.seq

    def since(self, seq: int) -> Delta | None:
        """All that happened after `seq` as one delta, None when the ring cannot know."""
        if seq == self.seq:
            return Delta(after=seq, seq=seq)
        wanted = [delta for delta in self._deltas if delta.after >= seq]
        if seq > self.seq or not wanted or wanted[0].after != seq:
            return None
        return reduce(merge, wanted)
