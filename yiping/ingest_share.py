"""The share of one ingest worker: its part of the city, its name, and what it subscribes to."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.sources import Source, load_sources
from ingest.topics import readings_filter
from model.catalogue import load_kinds
from store.claims import Claim, ancestors
from store.ingest_sessions import Filters
from yiping.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One worker. Without a prefix it takes the whole city; without a name it is called by its prefixes.

    ``sources`` says whether the platforms' topics are its own; None: only where it takes the whole city.
    """

    prefixes: tuple[str, ...] = ()
    name: str = ""
    sources: bool | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The prefixes, none of which lies in another; '' is the whole city. Raises TopicError."""
        plain = {prefix.strip("/") for prefix in self.prefixes} or {""}
        for prefix in plain:
            readings_filter(prefix)
        return tuple(sorted(prefix for prefix in plain if not plain & set(ancestors(prefix))))

    @property
    def is_whole(self) -> bool:
        """Whether it takes all there is, so that no other session may remain."""
        return self.parts == ("",) and self.sources is not False

    @property
    def takes_sources(self) -> bool:
        """Whether the platforms' topics are its own."""
        return self.parts == ("",) if self.sources is None else self.sources

    def client_id(self, settings: Settings) -> str:
        """The identifier of its session. A session belongs to one worker: two would push each other out."""
        own = self.name or "_".join(part.replace("/", "-") for part in self.parts)
        return f"{settings.mqtt_client_id}-{own}" if own else settings.mqtt_client_id

    def claim(self, settings: Settings) -> Claim:
        """What it takes for itself."""
        client_id = self.client_id(settings)
        sources = self.takes_sources and settings.sources is not None
        return Claim(holder=client_id, prefixes=self.parts, sources=sources, client_ids=(client_id,))

    def filters(self, sources: Sequence[Source]) -> Filters:
        """What it subscribes to; ``sources`` are those of the installation."""
        taken = sources if self.takes_sources else ()
        return frozenset({*map(readings_filter, self.parts), *(source.filter for source in taken)})


def sources_of(settings: Settings) -> tuple[Source, ...]:
    """The sources of the installation. Raises as ``load_sources``."""
    return tuple(load_sources(settings.sources, kinds=load_kinds()))
