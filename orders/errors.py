"""Why a command on an order is refused."""

from model.errors import YipingError


class Refused(YipingError):  # noqa: N818  the word of the field, read by people
    """The order cannot take this command now; the message says why and what it can take."""
