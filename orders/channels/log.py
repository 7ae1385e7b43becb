"""Log: a line of JSON in a file, for sites where another program reads it, and to see what would be told."""

import fcntl
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from model.definition import Definition
from model.notification import Notification
from orders.channel import TryAgainError


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """Writes to the end of ``file``; a line is on the disk before it counts as told."""

    file: Path

    def deliver(self, notification: Notification, *, now: datetime) -> None:  # noqa: ARG002  its own times count
        line = json.dumps(as_json(notification), ensure_ascii=False).encode() + b"\n"
        try:
            with self.file.open("ab") as lines:
                fcntl.flock(lines, fcntl.LOCK_EX)
                lines.write(line)
                lines.flush()
                os.fsync(lines.fileno())
        except OSError as problem:
            raise TryAgainError(f"{self.file} cannot be written: {problem.strerror}") from problem


def as_json(notification: Notification) -> dict[str, Any]:
    """A notification as JSON can hold it; times in UTC, degrees WGS-84."""
    return {
        "key": notification.key,
        "case": notification.case_id,
        "event": notification.event,
        "at": notification.at.isoformat(),
        "begun_at": notification.begun_at.isoformat(),
        "ends": notification.ends,
        "severity": notification.severity.key,
        "origin": notification.origin.value,
        "headline": {"zh": notification.headline.zh, "en": notification.headline.en},
        "body": {"zh": notification.body.zh, "en": notification.body.en},
        "lon": notification.position.lon,
        "lat": notification.position.lat,
        "area": notification.area_code,
        "area_name": notification.area_name
        and {"zh": notification.area_name.zh, "en": notification.area_name.en},
        "to": notification.to,
    }


def channel_from(definition: Definition) -> Log:
    """``file`` is where the lines go."""
    return Log(file=Path(definition.take("file", str)))
