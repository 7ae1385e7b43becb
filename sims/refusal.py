"""What a broker's reason codes mean to a publisher (MQTT 5, 2.4), by the standard's names."""

TRANSIENT = frozenset(
    {
        "Unspecified error",
        "Implementation specific error",
        "Server unavailable",
        "Server busy",
        "Server shutting down",
        "Keep alive timeout",
        "Connection rate exceeded",
        "Maximum connect time",
    }
)
"""Answers after which trying again makes sense; every other failure stands until a person acts."""

NOBODY_LISTENS = "No matching subscribers"


def is_final(name: str) -> bool:
    """Whether a failure of that name would only repeat itself."""
    return name not in TRANSIENT
