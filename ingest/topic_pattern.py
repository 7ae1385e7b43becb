"""Topics of other platforms: a pattern such as ``v3/{app}/devices/{device}/up`` or ``spBv1.0/{group}/#``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.template import Template, TemplateError, pattern_of, template_from
from ingest.topics import ROOT

REST = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPattern:
    """Topics of one form; each word stands for a level, or for a part of one."""

    text: str
    levels: tuple[Template, ...]
    takes_rest: bool
    regex: re.Pattern[str]

    @property
    def words(self) -> tuple[str, ...]:
        """All words of the pattern."""
        return tuple(word for level in self.levels for word in level.words)

    @property
    def filter(self) -> str:
        """The MQTT subscription that brings these topics, and, where a word is part of a level, more."""
        levels = ["+" if level.words else level.text for level in self.levels]
        return "/".join([*levels, *([REST] if self.takes_rest else [])])

    @property
    def brought(self) -> "TopicPattern":
        """The form of all topics that the subscription brings."""
        levels = [
            f"{{level_{place}}}" if level.words else level.text for place, level in enumerate(self.levels)
        ]
        return topic_pattern("/".join([*levels, *([REST] if self.takes_rest else [])]))

    def match(self, topic: str) -> dict[str, str] | None:
        """What the words stand for in ``topic``; None for a topic of another form."""
        found = self.regex.fullmatch(topic)
        return None if found is None else found.groupdict()


def topic_pattern(text: str) -> TopicPattern:
    """The pattern that ``text`` writes. Raises TemplateError."""
    template_from(text)  # no word twice in the whole, none across levels
    written = text.split("/")
    takes_rest = written[-1] == REST
    levels = tuple(template_from(level) for level in (written[:-1] if takes_rest else written))
    if not text:
        raise TemplateError("an empty text is no topic")
    if wrong := [level.text for level in levels if set(level.text) & set("+#\0")]:
        raise TemplateError(f"{wrong[0]!r} in {text!r}: write a level as {{word}}, and # only as the last")
    regex = "/".join(pattern_of(level, stop="/") for level in levels)
    # The filter a/# brings the topic a as well (MQTT 5, section 4.7.1.2).
    rest = ("(?:/.*)?" if levels else ".*") if takes_rest else ""
    return TopicPattern(
        text=text, levels=levels, takes_rest=takes_rest, regex=re.compile(regex + rest, re.DOTALL)
    )


OURS = topic_pattern(f"{ROOT}/{REST}")
"""What native messages speak on; no source may reach into it."""


def can_meet(one: TopicPattern, other: TopicPattern) -> bool:
    """Whether some topic may be of both forms; in doubt yes."""
    shorter = min(one, other, key=lambda pattern: len(pattern.levels))
    if len(one.levels) != len(other.levels) and not shorter.takes_rest:
        return False
    return all(_levels_meet(*pair) for pair in zip(one.levels, other.levels, strict=False))


def _levels_meet(one: Template, other: Template) -> bool:
    if not one.words:
        return re.fullmatch(pattern_of(other, stop="/"), one.text) is not None
    if not other.words:
        return _levels_meet(other, one)
    (head, tail), (other_head, other_tail) = _ends(one), _ends(other)
    return (head.startswith(other_head) or other_head.startswith(head)) and (
        tail.endswith(other_tail) or other_tail.endswith(tail)
    )


def _ends(level: Template) -> Iterator[str]:
    for part in (level.parts[0], level.parts[-1]):
        yield "" if part.is_word else part.text
