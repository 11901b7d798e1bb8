"""Fingerprints, quotations and their check: stable, told apart, closed to narrower profiles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from method.build import Build
from method.catalog import load_catalog
from method.wording import Note
from observatory.exports.model import QuotedFigure
from observatory.exports.quotations import Quotations, compare
from observatory.figures import quoting
from observatory.figures.columns import Column, of

INDICATOR = load_catalog().indicators["tpe_pme_share"]
DAY = date(2026, 11, 23)
FILES = {"adhesions.csv": "aa", "etablissements.csv": "bb"}
BUILD = Build(
    "b1", "demo", "Démonstration", True, date(2026, 10, 31), "24", datetime(2026, 11, 1), "0", "c"
)


def figure(values: list[float | None], statuses: list[str] | None = None) -> QuotedFigure:
    rows = pd.DataFrame(
        {
            "name": [f"r{i}" for i in range(len(values))],
            "value": values,
            "status": statuses or ["ok"] * len(values),
            "inside": range(len(values)),
        }
    )
    return QuotedFigure(
        "adhesions.part",
        "La part",
        rows,
        (Column("name", "Réseau"), of(INDICATOR)),
        Note("au 31 octobre 2026, part : 80 %.", "champ.", "source."),
        (INDICATOR,),
        "https://exemple.fr/adhesions?espace=demo&version=b1",
    )


def mark(shown: QuotedFigure) -> str:
    return quoting.fingerprint(shown.rows, shown.columns)


@given(st.lists(st.floats(0, 1) | st.none(), min_size=1, max_size=8))
def test_the_fingerprint_follows_what_is_shown_and_nothing_else(values: list) -> None:
    shown = figure(values)
    assert quoting.find_fingerprint(f"voir {mark(shown).upper()}.") == mark(shown)
    unseen = replace(shown, rows=shown.rows.assign(inside=7), title="Autre titre", link="x")
    assert mark(unseen) == mark(shown)
    moved = shown.rows.assign(value=[0.123456, *values[1:]])
    if values[0] != 0.123456:
        assert mark(replace(shown, rows=moved)) != mark(shown)


def test_a_secret_is_not_a_missing_figure() -> None:
    assert mark(figure([None], ["secret"])) != mark(figure([None], ["no_data"]))


@pytest.mark.parametrize("pasted", ["", "rien", "3f2a90bc11de", "3f2a-90bc", "zzzz-zzzz-zzzz"])
def test_what_is_no_fingerprint_is_not_taken_for_one(pasted: str) -> None:
    assert quoting.find_fingerprint(pasted) is None


def test_the_sentence_says_where_it_comes_from_and_that_it_is_fictional() -> None:
    shown = figure([0.8])
    for text in (quoting.sentence(shown, BUILD), quoting.bibtex(shown, BUILD, DAY)):
        assert mark(shown) in text
        assert "b1" in text
        assert quoting.FICTIONAL in text
    assert quoting.sentence(shown, BUILD).startswith("Au 31 octobre 2026")
    assert shown.link in quoting.footnote(shown, BUILD, DAY)


@pytest.fixture
def kept(tmp_path: Path) -> Quotations:
    (tmp_path / "demo").mkdir()
    return Quotations(tmp_path, "demo")


def test_a_quotation_is_found_again_by_who_may_read_it(kept: Quotations) -> None:
    shown = figure([0.8, 0.5])
    assert kept.find(mark(shown), "staff") == ()
    kept.keep(shown, BUILD, "staff", FILES, DAY)
    kept.keep(shown, BUILD, "staff", FILES, date(2027, 1, 1))
    (found,) = kept.find(mark(shown), "staff")
    assert found.quoted_on == DAY
    assert found.rows == [["r0", "80,0\u00a0%"], ["r1", "50,0\u00a0%"]]
    assert kept.find(mark(shown), "public") == ()
    kept.keep(shown, BUILD, "public", FILES, DAY)
    assert len(kept.find(mark(shown), "public")) == 1
    other = replace(shown, link="https://exemple.fr/adhesions?reseau=b&version=b1")
    kept.keep(other, BUILD, "public", FILES, DAY)
    assert [one.link for one in kept.find(mark(shown), "public")] == [shown.link, other.link]


def test_the_check_says_what_moved_and_why(kept: Quotations) -> None:
    shown = figure([0.8, 0.5])
    kept.keep(shown, BUILD, "public", FILES, DAY)
    (quotation,) = kept.find(mark(shown), "public")
    assert compare(quotation, shown, FILES).is_same
    revised = compare(quotation, figure([0.8, 0.4]), {**FILES, "adhesions.csv": "cc"})
    assert not revised.is_same
    assert revised.changes == (("r1", "50,0\u00a0%", "40,0\u00a0%"),)
    assert "révisées" in revised.reasons[0]
    gone = compare(quotation, figure([0.8]), {"adhesions.csv": "aa"})
    assert gone.changes == (("r1", "50,0\u00a0%", None),)
    assert "etablissements.csv" in gone.reasons[0]
    other = replace(figure([0.1, 0.5]), indicators=(load_catalog().indicators["pme_share"],))
    assert "définition" in compare(quotation, other, FILES).reasons[0]
    assert "filtres" in compare(quotation, figure([0.1, 0.5]), FILES).reasons[0]
