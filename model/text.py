"""Words for people, in both languages of the house."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text in Chinese and English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in ``language``, ``zh`` or ``en``."""
        return self.en if language == "en" else self.zh
