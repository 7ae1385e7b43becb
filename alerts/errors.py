"""Why a step in the life of an alert is refused."""

from model.errors import YipingError


class Refused(YipingError):  # noqa: N818  the word of the field, read by people
    """An alert, or its rule and sensor, cannot take this step now; the message says why and what it takes."""


class ProposalRefused(YipingError):  # noqa: N818  the word of the field, read by people
    """A proposal cannot be made or take a step. ``key`` names the reason for screens, with ``values``."""

    def __init__(self, key: str, problem: str, **values: object) -> None:
        super().__init__(problem)
        self.key = key
        self.values = values
