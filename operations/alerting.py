"""Alerts to an administrator: always a log line, and a mail file or a web hook if configured.

`OBSERVATOIRE_ALERT_MAIL` is a folder for message files, which a mail program or a person picks up;
`OBSERVATOIRE_ALERT_WEBHOOK` is an address that receives `{"text": …}`, the format of usual chat
servers. Neither contains any data.
"""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import httpx

from method.log import log
from pipelines.desk.history import write_durably

MAIL = "OBSERVATOIRE_ALERT_MAIL"
WEBHOOK = "OBSERVATOIRE_ALERT_WEBHOOK"
TIMEOUT_SECONDS = 10.0


def administrator(subject: str, text: str) -> list[str]:
    """Send an alert; return the channels that worked. Failures are logged, not raised."""
    log.error("administrator_told", subject=subject)
    ways = []
    for name, send in ((MAIL, _mail), (WEBHOOK, _hook)):
        where = os.environ.get(name)
        if not where:
            continue
        try:
            send(where, subject, text)
            ways.append(name)
        except (OSError, httpx.HTTPError, ValueError) as error:
            log.error("administrator_not_told", way=name, reason=type(error).__name__)
    return ways


def _mail(folder: str, subject: str, text: str) -> None:
    now = datetime.now(UTC)
    message = EmailMessage()
    message["Subject"] = f"[Observatoire] {subject}"
    message["Date"] = format_datetime(now)
    message["From"] = f"observatoire@{socket.gethostname()}"
    message.set_content(text)
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_durably(place / f"{now:%Y%m%dT%H%M%S%f}.eml", bytes(message))


def _hook(address: str, subject: str, text: str) -> None:
    payload = {"text": f"Observatoire : {subject}\n{text}"}
    httpx.post(address, json=payload, timeout=TIMEOUT_SECONDS).raise_for_status()
