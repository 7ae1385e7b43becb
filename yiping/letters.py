"""Dead letters for people: what was typed, what is printed, and another try with the settings of here."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from ingest.sources import load_sources
from model.catalogue import load_kinds
from model.errors import YipingError
from store.dead_letters import Listed
from store.letter_replay import chosen
from store.pool import connect, open_pool
from yiping.ingesting import worker_for
from yiping.process import settings_here
from yiping.replaying import Replayed, replay
from yiping.runtime.attach import database_url

_LINE_BYTES = 16


def database_here() -> str:
    """The address of the database of this checkout."""
    return database_url(settings_here())


def time_since(text: str) -> datetime:
    """The aware time that a person wrote; without a zone it is that of the settings."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError as problem:
        raise YipingError(
            f"--since {text!r} is no date or time like 2026-08-25 or 2026-08-25T09:00"
        ) from problem
    return time if time.tzinfo else time.replace(tzinfo=ZoneInfo(settings_here().zone))


def topic_pattern(text: str) -> str:
    """A pattern of the database for topics like ``text``, in which * stands for anything."""
    literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return literal.replace("*", "%")


def as_line(letter: Listed) -> str:
    """A dead letter as one line of JSON."""
    return json.dumps({**asdict(letter), "received_at": letter.received_at.isoformat()}, ensure_ascii=False)


def as_row(letter: Listed) -> str:
    """A dead letter as a line for people."""
    return (
        f"{letter.num:>8} {letter.received_at:%Y-%m-%d %H:%M:%S} {letter.reason:<18} {letter.size_bytes:>7} B"
        f"  {tame(letter.topic)}  {tame(letter.detail)}"
    )


def readable(payload: bytes) -> str:
    """A payload as people read it: JSON in lines, text as it is, anything else byte by byte."""
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        return _dump(payload)
    try:
        words = json.loads(text)
    except (ValueError, RecursionError):
        return text if _is_harmless(text) else _dump(payload)
    shown = json.dumps(words, ensure_ascii=False, indent=2)
    return shown if _is_harmless(shown) else json.dumps(words, indent=2)


def replayed_here(nums: Sequence[int] | None, reason: str | None, *, dry_run: bool) -> Iterator[Replayed]:
    """Tries dead letters again with the settings of here, each message in a transaction of its own."""
    settings = settings_here()
    pool = open_pool(database_url(settings), name="dead-letters")
    try:
        worker = worker_for(settings, pool, load_sources(settings.sources, kinds=load_kinds()), "replay")
        with connect(database_url(settings), name="dead-letters") as conn:
            for num in chosen(conn, nums=nums, reason=reason):
                yield replay(conn, num, worker)
                conn.rollback() if dry_run else conn.commit()
    finally:
        pool.close()


def tame(text: str) -> str:
    """Text without what could steer a terminal."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _is_harmless(text: str) -> bool:
    # What a device sends must not steer the terminal of whoever looks at it.
    return all(letter.isprintable() or letter in "\t\r\n" for letter in text)


def _dump(payload: bytes) -> str:
    lines = []
    for start in range(0, len(payload), _LINE_BYTES):
        piece = payload[start : start + _LINE_BYTES]
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in piece)
        lines.append(f"{start:08x}  {piece.hex(' '):<{3 * _LINE_BYTES}} {shown}")
    return "\n".join(lines)
