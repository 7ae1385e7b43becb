"""What settings of the broker may be."""

from collections.abc import Callable

from yiping.checks import refuse, text

ACCEPT_PLAINTEXT = "passwords may be read on the way"
LONGEST_SESSION_S = 14 * 24 * 3600


def exactly(words: str) -> Callable[[str, object], str]:
    """Make a check for a consent, which is given in these words or not at all."""

    def check(name: str, value: object) -> str:
        return words if value == words else refuse(name, value, f'must be "{words}", or not set')

    return check


def listen(name: str, value: object) -> str:
    """Accept `address:port` to listen on; an IPv6 address stands in brackets."""
    written = text(name, value)
    try:
        host_and_port(written)
    except ValueError:
        refuse(name, value, "must look like 0.0.0.0:8883 or [::]:8883")
    return written


def host_and_port(written: str) -> tuple[str, int]:
    """The two halves of `address:port`. Raises ValueError when there are not two."""
    host, colon, port = written.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    bracketed = host == f"[{bare}]"
    if (
        not colon
        or not bare
        or (":" in bare) != bracketed
        or any(sign in "[]" or sign.isspace() for sign in bare)
    ):
        raise ValueError(written)
    if not 1 <= int(port) <= 65_535:
        raise ValueError(written)
    return bare, int(port)
