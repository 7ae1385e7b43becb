"""The streets of the city shared out among ingest workers. Pure, and the same for the same registry."""

from collections.abc import Mapping, Sequence

Streets = tuple[str, ...]
"""Prefixes of topics, ``<district>/<street>``, in alphabetical order."""


def split(streets: Mapping[str, int], workers: int) -> list[Streets]:
    """A share for each worker, balanced by the number of sensors that ``streets`` tells.

    The largest street goes first, each to the worker with the fewest sensors: no two shares then differ by
    more than the largest street. Shares are empty only where there are fewer streets than workers.
    """
    shares: list[list[str]] = [[] for _ in range(workers)]
    for street in sorted(streets, key=lambda name: (-streets[name], name)):
        shares[least_loaded(shares, streets)].append(street)
    return [tuple(sorted(share)) for share in shares]


def least_loaded(shares: Sequence[Sequence[str]], streets: Mapping[str, int]) -> int:
    """The place of the share with the fewest sensors; of equals that with fewest streets, then the first."""
    loads = [(sum(streets.get(name, 0) for name in share), len(share)) for share in shares]
    return loads.index(min(loads))


def joined(shares: Sequence[Streets], streets: Mapping[str, int]) -> list[Streets]:
    """The shares with every street of ``streets`` that none of them has yet; what they have stays theirs."""
    grown = [list(share) for share in shares]
    known = {name for share in shares for name in share}
    for street in sorted(streets.keys() - known, key=lambda name: (-streets[name], name)):
        grown[least_loaded(grown, streets)].append(street)
    return [tuple(sorted(share)) for share in grown]
