"""Invisible characters are removed from free text, and long texts cut, with a remark."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from method.plain_text import seen
from pipelines import contracts
from pipelines.ingest import FileReport
from pipelines.ingest.limits import MAX_TEXT_CHARACTERS
from pipelines.ingest.plain_text import is_free, longest
from tests.hostile_texts import TEXTS

Check = Callable[[str, str, bytes], FileReport]
HEAD = "id_reseau;nom;type;filiere;statut;source\n"


def networks(name: str, source: str = "") -> bytes:
    """A file of one network, quoted like a spreadsheet export."""
    cells = ["gamma", name, "cluster", "Eau", "actif", source]
    return (HEAD + ";".join('"' + cell.replace('"', '""') + '"' for cell in cells)).encode()


def kept(france, column: str = "nom") -> str:
    """The single value kept by the last check."""
    (row,) = france.execute(f"select {column} from raw.reseaux").fetchall()
    return row[0]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_hostile_name_is_kept_without_invisible_characters(
    check: Check, known_france, text: str
) -> None:
    report = check("reseaux", "reseaux.csv", networks(text))
    assert not report.refused, report.issues
    assert report.rows_kept == 1
    name = kept(known_france)
    assert seen(name) == name
    assert len(name) <= 200
    codes = {issue.code for issue in report.issues}
    assert codes == ({"unseen_removed"} if seen(text) != text else set()) | (
        {"text_cut"} if len(text) > 200 else set()
    )
    for issue in report.issues:
        assert (issue.line, issue.column, issue.severity) == (2, "nom", "warning")
        assert "«\u00a0nom\u00a0»" in issue.message


def test_what_is_cut_says_so(check: Check, known_france) -> None:
    check("reseaux", "reseaux.csv", networks("Nom", "s" * (MAX_TEXT_CHARACTERS + 1)))
    assert kept(known_france, "source") == "s" * (MAX_TEXT_CHARACTERS - 1) + "…"
    check("reseaux", "reseaux.csv", networks("Nom", "s" * MAX_TEXT_CHARACTERS))
    assert kept(known_france, "source") == "s" * MAX_TEXT_CHARACTERS


def test_two_long_keys_do_not_become_one(check: Check) -> None:
    ids = ["p" * MAX_TEXT_CHARACTERS + end for end in "ab"]
    rows = [f"{one};alpha;Projet;Appel;labellise;2024-01-01" for one in ids]
    head = "id_projet;id_reseau;intitule;programme;statut;date_labellisation"
    content = "\n".join([head, *rows])
    report = check("projets", "projets.csv", content.encode())
    assert [issue.code for issue in report.issues] == ["key_too_long"] * 2
    assert report.rows_kept == 0


def test_marks_that_a_spreadsheet_leaves_at_the_ends_are_spaces(check: Check, known_france) -> None:
    report = check("reseaux", "reseaux.csv", networks("\ufeff Nom\u200b "))
    assert (report.issues, kept(known_france)) == ([], "Nom")


def test_every_free_text_of_every_contract_has_a_length() -> None:
    lengths = [
        longest(spec)
        for name in contracts.names()
        for spec in contracts.load(name).fields
        if is_free(spec)
    ]
    assert len(lengths) > 15
    assert max(lengths) <= MAX_TEXT_CHARACTERS
