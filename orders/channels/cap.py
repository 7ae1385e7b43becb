"""CAP: a file in the Common Alerting Protocol 1.2 of OASIS, for whoever watches a folder for warnings.

The first file of a case is an Alert, later ones are Updates that name those before, the last one is a Cancel.
A drill is an Exercise by its status, which no receiver may take for real.
"""

import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from zoneinfo import ZoneInfo

from model.definition import Definition
from model.notification import Notification
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from orders.channel import PermanentError, TryAgainError

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
STATUS = {Origin.LIVE: "Actual", Origin.EXERCISE: "Exercise", Origin.REPLAY: "Test"}
SEVERITY = {
    Severity.BLUE: "Minor",
    Severity.YELLOW: "Moderate",
    Severity.ORANGE: "Severe",
    Severity.RED: "Extreme",
}
RADIUS_KM = 0.1
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,120}")
_FORBIDDEN = str.maketrans({" ": "_", ",": "_", "<": "_", "&": "_"})
"""What an identifier of CAP may not hold (section 3.2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """Writes into ``folder``, a file a notification; ``sender`` names us, ``zone`` is that of the times."""

    folder: Path
    sender: str
    zone: ZoneInfo

    def deliver(self, notification: Notification, *, now: datetime) -> None:  # noqa: ARG002  its own times count
        if not _NAME.fullmatch(notification.key):
            raise PermanentError(f"{notification.key!r} cannot be the name of a file")
        try:
            _write(self.folder / f"{notification.key}.xml", self.document(notification))
        except OSError as problem:
            raise TryAgainError(f"{self.folder} cannot be written: {problem.strerror}") from problem

    def document(self, notification: Notification) -> bytes:
        """The file of one notification, the elements in the order of the schema."""
        alert = ET.Element("alert", xmlns=NAMESPACE)
        for name, text in (
            ("identifier", notification.key.translate(_FORBIDDEN)),
            ("sender", self.sender),
            ("sent", self._time(notification.at)),
            ("status", STATUS[notification.origin]),
            ("msgType", "Cancel" if notification.ends else "Update" if notification.earlier else "Alert"),
            ("scope", "Restricted"),
            ("restriction", notification.to),
            ("references", " ".join(self._reference(*one) for one in notification.earlier)),
            ("incidents", notification.case_id),
        ):
            if text:
                ET.SubElement(alert, name).text = text
        self._info(alert, notification, "zh-CN", lambda text: text.zh)
        self._info(alert, notification, "en", lambda text: text.en)
        document: bytes = ET.tostring(alert, encoding="utf-8", xml_declaration=True)
        return document

    def _info(
        self, alert: ET.Element, notification: Notification, language: str, pick: Callable[[Text], str]
    ) -> None:
        info = ET.SubElement(alert, "info")
        for name, text in (
            ("language", language),
            ("category", "Safety"),
            ("event", notification.event),
            ("urgency", "Past" if notification.ends else "Immediate"),
            ("severity", SEVERITY[notification.severity]),
            ("certainty", "Observed"),
            ("onset", self._time(notification.begun_at)),
            ("headline", pick(notification.headline)),
            ("description", pick(notification.body)),
        ):
            ET.SubElement(info, name).text = text
        area = ET.SubElement(info, "area")
        ET.SubElement(area, "areaDesc").text = (
            pick(notification.area_name) if notification.area_name else notification.case_id
        )
        where = f"{notification.position.lat:.6f},{notification.position.lon:.6f} {RADIUS_KM:g}"
        ET.SubElement(area, "circle").text = where

    def _reference(self, key: str, at: datetime) -> str:
        return f"{self.sender},{key.translate(_FORBIDDEN)},{self._time(at)}"

    def _time(self, at: datetime) -> str:
        # The schema wants the offset with a sign and without Z, and no fractions of a second.
        return at.astimezone(self.zone).replace(microsecond=0).isoformat()


def _write(path: Path, document: bytes) -> None:
    """Whoever watches the folder sees the whole file or none."""
    with NamedTemporaryFile(dir=path.parent, prefix=".cap-", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(document)
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def channel_from(definition: Definition) -> Cap:
    """``folder``, ``sender`` (a name by which receivers know us) and ``zone`` (IANA)."""
    sender = definition.take("sender", str)
    if not sender or any(letter in sender for letter in " ,<&"):
        raise definition.error("sender", f"{sender!r} must be a name without spaces, commas, < and &")
    return Cap(
        folder=Path(definition.take("folder", str)),
        sender=sender,
        zone=ZoneInfo(definition.take("zone", str)),
    )
