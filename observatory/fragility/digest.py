"""The weekly digest of alerts: a text for those who follow the networks, as a file or by e-mail.

It reads the published alerts through the gate, as staff, and the register of states. Sending is off
unless a server is configured; the settings are environment variables, so that no password is ever
in a file of the project.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pandas as pd

from method.alerts import SEVERITY_LABELS, STATE_LABELS, AlertRules, load_rules
from method.build import Build
from method.errors import ReaderError
from method.settings import curated_root
from method.wording import NBSP, fr_date, fr_list, fr_month, lower_first, plural
from observatory.fragility.alert_book import CONTACT, AlertBook, open_book
from observatory.fragility.schemes import load_schemes
from observatory.gate.access import STAFF
from observatory.gate.store import Store

PREFIX = "OBSERVATOIRE_SMTP_"
WEEK = timedelta(days=7)
FICTIONAL = "DÉMONSTRATION — DONNÉES FICTIVES"
TITLE = "L’Observatoire des clusters — Centre-Val de Loire"
REMINDER = "rappel"
RULE = "—" * 40
LABELS = {CONTACT: "contact"}


class SmtpSettingsError(ReaderError):
    """No mail server is configured, or only partly; the message is in French."""


@dataclass(frozen=True)
class SmtpSettings:
    """Settings of the mail server; an empty `user` means no authentication."""

    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    user: str
    password: str
    starttls: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> SmtpSettings:
        """Read `OBSERVATOIRE_SMTP_` + `HOST`, `PORT`, `FROM`, `TO`, `USER`, `PASSWORD`, `STARTTLS`.

        Raises:
            SmtpSettingsError: the host, the sender or the recipients are missing, or the port is
                not a number.
        """
        settings = {name: environment.get(PREFIX + name, "").strip() for name in _SETTINGS}
        absent = [PREFIX + name for name in ("HOST", "FROM", "TO") if not settings[name]]
        if absent:
            raise SmtpSettingsError(f"Envoi impossible : il manque {fr_list(absent)}.")
        if settings["PORT"] and not settings["PORT"].isdigit():
            raise SmtpSettingsError(f"{PREFIX}PORT : « {settings['PORT']} » n’est pas un port.")
        return cls(
            host=settings["HOST"],
            port=int(settings["PORT"] or 587),
            sender=settings["FROM"],
            recipients=tuple(part.strip() for part in settings["TO"].split(",") if part.strip()),
            user=settings["USER"],
            password=settings["PASSWORD"],
            # Encrypted by default, with an opt-out: a local relay may not support it.
            starttls=settings["STARTTLS"].lower() not in ("0", "non", "no", "false"),
        )


_SETTINGS = ("HOST", "PORT", "FROM", "TO", "USER", "PASSWORD", "STARTTLS")


@dataclass(frozen=True)
class Digest:
    """Subject and plain text of one digest."""

    subject: str
    text: str


def workspace_digest(workspace: str, curated: Path | None, now: datetime) -> Digest:
    """Digest of a published workspace at a given time.

    Raises:
        NotPublishedError: nothing is published under that name.
    """
    root = curated.parent if curated else curated_root()
    session = Store(root).session(curated.name if curated else workspace, STAFF, is_signed_in=True)
    events = session.query("alert_events", cleared_since=session.build.as_of)
    return compose(events, open_book(root, workspace, STAFF), session.build, load_rules(), now)


def compose(
    events: pd.DataFrame, book: AlertBook, build: Build, rules: AlertRules, now: datetime
) -> Digest:
    """Write the digest.

    Args:
        events: rows of the query `alert_events`.
        book: states and notes of the alerts.
        build: the published version.
        rules: labels of the rules.
        now: time of the digest, which reports the changes of the seven days before.
    """
    followed = book.follow(events)
    is_open = followed["is_open"] & (followed["state"] != "clos")
    is_reminder = followed["severity"] == REMINDER
    new = followed[is_open & ~is_reminder & (followed["state"] == "nouveau")]
    under_way = followed[is_open & ~is_reminder & (followed["state"] != "nouveau")]
    reminders = followed[is_open & is_reminder]
    cleared = followed[~followed["is_open"] & ~is_reminder]
    day = fr_date(now.date())
    lines = [FICTIONAL, ""] if build.is_fictional else []
    lines += [
        TITLE,
        f"{build.label}{NBSP}: alertes, semaine du {day}",
        f"Données arrêtées au {fr_date(build.as_of)}, version {build.id}",
        "",
        _summary(len(new), len(under_way), len(cleared), len(reminders)),
    ]
    lines += _section("Nouvelles alertes", new, rules, with_schemes=True)
    lines += _section("Alertes suivies", under_way, rules, with_schemes=False)
    lines += _section("Alertes levées ce mois-ci", cleared, rules, with_schemes=False)
    lines += _section("Échéances", reminders, rules, with_schemes=False)
    lines += _week(book, followed, rules, now)
    lines += ["", RULE, "Le score et les alertes aident à parler, ils ne décident de rien."]
    tag = "[DÉMONSTRATION] " if build.is_fictional else ""
    subject = f"{tag}Alertes des réseaux{NBSP}: {plural(len(new), 'nouvelle')}, {day}"
    return Digest(subject, "\n".join(lines) + "\n")


def send(digest: Digest, settings: SmtpSettings) -> None:
    """Send a digest.

    Raises:
        smtplib.SMTPException, OSError: the server refused it, or was unreachable.
    """
    message = EmailMessage()
    message["Subject"] = digest.subject
    message["From"] = settings.sender
    message["To"] = ", ".join(settings.recipients)
    message["Date"] = datetime.now(UTC)
    message.set_content(digest.text)
    deliver(message, settings)


def deliver(message: EmailMessage, settings: SmtpSettings) -> None:
    """Send a message through the configured server.

    Raises:
        smtplib.SMTPException, OSError: the server refused it, or was unreachable.
    """
    with smtplib.SMTP(settings.host, settings.port, timeout=30) as server:
        if settings.starttls:
            server.starttls(context=ssl.create_default_context())
        if settings.user:
            server.login(settings.user, settings.password)
        server.send_message(message)


def _summary(new: int, under_way: int, cleared: int, reminders: int) -> str:
    parts = [
        plural(new, "alerte nouvelle", "alertes nouvelles"),
        plural(under_way, "alerte suivie", "alertes suivies"),
        plural(cleared, "alerte levée", "alertes levées"),
        plural(reminders, "échéance"),
    ]
    return f"En bref{NBSP}: {fr_list(parts)}."


def _section(title: str, rows: pd.DataFrame, rules: AlertRules, *, with_schemes: bool) -> list[str]:
    if rows.empty:
        return []
    lines = ["", RULE, title, ""]
    order = {name: place for place, name in enumerate(SEVERITY_LABELS)}
    ranked = rows.assign(place=rows["severity"].map(order)).sort_values(["place", "name"])
    for row in ranked.to_dict("records"):
        rule = rules.by_id[row["rule_id"]]
        lines.append(
            f"- {row['name']}{NBSP}: {rule.label} "
            f"({lower_first(SEVERITY_LABELS[row['severity']])}), depuis {_since(row)}"
        )
        lines.append(f"  {row['reason']}")
        if row["state"] != "nouveau":
            owner = f", {row['owner']}" if row["owner"] else ""
            note = f"{NBSP}: {row['note']}" if row["note"] else ""
            lines.append(f"  {STATE_LABELS[row['state']]}{owner}{note}")
        schemes = load_schemes().for_rule(rule) if with_schemes else []
        if schemes:
            lines.append(f"  À étudier{NBSP}: {fr_list(s.title for s in schemes[:3])}.")
    return lines


def _since(row: dict[str, object]) -> str:
    first_on = _day(row["first_on"])
    return (
        f"{fr_month(first_on)} au plus tard" if row["is_older_than_panel"] else fr_month(first_on)
    )


def _day(value: object) -> date:
    return date.fromisoformat(str(value)[:10])


def _week(book: AlertBook, followed: pd.DataFrame, rules: AlertRules, now: datetime) -> list[str]:
    changes = book.changes(now - WEEK)
    if not changes:
        return []
    names = dict(zip(followed["network_id"], followed["name"], strict=True))
    lines = ["", RULE, "Ce qui a été fait depuis sept jours", ""]
    for entry in changes:
        rule = rules.by_id.get(entry.rule_id)
        label = rule.label if rule else LABELS.get(entry.rule_id, entry.rule_id)
        note = f"{NBSP}: {entry.note}" if entry.note else ""
        name = names.get(entry.network_id, entry.network_id)
        lines.append(f"- {name}, {label}{NBSP}: {lower_first(STATE_LABELS[entry.state])}{note}")
    return lines
