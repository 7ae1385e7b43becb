"""Errors that a person reads."""

from model.errors import YipingError


class ConfigError(YipingError):
    """The dashboard refuses to start with these accounts or this key."""
