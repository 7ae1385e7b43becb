"""Errors that a person reads."""

from model.errors import YipingError


class ConfigError(YipingError):
    """The dashboard refuses to start with these accounts or this key."""


class UnknownAreaError(LookupError):
    """An area of this code is not in force."""
