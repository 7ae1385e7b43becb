"""Texts with words in braces, such as ``v3/{app}@{tenant}/devices/{device}/up``; and their patterns."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# A bound on a word's length and two words a stretch keep what a hostile name can cost in matching small.
LONGEST_WORD = 255
MOST_WORDS = 2
_PART = re.compile(r"\{([^{}]*)\}|([^{}]+)|([{}])")
_WORD = re.compile(r"[a-z][a-z0-9_]*")


class TemplateError(ValueError):
    """The text is no template; the message says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of plain text, or one word without its braces."""

    text: str
    is_word: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text whose words stand in braces. A word is small letters, digits and ``_``; none stands twice."""

    text: str
    parts: tuple[Part, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words, in their order."""
        return tuple(part.text for part in self.parts if part.is_word)

    def filled(self, words: Mapping[str, str]) -> str:
        """The text with each word replaced. Raises KeyError at a word that ``words`` lacks."""
        return "".join(words[part.text] if part.is_word else part.text for part in self.parts)


def template_from(text: str) -> Template:
    """The template that ``text`` writes. Raises TemplateError at a wrong brace, word or repetition."""
    parts = tuple(_parts(text))
    template = Template(text=text, parts=parts)
    for word in template.words:
        if not _WORD.fullmatch(word):
            raise TemplateError(f"{{{word}}} in {text!r} is no word of small letters, digits and _")
        if template.words.count(word) > 1:
            raise TemplateError(f"{{{word}}} stands twice in {text!r}")
    return template


def pattern_of(template: Template, *, stop: str = "") -> str:
    """The regular expression of the texts that ``template`` can become; words hold no sign of ``stop``.

    Raises TemplateError where it could not be told where one word ends and the next begins.
    """
    if len(template.words) > MOST_WORDS:
        raise TemplateError(f"{template.text!r} has more than {MOST_WORDS} words in one stretch")
    if any(
        one.is_word and other.is_word for one, other in zip(template.parts, template.parts[1:], strict=False)
    ):
        raise TemplateError(f"{template.text!r} has two words with nothing between them")
    sign = f"[^{re.escape(stop)}]" if stop else "."
    return "".join(
        f"(?P<{part.text}>{sign}{{1,{LONGEST_WORD}}})" if part.is_word else re.escape(part.text)
        for part in template.parts
    )


def _parts(text: str) -> Iterator[Part]:
    for found in _PART.finditer(text):
        word, plain, stray = found.groups()
        if stray:
            raise TemplateError(f"{stray!r} at place {found.start() + 1} of {text!r} has no partner")
        yield Part(plain if word is None else word, word is not None)
