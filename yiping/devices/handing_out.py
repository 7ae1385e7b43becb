"""New passwords for the people who set up devices: told once, on the screen or in a file of mode 0600."""

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ingest.topics import address_of_sensor
from model.sensor import Sensor
from yiping.devices.granting import Handout
from yiping.runtime.grants import Grant, GrantsError

MOST_ON_SCREEN = 20
COLUMNS = ("account", "password", "topic")


def refuse_flood(count: int, file: Path | None) -> None:
    """Raise GrantsError for more passwords than a screen keeps, before any is made."""
    if file is None and count > MOST_ON_SCREEN:
        raise GrantsError(
            f"{count} passwords are too many for the screen: name a file to write them to, --csv FILE"
        )


def write_csv(file: Path, handouts: Sequence[Handout], topics: Mapping[str, str]) -> None:
    """Write account, password and topic, a line each, for our own eyes.

    Raises GrantsError when the file is there already or cannot be written.
    """
    try:
        line = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(line, "w", encoding="utf-8", newline="") as out:
            sheet = csv.writer(out)
            sheet.writerow(COLUMNS)
            sheet.writerows((one.name, one.password, topics.get(one.name, "")) for one in handouts)
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError as error:
        raise GrantsError(
            f"{file} is there already; name another one, it may hold passwords in use"
        ) from error
    except OSError as error:
        raise GrantsError(f"cannot write {file}: {error.strerror}") from error


def told(handouts: Iterable[Handout], topics: Mapping[str, str]) -> list[str]:
    """The same for the screen."""
    return [f"{one.name}\t{one.password}\t{topics.get(one.name, '')}" for one in handouts]


def topics_of(sensors: Iterable[Sensor]) -> dict[str, str]:
    """Where each sensor publishes."""
    return {sensor.id: address_of_sensor(sensor).up for sensor in sensors}


def listed(one: Grant) -> str:
    """One account for a list."""
    kind = f"gateway of {', '.join(one.filters)}" if one.is_gateway else "device"
    return f"{one.name}\t{one.granted_at:%Y-%m-%d %H:%M} UTC\t{kind}"


def read_names(file: Path) -> list[str]:
    """Names out of a file, one a line; empty lines are passed over. Raises GrantsError."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise GrantsError(f"cannot read {file}: {error}") from error
    return [line.strip() for line in lines if line.strip()]
