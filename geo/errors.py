"""Errors of this room that a person reads."""

from model.errors import YipingError


class CrsError(YipingError):
    """A coordinate system is missing, unknown, contradicted, or has no known way to WGS-84."""


class AreaFileError(YipingError):
    """The polygon file cannot be taken as it is."""


class PositionError(YipingError):
    """A position that is no place on earth."""


class GridError(YipingError):
    """An area that cannot be cut into unit grids."""
