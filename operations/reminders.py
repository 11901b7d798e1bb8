"""Letters to the networks that have a file to send: one message each, ready to send.

They are written to a folder as `.eml` files that a mail client opens as drafts. If a mail server
and the address of the network are configured, the letter is sent, and the history records it
without the address. A network gets one letter in thirty days at most, whoever wrote it; the letter
of a network that owes nothing any more is removed from the folder.
"""

from __future__ import annotations

import os
import smtplib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from method.faults import reason
from method.log import log
from method.settings import curated_root, raw_root
from method.wording import NBSP, plural
from observatory.fragility.digest import PREFIX, SmtpSettings, deliver
from observatory.gate.access import STAFF
from observatory.gate.store import Store
from pipelines.build.workspace import load_workspace
from pipelines.desk import contacts, reminder
from pipelines.desk.command import account
from pipelines.desk.contacts import Contact
from pipelines.desk.desk import Desk
from pipelines.desk.history import write_durably
from pipelines.desk.reminder import Owed
from pipelines.refused import Refused
from ui.empty import CONTACT


@dataclass(frozen=True)
class Letter:
    """The letter to one network; `to` is empty when its address is unknown."""

    network_id: str
    network: str
    to: str
    contracts: tuple[str, ...]
    mail: EmailMessage

    @property
    def subject(self) -> str:
        """Subject, as recorded in the history."""
        return str(self.mail["Subject"])


def remind(workspace: str, out: Path, send: bool) -> int:
    """Write the letters of a workspace into a folder, and send those that can be sent.

    Exit code 1 if a letter could not be sent: the others are sent, and it stays in the folder.
    """
    raw, curated = raw_root() / workspace, curated_root()
    if load_workspace(raw).is_fictional:
        raise Refused(f"« {workspace} » est fictif : personne n’y est relancé.")
    settings = _settings() if send else None  # refused before anything is written
    desk = Desk(account(), raw, curated / workspace)
    addressees = contacts.configured(workspace)
    rows = Store(curated).session(workspace, STAFF, is_signed_in=True).query("coverage")
    letters = list(due_letters(desk, reminder.owed(rows), addressees))
    try:
        write_files(letters, out)
    except OSError as error:
        raise Refused(f"{out} : les lettres ne sont pas écrites ({reason(error)}).") from None
    leaving = [letter for letter in letters if settings and letter.to]
    failed = [letter for letter in leaving if not _send(letter, desk, out)]
    print(_summary(letters, failed, is_sending=settings is not None))
    return 1 if failed else 0


def due_letters(
    desk: Desk, owed: list[Owed], addressees: dict[str, Contact], now: datetime | None = None
) -> Iterator[Letter]:
    """Letters that are due, by network, late files first.

    Args:
        desk: desk of the workspace, whose history has the last letter to each network.
        owed: missing files (`reminder.owed`).
        addressees: contacts by network.
        now: time of writing.
    """
    last, now = reminder.last_reminders(desk.history()), now or datetime.now(UTC)
    for network in dict.fromkeys(one.network_id for one in owed):
        contact = addressees.get(network, Contact())
        files = [
            one for one in owed if one.network_id == network and one.contract not in contact.without
        ]
        if files and reminder.is_due(last.get(network), now):
            yield _letter(files, contact.address, now)


def _letter(files: list[Owed], to: str, now: datetime) -> Letter:
    subject, text = reminder.message(files, os.environ.get(CONTACT, ""), reminder.SIGNED)
    names = tuple(one.contract for one in files)
    mail = reminder.as_mail(subject, text, names, os.environ.get(f"{PREFIX}FROM", ""), to)
    mail["Date"] = format_datetime(now)
    # A mail client opens the file as a draft rather than as a received message.
    mail["X-Unsent"] = "1"
    return Letter(files[0].network_id, files[0].network, to, names, mail)


def write_files(letters: list[Letter], out: Path) -> None:
    """Write letters into a folder, and remove those that are no longer due."""
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    for letter in letters:
        write_durably(_file(out, letter.network_id), bytes(letter.mail))
    due = {_file(out, letter.network_id) for letter in letters}
    for former in set(out.glob("*.eml")) - due:
        former.unlink()


def _file(out: Path, network: str) -> Path:
    return out / f"{network}.eml"


def _settings() -> SmtpSettings:
    # The recipient is set for each letter.
    return SmtpSettings.from_environment({**os.environ, f"{PREFIX}TO": "-"})


def _send(letter: Letter, desk: Desk, out: Path) -> bool:
    """Send a letter, and record it in the history."""
    mail = letter.mail
    del mail["X-Unsent"]
    try:
        deliver(mail, _settings())
    except (smtplib.SMTPException, OSError) as error:
        log.error("reminder_not_sent", network=letter.network_id, reason=type(error).__name__)
        return False
    one = letter.contracts[0] if len(letter.contracts) == 1 else ""
    desk.note(one, (letter.network_id,), letter.subject)
    _file(out, letter.network_id).unlink()
    return True


def _summary(letters: list[Letter], failed: list[Letter], *, is_sending: bool) -> str:
    lines = [plural(len(letters), "lettre écrite", "lettres écrites")]
    if is_sending:
        without = [one.network for one in letters if not one.to]
        sent_count = len(letters) - len(without) - len(failed)
        lines[0] += f", {plural(sent_count, 'envoyée')}"
        lines += [f"Sans adresse{NBSP}: {', '.join(without)}."] if without else []
    for one in failed:
        print(f"La lettre à {one.network} n’est pas partie.", file=sys.stderr)
    return "\n".join([f"{lines[0]}.", *lines[1:]])
