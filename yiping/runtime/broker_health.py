"""Whether a broker has dropped messages, or soon will."""

import os
from dataclasses import dataclass

from ingest.broker_figures import DROPPED, STORED, broker_figures
from model.broker import broker_from
from yiping.runtime.attach import NotRunningError, broker_url
from yiping.runtime.broker_queue import Queue, queue_for
from yiping.settings import Settings

WARN_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What a broker says of itself; None where it does not say."""

    dropped: int | None
    stored: int | None


def examine(settings: Settings) -> tuple[bool, str]:
    """Whether the broker in use holds what was promised, and a sentence about it.

    One that does not run holds nothing and is well.
    """
    queue = queue_for(settings)
    short = None if settings.broker_url else short_of_memory(queue, machine_bytes())
    if short:
        return False, short
    try:
        health = ask(broker_url(settings), settings)
    except NotRunningError:
        return True, f"not running; room for {queue.messages} messages"
    except OSError as error:
        return False, f"the broker does not answer: {error}"
    fault = trouble(health, queue)
    return fault is None, fault or sentence(health, queue)


def machine_bytes() -> int:
    """The memory of this machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def ask(url: str, settings: Settings) -> Health:
    """Ask a broker. Raises OSError when nobody is there."""
    ca = str(settings.broker_ca) if settings.broker_ca else None
    figures = broker_figures(broker_from(url), ca=ca)
    return Health(dropped=figures.get(DROPPED), stored=figures.get(STORED))


def trouble(health: Health, queue: Queue) -> str | None:
    """What is wrong, as a sentence; None when nothing is.

    Messages count as dropped since the broker's start. One lost to a full queue was acknowledged.
    """
    if health.dropped:
        return f"{health.dropped} messages were dropped since the broker started: its queue was full"
    if health.stored is not None and health.stored > queue.messages * WARN_SHARE:
        return f"{health.stored} of {queue.messages} messages wait: is ingest away, or a session left behind?"
    return None


def sentence(health: Health, queue: Queue) -> str:
    """What the broker holds, for people."""
    if health.stored is None or health.dropped is None:
        return "the broker tells nothing under $SYS; watch its queue there"
    return f"{health.stored} messages kept, {health.dropped} dropped; room for {queue.messages}"


def short_of_memory(queue: Queue, machine_bytes: int) -> str | None:
    """How much too small this machine is for a full queue; None when it would do.

    Half of the memory is left to the database and the rest.
    """
    if queue.memory_bytes <= machine_bytes // 2:
        return None
    needed, there = f"{queue.memory_bytes / 1e9:.1f} GB", f"{machine_bytes / 1e9:.1f} GB"
    return (
        f"a full queue takes {needed} of the {there} here, and without memory the kernel kills the broker: "
        "lower YIPING_OUTAGE_S or YIPING_MESSAGES_PER_S, or add memory"
    )
