"""A mean and a straight line learned value by value: sums only, no history is kept."""

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Regression:
    """How ``y`` goes with ``x``: means, and sums of products of the distances from them.

    Distances are kept rather than plain sums, for those lose all digits where values are alike.
    """

    weight: float = 0.0
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0
    xy: float = 0.0

    def faded(self, share: float) -> "Regression":
        """The same line, with ``share`` of the weight that it has against values to come."""
        return Regression(self.weight * share, self.x, self.y, self.xx * share, self.xy * share)

    def joined(self, x: float, y: float) -> "Regression":
        """The line with one more value."""
        weight = self.weight + 1
        from_x, from_y = x - self.x, y - self.y
        still = self.weight / weight
        return Regression(
            weight,
            self.x + from_x / weight,
            self.y + from_y / weight,
            self.xx + from_x * from_x * still,
            self.xy + from_x * from_y * still,
        )

    @property
    def spread(self) -> float:
        """The standard deviation of ``x``."""
        return sqrt(self.xx / self.weight) if self.weight else 0.0

    @property
    def slope(self) -> float:
        """Units of ``y`` by unit of ``x``. Raises ZeroDivisionError where ``x`` never moved."""
        return self.xy / self.xx
