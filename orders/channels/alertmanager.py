"""Alertmanager: what Prometheus' Alertmanager posts to its webhook receivers, version 4.

Whatever takes alerts from an Alertmanager takes ours: one group and one alert a case, firing until it ends.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from model.definition import Definition
from model.notification import Notification
from orders.posting import post, url_from

NEVER = "0001-01-01T00:00:00Z"
"""What an Alertmanager writes where an alert has no end yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alertmanager:
    """Posts to ``url``; ``external_url`` is where a person finds the case, with its id at the end."""

    url: str
    external_url: str
    ca: str | None = None

    def deliver(self, notification: Notification, *, now: datetime) -> None:  # noqa: ARG002  its own times count
        headers = {"Content-Type": "application/json", "Idempotency-Key": notification.key}
        body = json.dumps(message(notification, self.external_url), ensure_ascii=False).encode()
        post(self.url, body, headers, ca=self.ca)


def message(notification: Notification, external_url: str) -> dict[str, Any]:
    """The body for one notification."""
    labels = {
        "alertname": notification.case_id,
        "severity": notification.severity.key,
        "origin": notification.origin.value,
        "area": notification.area_code or "",
    }
    annotations = {
        "summary": notification.headline.zh,
        "summary_en": notification.headline.en,
        "description": notification.body.zh,
        "description_en": notification.body.en,
        "event": notification.event,
    }
    status = "resolved" if notification.ends else "firing"
    alert = {
        "status": status,
        "labels": labels,
        "annotations": annotations,
        "startsAt": notification.begun_at.isoformat(),
        "endsAt": notification.at.isoformat() if notification.ends else NEVER,
        "generatorURL": f"{external_url.rstrip('/')}/{notification.case_id}",
        "fingerprint": notification.case_id,
    }
    return {
        "version": "4",
        "groupKey": notification.case_id,
        "truncatedAlerts": 0,
        "status": status,
        "receiver": notification.to,
        "groupLabels": {"alertname": notification.case_id},
        "commonLabels": labels,
        "commonAnnotations": annotations,
        "externalURL": external_url,
        "alerts": [alert],
    }


def channel_from(definition: Definition) -> Alertmanager:
    """``url`` of the receiver, ``external_url`` of our own pages, ``ca`` for certificates of one's own."""
    return Alertmanager(
        url=url_from(definition),
        external_url=definition.take("external_url", str),
        ca=definition.take("ca", str, "") or None,
    )
