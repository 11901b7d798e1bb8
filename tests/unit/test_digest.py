"""The weekly digest: what it says, and that a mail server really receives it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pandas as pd
import pytest

from method.alerts import load_rules
from observatory.fragility.alert_book import AlertBook
from observatory.fragility.digest import Digest, SmtpSettings, SmtpSettingsError, compose, send
from tests import mailbox
from tests.mailbox import Mailbox
from tests.published_build import BUILD

NB = "\u00a0"
NOW = datetime.now(UTC)


def event(name: str, rule: str, severity: str, *, is_open: bool = True) -> dict[str, object]:
    return {
        "name": name,
        "network_id": name.lower(),
        "rule_id": rule,
        "severity": severity,
        "first_on": date(2026, 6, 30),
        "last_on": date(2026, 10, 31),
        "is_open": is_open,
        "is_older_than_panel": False,
        "reason": f"Motif de {name}.",
    }


EVENTS = pd.DataFrame(
    [
        event("Alpha", "members_leaving", "a_suivre"),
        event("Beta", "cash_short", "urgente"),
        event("Gamma", "agreements_ending", "rappel"),
        event("Delta", "payment_late", "a_suivre", is_open=False),
        event("Epsilon", "cash_short", "urgente"),
    ]
)


@pytest.fixture
def book(tmp_path: Path) -> AlertBook:
    return AlertBook(tmp_path / "alerts.sqlite")


def test_sections_follow_the_states(book: AlertBook) -> None:
    first_on = date(2026, 6, 30)
    book.set_state(
        "alpha",
        "members_leaving",
        first_on,
        "en_cours",
        note="visite faite",
        owner="Autre financeur",
    )
    book.set_state("epsilon", "cash_short", first_on, "clos")
    digest = compose(EVENTS, book, BUILD, load_rules(), NOW)
    assert digest.subject.startswith(f"[DÉMONSTRATION] Alertes des réseaux{NB}: 1{NB}nouvelle, ")
    text = digest.text
    assert text.startswith("DÉMONSTRATION — DONNÉES FICTIVES\n")
    counts = "1 alerte nouvelle, 1 alerte suivie, 1 alerte levée et 1 échéance"
    assert f"En bref{NB}: {counts}.".replace("1 ", f"1{NB}") in text
    places = [
        text.index(part)
        for part in (
            "Nouvelles alertes",
            f"- Beta{NB}: Trésorerie courte (urgente), depuis juin 2026",
            "Motif de Beta.",
            f"À étudier{NB}: ",
            "Alertes suivies",
            f"En cours, Autre financeur{NB}: visite faite",
            "Alertes levées ce mois-ci",
            "- Delta",
            "Échéances",
            "- Gamma",
            "Ce qui a été fait depuis sept jours",
            f"- Epsilon, Trésorerie courte{NB}: clos",
        )
    ]
    assert places == sorted(places)
    assert "Motif de Epsilon." not in text


def test_urgent_comes_first(book: AlertBook) -> None:
    text = compose(EVENTS, book, BUILD, load_rules(), NOW).text
    assert text.index("- Beta") < text.index("- Epsilon") < text.index("- Alpha")


def test_what_was_done_long_ago_is_not_told_again(book: AlertBook) -> None:
    book.set_state("alpha", "members_leaving", date(2026, 6, 30), "vu")
    text = compose(EVENTS, book, BUILD, load_rules(), NOW + timedelta(days=8)).text
    assert "depuis sept jours" not in text


def test_nothing_to_say_is_said(book: AlertBook) -> None:
    text = compose(EVENTS.iloc[:0], book, BUILD, load_rules(), NOW).text
    assert f"0{NB}alerte nouvelle" in text
    assert "Nouvelles alertes" not in text


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox.running() as found:
        yield found


def settings(**changes: str) -> SmtpSettings:
    given = {"HOST": "127.0.0.1", "FROM": "app@example.org", "TO": "a@example.org, b@example.org"}
    return SmtpSettings.from_environment(
        {f"OBSERVATOIRE_SMTP_{name}": value for name, value in (given | changes).items()}
    )


def test_a_server_receives_the_digest(box: Mailbox) -> None:
    given = settings(PORT=str(box.port), STARTTLS="non")
    send(Digest("Sujet accentué à relire", "Texte é\n"), given)
    ((recipients, body),) = box.received
    message = message_from_bytes(body, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert recipients == ["a@example.org", "b@example.org"]
    assert message["Subject"] == "Sujet accentué à relire"
    assert message["From"] == "app@example.org"
    assert message["Date"].datetime.tzinfo is not None
    assert message.get_content().splitlines() == ["Texte é"]


def test_encryption_is_not_given_up_silently(box: Mailbox) -> None:
    with pytest.raises(Exception, match=r"STARTTLS|SSL|ssl"):
        send(Digest("s", "t\n"), settings(PORT=str(box.port)))
    assert box.received == []


def test_settings_have_safe_defaults() -> None:
    found = settings()
    assert (found.port, found.starttls, found.user) == (587, True, "")
    assert found.recipients == ("a@example.org", "b@example.org")


@pytest.mark.parametrize("changes", [{"HOST": ""}, {"TO": " "}, {"PORT": "smtp"}])
def test_half_a_configuration_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(SmtpSettingsError, match="OBSERVATOIRE_SMTP_"):
        settings(**changes)
