"""What every channel is, and how a failed delivery is told: for good, or worth another try."""

from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from model.definition import Definition
from model.errors import YipingError
from model.notification import Notification
from orders import channels


class TryAgainError(YipingError):
    """The receiver is away or busy; ``after_s`` is how long it asked to be left alone, None if it did not."""

    def __init__(self, problem: str, *, after_s: float | None = None) -> None:
        super().__init__(problem)
        self.after_s = after_s


class PermanentError(YipingError):
    """The receiver refuses this notification and always will."""


class Channel(Protocol):
    """One channel with its settings. What it tells may be told more than once, with the same key."""

    def deliver(self, notification: Notification, *, now: datetime) -> None:
        """Hands a notification over at ``now``, aware; once this returns, the receiver has it.

        Raises TryAgainError or PermanentError.
        """
        ...


def channel_names() -> list[str]:
    """Every channel there is."""
    return sorted(module.name for module in iter_modules(channels.__path__))


def channel_from(name: str, definition: Definition) -> Channel:
    """The channel ``name`` with the settings of a definition. Raises DefinitionError where they are wrong."""
    if name not in channel_names():
        raise definition.error("channel", f"{name!r} is not one of {', '.join(channel_names())}")
    channel: Channel = import_module(f"orders.channels.{name}").channel_from(definition)
    return channel
