"""Files as the people of an association write them: what is meant is read, or the cause is told."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pytest

from pipelines import contracts
from pipelines.contracts import NETWORK
from pipelines.ingest import FileReport
from pipelines.ingest.cell import Context
from pipelines.ingest.cells import parse_cell
from pipelines.ingest.read.decode import decode
from pipelines.ingest.reference import StoredReference
from tests.ingest.world import TODAY

Check = Callable[[str, str, bytes], FileReport]


@pytest.mark.parametrize("name", ["Bêta", "BETA", "beta", "Beta ", "bêta"])
def test_a_network_is_known_by_its_name(check: Check, name: str) -> None:
    report = check("tresorerie", "t.csv", f"Réseau;Mois;Solde\n{name};2026-05;10\n".encode())
    assert (report.rows_kept, report.rows_rejected) == (1, 0)
    is_said = name.strip() != "beta"
    assert [issue.code for issue in report.issues] == ["enum_mapped"] * is_said


@pytest.mark.parametrize("written", ["DREAM", "Dream", "dream", "dream_eau", "dream-eau"])
def test_a_name_that_could_be_an_identifier_is_a_name(written: str) -> None:
    (spec,) = (one for one in contracts.load("tresorerie").fields if one.name == NETWORK)
    known = {"dream": "dream-eau", "dreameau": "dream-eau"}
    context = Context(StoredReference(duckdb.connect()), TODAY, networks=known)
    cell = parse_cell(spec, written, context)
    assert cell.value == "dream-eau"
    assert (cell.code == "enum_mapped") is (written != "dream-eau")


def test_a_list_that_lacks_one_column_is_not_said_to_lie_on_its_side(check: Check) -> None:
    rows = "college;raison_sociale\nSiret;A\nentreprise;B\nPays;C\n"
    codes = {issue.code for issue in check("adhesions", "a.csv", rows.encode()).issues}
    assert "missing_column" in codes and "lying_table" not in codes


@pytest.mark.parametrize("encoding", ["mac_roman", "cp1252"])
def test_amounts_in_euros_do_not_hide_the_letters_of_a_mac(encoding: str) -> None:
    text = "Réseau;Cotisation;Nom\n" + "alpha;1\u00a0200 €;L’Orme\n" * 9
    assert decode(text.encode(encoding)).text == text
