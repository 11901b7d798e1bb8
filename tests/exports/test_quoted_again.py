"""`export --quotation`: a quoted figure written again, with the filters of its page."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from observatory.exports import links
from observatory.exports.model import quoted
from observatory.exports.quotations import NO_FINGERPRINT, Quotations
from observatory.figures import quoting, views
from observatory.figures.figure import Figure, View
from observatory.figures.registry import FIGURES
from observatory.gate.store import Session, Store
from pipelines.__main__ import main

KEY = "projets.projets"


@pytest.fixture
def session(demo_curated: Path) -> Session:
    return Store(demo_curated.parent).session("demo", "public")


def _view(session: Session, month: date, theme: str) -> View:
    return views.of(session, month, cherche=theme)


def _quote(curated: Path, session: Session, view: View) -> str:
    figure = FIGURES[KEY](view)
    assert isinstance(figure, Figure)
    told = quoted(figure, links.of_figure(KEY, view))
    Quotations(curated, "demo").keep(told, session.build, "public", {}, date(2026, 11, 30))
    return quoting.sentence(told, session.build)


def _export(curated: Path, folder: Path, *options: str, kind: str = "json") -> Path:
    out = folder / f"out.{kind}"
    base = ["export", "--workspace", "demo", "--curated", str(curated), "--format", kind]
    assert main([*base, "--out", str(out), *options]) == 0
    return out


def test_a_pasted_sentence_gives_the_same_rows_with_the_filters_of_its_page(
    demo_curated: Path, tmp_path: Path, session: Session
) -> None:
    months = [day.date() for day in session.query("months")["as_of"]]
    view = _view(session, sorted(months)[-6], "corvelune")
    curated = demo_curated.parent
    sentence = _quote(curated, session, view)
    mark = quoting.find_fingerprint(sentence)
    told = json.loads(
        _export(curated, tmp_path, "--quotation", sentence).read_text(encoding="utf-8")
    )
    (figure,) = told["figures"]
    assert figure["empreinte"] == mark
    everything = FIGURES[KEY](views.of(session, sorted(months)[-6]))
    assert isinstance(everything, Figure) and len(figure["lignes"]) < len(everything.rows)
    # The same view at another month.
    later = f"{sorted(months)[-1]:%Y-%m}"
    out = _export(curated, tmp_path, "--quotation", str(mark), "--month", later, kind="csv")
    lines = [*csv.reader(out.read_text(encoding="utf-8-sig").splitlines(), delimiter=";")]
    now = FIGURES[KEY](_view(session, sorted(months)[-1], "corvelune"))
    assert isinstance(now, Figure)
    written = {cell for line in lines for cell in line}
    assert set(map(str, now.rows["title"])) <= written and len(now.rows) > 1


def test_what_is_no_quotation_is_refused_in_a_sentence(
    demo_curated: Path, tmp_path: Path, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    curated, out = demo_curated.parent, tmp_path / "no.csv"
    base = ["export", "--format", "csv", "--curated", str(curated), "--out", str(out)]
    view = _view(session, session.build.as_of, "")
    mark = quoting.find_fingerprint(_quote(curated, session, view))
    for options, told in (
        (["--quotation", "rien"], NO_FINGERPRINT),
        (["--quotation", "0000-0000-0000"], "Aucune citation 0000-0000-0000"),
        (["--quotation", str(mark), "--figure", KEY], "ne vont pas ensemble"),
        (["--quotation", str(mark), "--month", "1999-01"], "n’est pas publié"),
    ):
        assert main([*base, *options]) != 0
        assert told in capsys.readouterr().err
    assert not out.exists()


def test_a_view_quoted_on_its_page_and_in_a_report_is_found_once(
    session: Session, tmp_path: Path
) -> None:
    view = _view(session, session.build.as_of, "")
    figure = FIGURES[KEY](view)
    assert isinstance(figure, Figure)
    (tmp_path / "demo").mkdir()
    book, day = Quotations(tmp_path, "demo"), date(2026, 11, 30)
    page = "http://localhost:8501/projets?mois=2026-10&espace=demo&onglet=liste&profil=public"
    for link in (page, links.of_figure(KEY, view), f"{page}&reseau=aerolinde"):
        book.keep(quoted(figure, link), session.build, "public", {}, day)
    found = book.find(quoting.fingerprint(figure.rows, figure.columns), "public")
    assert len(found) == 2
    assert "onglet=liste" in found[0].view and "reseau=aerolinde" in found[1].view
