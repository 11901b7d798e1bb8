"""Fingerprints, quotations and their check: stable, distinct, closed to narrower profiles."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from method.catalog import load_catalog
from method.wording import Note
from observatory.exports import links, quotations
from observatory.exports.model import QuotedFigure
from observatory.exports.quotations import Allowance, Quotations, compare
from observatory.figures import quoting
from observatory.figures.columns import Column, of
from tests.published_build import BUILD

INDICATOR = load_catalog().indicators["tpe_pme_share"]
DAY = date(2026, 11, 23)
FILES = {"adhesions.csv": "aa", "etablissements.csv": "bb"}


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
        "http://localhost:8501/adhesions?espace=demo&version=b1",
    )


def test_a_quotation_names_the_site_and_the_fiction_once() -> None:
    quoted = figure([0.8])
    for text in (quoting.sentence(quoted, BUILD), quoting.footnote(quoted, BUILD, DAY)):
        assert text.count(quoting.SITE) == text.count(quoting.FICTIONAL) == 1


def test_a_figure_of_an_earlier_month_is_quoted_with_its_month() -> None:
    quoted = figure([0.8])
    last = replace(quoted, link=f"{quoted.link}&mois=2026-10")
    past = replace(quoted, link=f"{quoted.link}&mois=2025-06")
    for one in (quoted, last):
        assert "chiffres de" not in quoting.sentence(one, BUILD)
    april = replace(quoted, link=f"{quoted.link}&mois=2026-04")
    assert "chiffres d’avril 2026" in quoting.sentence(april, BUILD)
    told = "chiffres de juin 2025, données arrêtées au 31 octobre 2026, version b1"
    assert told in quoting.sentence(past, BUILD)
    assert told in quoting.footnote(past, BUILD, DAY)
    assert "Chiffres de juin 2025. Version b1" in quoting.bibtex(past, BUILD, DAY)


def mark(quoted: QuotedFigure) -> str:
    return quoting.fingerprint(quoted.rows, quoted.columns)


@given(st.lists(st.floats(0, 1) | st.none(), min_size=1, max_size=8))
def test_the_fingerprint_follows_what_is_shown_and_nothing_else(values: list) -> None:
    quoted = figure(values)
    assert quoting.find_fingerprint(f"voir {mark(quoted).upper()}.") == mark(quoted)
    unseen = replace(quoted, rows=quoted.rows.assign(inside=7), title="Autre titre", link="x")
    assert mark(unseen) == mark(quoted)
    moved = quoted.rows.assign(value=[0.123456, *values[1:]])
    if values[0] != 0.123456:
        assert mark(replace(quoted, rows=moved)) != mark(quoted)


def test_a_secret_is_not_a_missing_figure() -> None:
    assert mark(figure([None], ["secret"])) != mark(figure([None], ["no_data"]))


@pytest.mark.parametrize("pasted", ["", "rien", "3f2a90bc11de", "3f2a-90bc", "zzzz-zzzz-zzzz"])
def test_what_is_not_a_fingerprint_is_not_taken_for_one(pasted: str) -> None:
    assert quoting.find_fingerprint(pasted) is None


def test_the_sentence_says_where_it_comes_from_and_that_it_is_fictional() -> None:
    quoted = figure([0.8])
    for text in (quoting.sentence(quoted, BUILD), quoting.bibtex(quoted, BUILD, DAY)):
        assert mark(quoted) in text
        assert "b1" in text
        assert quoting.FICTIONAL in text
    assert quoting.sentence(quoted, BUILD).startswith("Au 31 octobre 2026")
    assert quoted.link in quoting.footnote(quoted, BUILD, DAY)


@pytest.fixture
def kept(tmp_path: Path) -> Quotations:
    (tmp_path / "demo").mkdir()
    return Quotations(tmp_path, "demo")


def test_a_quotation_is_found_again_by_who_may_read_it(kept: Quotations) -> None:
    quoted = figure([0.8, 0.5])
    assert kept.find(mark(quoted), "staff") == ()
    kept.keep(quoted, BUILD, "staff", FILES, DAY)
    kept.keep(quoted, BUILD, "staff", FILES, date(2027, 1, 1))
    (quotation,) = kept.find(mark(quoted), "staff")
    assert quotation.quoted_on == DAY
    assert quotation.rows == [["r0", "80,0\u00a0%"], ["r1", "50,0\u00a0%"]]
    assert kept.find(mark(quoted), "public") == ()
    kept.keep(quoted, BUILD, "public", FILES, DAY)
    assert len(kept.find(mark(quoted), "public")) == 1
    other = replace(quoted, link="http://localhost:8501/adhesions?reseau=b&version=b1")
    kept.keep(other, BUILD, "public", FILES, DAY)
    views = [one.view for one in kept.find(mark(quoted), "public")]
    assert views == ["/adhesions?espace=demo", "/adhesions?reseau=b"]


def test_one_view_is_one_line_whatever_its_version_or_the_host_sent_by_a_browser(
    kept: Quotations,
) -> None:
    quoted = figure([0.8])
    for host in ("http://localhost:8501", "https://evil.example", "//evil.example"):
        for version in "ab":
            link = f"{host}/adhesions?espace=demo&version={version}"
            assert kept.keep(replace(quoted, link=link), BUILD, "public", FILES, DAY)
    assert [one.view for one in kept.find(mark(quoted), "public")] == ["/adhesions?espace=demo"]


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example//evil.example/phish/adhesions?espace=demo",
        "//evil.example/phish",
        "https://evil.example/phish?espace=demo",
        "javascript:alert(1)",
        "http://localhost:8501/adhesions/../phish",
        "http://localhost:8501/adhesions?A=1",
        "http://localhost:8501/adhesions?mois=" + "9" * 2_000,
        "http://localhost:8501/adhesions?" + "&".join(f"a{i}=1" for i in range(60)),
        "http://[::1",
        "/adhesions\n?espace=demo",
        "",
        "x",
    ],
)
def test_an_address_that_is_not_one_of_our_views_is_neither_kept_nor_read(
    tmp_path: Path, kept: Quotations, address: str
) -> None:
    assert links.view_of(address) is None
    quoted = figure([0.8])
    kept.keep(replace(quoted, link=address), BUILD, "public", FILES, DAY)
    assert [one.view for one in kept.find(mark(quoted), "public")] == [""]


@given(st.text() | st.text(alphabet="/:?#&=%.\\@ahdesions"))
def test_a_view_is_a_page_of_ours_whatever_is_read(address: str) -> None:
    view = links.view_of(address)
    assert view is None or (view.startswith("/") and not view.startswith("//"))
    assert view is None or links.view_of(view) == view


def test_a_session_and_a_day_write_only_so_much(
    kept: Quotations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotations, "DAY_LINES", 5)
    allowance = Allowance(left=3)
    results = [kept.keep(figure([i]), BUILD, "public", FILES, DAY, allowance) for i in range(5)]
    assert results == [True, True, True, False, False]
    assert kept.keep(figure([0]), BUILD, "public", FILES, DAY, allowance), "it is there already"
    results = [
        kept.keep(figure([i]), BUILD, "public", FILES, DAY, Allowance()) for i in range(3, 7)
    ]
    assert results == [True, True, False, False]
    assert kept.keep(figure([9]), BUILD, "staff", FILES, DAY), "the public takes nothing from staff"
    assert kept.keep(figure([9]), BUILD, "public", FILES, DAY + timedelta(days=1))
    monkeypatch.setattr(quotations, "DAY_BYTES", 100)
    assert not kept.keep(figure([8]), BUILD, "public", FILES, DAY + timedelta(days=2))


def test_what_is_never_cited_again_is_dropped(kept: Quotations) -> None:
    unused, quoted, checked = figure([0.1]), figure([0.2]), figure([0.3])
    for one in (unused, quoted, checked):
        kept.keep(one, BUILD, "public", FILES, DAY)
    middle = DAY + timedelta(days=300)
    kept.keep(quoted, BUILD, "public", FILES, middle)
    assert kept.find(mark(checked), "public", middle)
    kept.keep(figure([0.4]), BUILD, "public", FILES, DAY + timedelta(days=quotations.KEPT_DAYS + 1))
    are_kept = [bool(kept.find(mark(one), "public")) for one in (unused, quoted, checked)]
    assert are_kept == [False, True, True]


def test_older_lines_are_migrated_without_their_host(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    quoted = figure([0.8])
    former = (
        "create table quotation (fingerprint text, key text, role text, quoted_on text, build_id "
        "text, title text, lecture text, link text, labels text, rows text, indicators text, "
        "definition text, files text, primary key (fingerprint, key, role, link))"
    )
    links_of_before = (
        "https://evil.example//evil.example/phish?espace=demo",
        "https://observatoire.example/adhesions?espace=demo&version=b0",
    )
    with closing(sqlite3.connect(tmp_path / "demo" / quotations.FILE_NAME)) as book, book:
        book.execute(former)
        for link in links_of_before:
            line = (mark(quoted), "adhesions.part", "public", "2025-01-01", "b0", "t", "l", link)
            line = (*line, "[]", "[]", "[]", "d", "{}")
            book.execute(f"insert into quotation values ({', '.join('?' * len(line))})", line)
    book = Quotations(tmp_path, "demo")
    for _ in range(2):
        views = {one.view for one in book.find(mark(quoted), "public")}
        assert views == {"", "/adhesions?espace=demo"}


def test_the_check_says_what_moved_and_why(kept: Quotations) -> None:
    quoted = figure([0.8, 0.5])
    kept.keep(quoted, BUILD, "public", FILES, DAY)
    (quotation,) = kept.find(mark(quoted), "public")
    assert compare(quotation, quoted, FILES).is_same
    revised = compare(quotation, figure([0.8, 0.4]), {**FILES, "adhesions.csv": "cc"})
    assert not revised.is_same
    assert revised.changes == (("r1", "50,0\u00a0%", "40,0\u00a0%"),)
    assert "révisées" in revised.reasons[0]
    result = compare(quotation, figure([0.8]), {"adhesions.csv": "aa"})
    assert result.changes == (("r1", "50,0\u00a0%", None),)
    assert "établissements" in result.reasons[0]
    other = replace(figure([0.1, 0.5]), indicators=(load_catalog().indicators["pme_share"],))
    assert "définition" in compare(quotation, other, FILES).reasons[0]
    assert "filtres" in compare(quotation, figure([0.1, 0.5]), FILES).reasons[0]
