"""Files that a network owes: what is missing, since when, by when the next ones are expected.

The message is ready to be sent: whoever sends it changes what they like, and the history keeps that
it was sent, never to which address.
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
# Between two reminders to one network.
EVERY = timedelta(days=30)
XLSX = "application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Owed:
    """A file that a network has not sent: late since a day, or never sent (`since` None)."""

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
        told = f"{title}{NBSP}: dernier mois reçu, {fr_month(self.last_month)}"
        return f"{told}, attendu depuis le {fr_date(self.since)}" if self.since else told


def owed(coverage: pd.DataFrame) -> list[Owed]:
    """What is missing, those that are late first, then by network.

    Args:
        coverage: rows of the query `coverage`: `network_id`, `network`, `contract`, `last_month`,
            `due_on`, `status` (`late`, `absent`, `received`).
    """
    found = []
    for row in coverage[coverage["status"] != "received"].to_dict("records"):
        since = _day(row["due_on"]) if row["status"] == "late" else None
        last = _day(row["last_month"])
        found.append(Owed(row["network_id"], row["network"], row["contract"], last, since))
    return sorted(found, key=lambda one: (one.since is None, one.since or date.max, one.network))


def message(missing: Sequence[Owed], send_to: str, sender: str) -> tuple[str, str]:
    """Subject and text of a reminder to one network.

    Args:
        missing: what this network owes.
        send_to: where the files are to be sent, `""` when nobody has said.
        sender: who signs.
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
    """The message with the template of each contract attached.

    Without a `sender` or a `to` it has no such line: who opens it gives them.
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
    """Whether a network may be written to again, of which `last` is when it last was."""
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
