"""Letters to networks: written ready to send, sent where configured, at most once a month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pandas as pd
import pytest

from method.settings import ROOT
from operations import reminders
from pipelines.__main__ import main
from pipelines.desk import contacts, history, reminder
from tests import mailbox
from tests.ingest.desk_world import open_desk
from tests.mailbox import Mailbox

TOML = 'name = "essai"\nlabel = "Essai"\nfictional = {0}\nregion = "24"\n'
CONTACTS = """
[essai.alpha]
adresse = "contact@alpha.example"
sans = ["labels"]
[essai.beta]
adresse = "secretariat@beta.example"
"""
ROWS = [
    ("alpha", "Alpha", "tresorerie", "2026-02-28", "2026-08-31", "late"),
    ("alpha", "Alpha", "labels", None, None, "absent"),
    ("beta", "Bêta", "labels", None, None, "absent"),
    ("gamma", "Gamma", "labels", None, None, "absent"),
]
COVERAGE = pd.DataFrame(
    ROWS, columns=["network_id", "network", "contract", "last_month", "due_on", "status"]
)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A server of mail on this machine that refuses one recipient."""
    with mailbox.running(refused="beta") as found:
        given = {"HOST": "127.0.0.1", "PORT": str(found.port), "STARTTLS": "non"}
        for name, value in {**given, "FROM": "observatoire@agence.example"}.items():
            monkeypatch.setenv(f"OBSERVATOIRE_SMTP_{name}", value)
        yield found


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real workspace whose networks owe the files of `ROWS`."""
    raw = tmp_path / "raw" / "essai"
    raw.mkdir(parents=True)
    (raw / "workspace.toml").write_text(TOML.format("false"), "utf-8")
    file = tmp_path / "contacts.toml"
    file.write_text(CONTACTS, "utf-8")
    monkeypatch.setenv("OBSERVATOIRE_RAW", str(raw.parent))
    monkeypatch.setenv("OBSERVATOIRE_CURATED", str(tmp_path / "curated"))
    monkeypatch.setenv(contacts.SETTING, str(file))
    session = type("Said", (), {"query": lambda *_: COVERAGE})
    monkeypatch.setattr(reminders.Store, "session", lambda *_, **__: session())
    return raw


def test_letters_are_written_sent_and_noted_and_no_address_is_kept(
    raw: Path,
    tmp_path: Path,
    server: Mailbox,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "lettres"
    (out).mkdir()
    (out / "ancien.eml").write_text("x")
    assert main(["remind", "--workspace", "essai", "--out", str(out)]) == 0
    assert sorted(file.name for file in out.iterdir()) == ["alpha.eml", "beta.eml", "gamma.eml"]
    assert server.received == []
    drafts = {
        file.stem: message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in out.iterdir()
    }
    assert drafts["alpha"]["To"] == "contact@alpha.example" and drafts["alpha"]["X-Unsent"] == "1"
    # What a network said that it does not have is not asked for.
    attached = [part.get_filename() for part in drafts["alpha"].iter_attachments()]
    assert attached == ["tresorerie.xlsx"]
    assert drafts["gamma"]["To"] is None
    # One server refuses: the others are written to, and the letter stays.
    assert main(["remind", "--workspace", "essai", "--out", str(out), "--send"]) == 1
    said = capsys.readouterr()
    assert "Bêta n’est pas partie" in said.err and "Sans adresse\u00a0: Gamma" in said.out
    (((to,), body),) = server.received
    assert to == "contact@alpha.example" and b"X-Unsent" not in body
    assert sorted(file.stem for file in out.iterdir()) == ["beta", "gamma"]
    assert list(reminder.last_reminders(history.entries(raw))) == ["alpha"]
    kept = b"".join(f.read_bytes() for f in raw.rglob("*") if f.is_file())
    assert b"@" not in kept
    # Once a month, whoever wrote.
    main(["remind", "--workspace", "essai", "--out", str(out), "--send"])
    assert len(server.received) == 1
    (entry,) = history.entries(raw)
    later = pd.Timestamp(entry.at) + timedelta(days=30)
    owed = reminder.owed(COVERAGE)
    due = [one.network_id for one in reminders.due_letters(open_desk(raw), owed, {}, later)]
    assert due == ["alpha", "beta", "gamma"]


def test_nobody_is_written_to_for_fictional_data(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw / "workspace.toml").write_text(TOML.format("true"), "utf-8")
    assert main(["remind", "--workspace", "essai", "--out", str(tmp_path / "x")]) == 1
    assert "fictif" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[essai.a]\nadresse = "jeanne.martin@a.example"', "d’une personne"),
        ('[essai.a]\nadresse = "martin@a.example"', "d’une personne"),
        ('[essai.a]\nadresse = "jean.dupont@dupont.example"', "d’une personne"),
        ('[autre.a]\nadresse = "martin@a.example"', "d’une personne"),
        ('[essai.a]\nadresse = "contact"', "n’est pas une adresse"),
        ('[essai.a]\nadresse = "contact@a.example\\nBcc: x@y.example"', "n’est pas une adresse"),
        ("[essai.a]\nadresse = 3", "est un texte"),
        ('[essai.a]\ncourriel = "contact@a.example"', "inconnu"),
        ('[essai.a]\nsans = ["rien"]', "n’est pas un fichier attendu"),
        ('essai = "contact@a.example"', "attendu une table"),
        ("[essai.a", "TOML"),
    ],
)
def test_a_file_of_contacts_is_refused_in_french(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "contacts.toml"
    file.write_text(text, "utf-8")
    monkeypatch.setenv(contacts.SETTING, str(file))
    with pytest.raises(contacts.ContactsError, match=said):
        contacts.configured("essai")


def test_addresses_of_functions_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = ["contact@a.example", "alpha@x.example", "beta@beta.example", "contact.alpha@x.example"]
    file = tmp_path / "contacts.toml"
    monkeypatch.setenv(contacts.SETTING, str(file))
    for address in good:
        file.write_text(f'[essai.alpha]\nadresse = "{address}"', "utf-8")
        assert contacts.configured("essai")["alpha"].address == address
    monkeypatch.setenv(contacts.SETTING, str(ROOT / "deploy" / "contacts.toml.example"))
    assert contacts.configured("cvl")["exemple"].without == {"labels"}
    monkeypatch.delenv(contacts.SETTING)
    assert contacts.configured("essai") == {}
    monkeypatch.setenv(contacts.SETTING, str(tmp_path / "absent.toml"))
    with pytest.raises(contacts.ContactsError, match="ne s’ouvre pas"):
        contacts.configured("essai")
