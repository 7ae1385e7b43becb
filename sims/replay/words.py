"""Words of other systems made fit for a topic."""

import re
import unicodedata

LONGEST = 64
_OTHER = re.compile(r"[^a-z0-9]+")


def topic_word(text: str) -> str:
    """``text`` in lower-case ASCII letters, digits and hyphens. Raises ValueError when nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    word = _OTHER.sub("-", plain).strip("-")[:LONGEST].rstrip("-")
    if not word:
        raise ValueError(f"{text!r} holds no letter or digit that can stand in a topic")
    return word
