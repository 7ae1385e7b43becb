"""Errors that a person reads."""


class YipingError(Exception):
    """Something went wrong that a person can mend; ``str(error)`` says what, where and how."""


class DefinitionError(YipingError):
    """A definition file is wrong; names the file and the key."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}" if key else f"{file}: {problem}")
        self.file = file
        self.key = key
        self.problem = problem
