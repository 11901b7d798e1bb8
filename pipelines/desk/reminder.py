"""Files that a network has yet to send: what is missing and since when.

The message is ready to send; the sender may edit it, and the history records that it was sent, but
not to which address.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pandas as pd

from method.elision import of
from method.wording import NBSP, fr_date, fr_month
from pipelines import contracts
from pipelines.contracts.templates import write_template
from pipelines.desk.history import Entry

SIGNED = "L’équipe Dév’Up"
# Minimum time between two reminders to the same network.
EVERY = timedelta(days=30)
XLSX = "application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Owed:
    """A file that a network has not sent: late since `since`, or never sent (`since` None)."""

    network_id: str
    network: str
    contract: str
    last_month: date | None
    since: date | None

    def words(self) -> str:
        """What is missing and since when, in French."""
        title = contracts.load(self.contract).title
        if self.last_month is None:
            return f"{title}{NBSP}: aucun fichier reçu"
        received = f"{title}{NBSP}: dernier mois reçu, {fr_month(self.last_month)}"
        return f"{received}, attendu depuis le {fr_date(self.since)}" if self.since else received


def owed(coverage: pd.DataFrame) -> list[Owed]:
    """List missing files, late ones first, then by network.

    Args:
        coverage: rows of the query `coverage`: `network_id`, `network`, `contract`, `last_month`,
            `due_on`, `status` (`late`, `absent`, `received`).
    """
    files = []
    for row in coverage[coverage["status"] != "received"].to_dict("records"):
        since = _day(row["due_on"]) if row["status"] == "late" else None
        last = _day(row["last_month"])
        files.append(Owed(row["network_id"], row["network"], row["contract"], last, since))
    return sorted(files, key=lambda one: (one.since is None, one.since or date.max, one.network))


def message(missing: Sequence[Owed], send_to: str, sender: str) -> tuple[str, str]:
    """Subject and text of a reminder to one network.

    Args:
        missing: files missing from this network.
        send_to: address for the files, `""` if not set.
        sender: signature.
    """
    network = missing[0].network
    where = f" à l’adresse {send_to}" if send_to else " en réponse à ce message"
    lines = [
        "Bonjour,",
        "",
        f"Pour tenir à jour l’Observatoire des clusters, il nous manque, pour {network}{NBSP}:",
        "",
        *(f"– {one.words()}\u202f;" for one in missing[:-1]),
        f"– {missing[-1].words()}.",
        "",
        f"Le modèle à remplir est joint. Merci de l’envoyer{where}, en Excel ou en CSV\u202f; un "
        "fichier partiel nous aide déjà, et seules les lignes de votre réseau seront changées.",
        "",
        "Si ces données n’existent pas, dites-le-nous en un mot\u202f: nous ne vous relancerons "
        "pas pour elles.",
        "",
        "Bien à vous,",
        sender,
    ]
    return f"Observatoire des clusters{NBSP}: fichiers attendus {of(network)}", "\n".join(lines)


def as_mail(subject: str, text: str, names: Sequence[str], sender: str, to: str) -> EmailMessage:
    """The message as an e-mail, with the template of each contract attached.

    Without `sender` or `to`, the header is left out for the user to fill in.
    """
    mail = EmailMessage()
    mail["Subject"] = " ".join(subject.split())
    for name, value in (("From", sender), ("To", to)):
        if value:
            mail[name] = value
    mail.set_content(text)
    for name in names:
        content = template(name)
        mail.add_attachment(content, maintype=XLSX[0], subtype=XLSX[1], filename=f"{name}.xlsx")
    return mail


def is_due(last: str | None, now: datetime) -> bool:
    """Whether a network may be reminded again, given the time of its last reminder."""
    return last is None or now - datetime.fromisoformat(last) >= EVERY


def template(contract: str) -> bytes:
    """The blank workbook of a contract."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"{contract}.xlsx"
        write_template(contract, out)
        return out.read_bytes()


def last_reminders(known: Sequence[Entry]) -> dict[str, str]:
    """When each network was last reminded (ISO 8601), by its id."""
    return {
        network: entry.at
        for entry in known
        if entry.action == "reminder"
        for network in entry.networks
    }


def _day(value: object) -> date | None:
    return None if pd.isna(value) else date.fromisoformat(str(value)[:10])
