"""People by their names, as they are written in histories."""

import unicodedata


def person(name: str) -> str:
    """A name as two of them are compared: without case, spaces, letters of another width or none at all."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(
        one for one in folded if not one.isspace() and unicodedata.category(one) not in {"Cc", "Cf"}
    )
