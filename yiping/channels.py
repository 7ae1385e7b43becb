"""The channels of an installation: one TOML, a table a channel, named as orders and people call it.

``channel`` in a table is the kind, the rest are that kind's own settings; docs/howto/channel.md tells them.
"""

import logging
import re
import stat
from pathlib import Path

from model.definition import Definition, read_definition
from orders.channel import Channel, channel_from

_log = logging.getLogger(__name__)
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
SECRET_KEYS = frozenset({"password", "secret"})


def load_channels(path: Path | None) -> dict[str, Channel]:
    """Every channel of a file by its name; none without a file.

    Raises DefinitionError naming file and key where the file cannot be read or anything in it is wrong.
    """
    if path is None:
        return {}
    whole = read_definition(path)
    channels = {name: _channel(name, whole) for name in whole.names()}
    if any(SECRET_KEYS & set(whole.table(name).names()) for name in channels):
        _warn_if_open(path)
    return channels


def _channel(name: str, whole: Definition) -> Channel:
    if not _NAME.fullmatch(name):
        raise whole.error(name, "must be a name of small letters, digits, - and _, at most 40")
    table = whole.table(name)
    kind = table.take("channel", str)
    try:
        channel = channel_from(kind, table)
    except (LookupError, OSError, ValueError) as problem:
        raise whole.error(name, f"is no {kind}: {problem}") from problem
    table.finish()
    return channel


def _warn_if_open(path: Path) -> None:
    if path.stat().st_mode & stat.S_IROTH:
        _log.warning(
            "%s holds secrets and every account may read it: chmod o-r %s",
            path,
            path,
            extra={"action": "secrets_open"},
        )
