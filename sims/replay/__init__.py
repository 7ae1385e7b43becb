"""Recorded feeds as messages: a CSV file and a map (``sims/maps/*.toml``) that says what its columns mean."""

from sims.replay.feed import messages, sensors_of
from sims.replay.feed_map import FeedMap, load_map

__all__ = ["FeedMap", "load_map", "messages", "sensors_of"]
