"""Why a message, or one value of it, cannot become a reading."""

from collections.abc import Sequence
from enum import StrEnum

from ingest.told import Told


class Reason(StrEnum):
    """The named reasons of dead letters."""

    TOPIC = "topic"
    PAYLOAD_TOO_LARGE = "payload_too_large"
    UNKNOWN_SENSOR = "unknown_sensor"
    ADDRESS_MISMATCH = "address_mismatch"
    MALFORMED = "malformed"
    WRONG_TYPE = "wrong_type"
    NOT_A_NUMBER = "not_a_number"
    BAD_TIME = "bad_time"
    FUTURE_TIME = "future_time"
    UNKNOWN_METRIC = "unknown_metric"
    UNKNOWN_ORIGIN = "unknown_origin"
    DEVICE_MISMATCH = "device_mismatch"
    NO_BIRTH = "no_birth"
    UNKNOWN_UNIT = "unknown_unit"
    REFUSED_BY_STORE = "refused_by_store"


class RejectedError(Exception):
    """One message or value is refused; ``reason`` is for counting, ``detail`` for a person.

    ``tell`` is what to send back, such as a request for what would have explained the message.
    """

    def __init__(self, reason: Reason, detail: str, *, tell: Sequence[Told] = ()) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.tell = tell
