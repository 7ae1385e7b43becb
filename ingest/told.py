"""What ingest says back to a platform."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message that ingest sends back to the platform, such as a request for a new birth."""

    topic: str
    payload: bytes
