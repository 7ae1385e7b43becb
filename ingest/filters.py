"""Subscriptions compared: what one MQTT filter brings that another brings too (MQTT 5.0, section 4.7.1)."""

ONE, REST = "+", "#"


def overlaps(one: str, other: str) -> bool:
    """Whether some topic fits both filters."""
    mine, theirs = one.split("/"), other.split("/")
    for here, there in zip(mine, theirs, strict=False):
        if REST in (here, there):
            return True
        if here != there and ONE not in (here, there):
            return False
    # The filter a/# brings the topic a as well.
    longer = max(mine, theirs, key=len)
    shorter = min(len(mine), len(theirs))
    return len(mine) == len(theirs) or longer[shorter:] == [REST]


def covers(wide: str, narrow: str) -> bool:
    """Whether every topic that fits ``narrow`` fits ``wide``."""
    mine, theirs = wide.split("/"), narrow.split("/")
    for place, here in enumerate(mine):
        if here == REST:
            return True
        if place >= len(theirs) or theirs[place] == REST:
            # Only a/# brings the topic a, and nothing but a # brings all that a # does.
            return False
        if here not in (ONE, theirs[place]):
            return False
    return len(mine) == len(theirs)
