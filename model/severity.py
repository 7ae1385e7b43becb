"""The four official warning levels."""

from enum import IntEnum


class Severity(IntEnum):
    """Blue IV is the lowest, red I the highest; the numbers order them and are stored."""

    BLUE = 1
    YELLOW = 2
    ORANGE = 3
    RED = 4

    @property
    def key(self) -> str:
        """The word used in definition files and as the key of texts."""
        return self.name.lower()


SEVERITIES = {severity.key: severity for severity in Severity}
