"""The page Financeurs, its figures against the catalogue's, and the meeting document."""

from __future__ import annotations

import io

import docx as word
import pytest

from observatory.exports import docx
from observatory.exports.committee import committee_report
from observatory.exports.model import Paragraphs
from observatory.gate.access import AccessError
from observatory.gate.store import Store
from observatory.pages import PageEntry, load_pages
from tests.app.conftest import Open, html_of


def _page() -> PageEntry:
    return next(page for page in load_pages() if page.id == "financeurs")


def test_what_funders_owe_is_what_the_catalogue_says_is_overdue(gate: Store) -> None:
    staff = gate.session("demo", "staff")
    months = staff.query("months")["as_of"].dt.date.tolist()[::-6]
    assert len(months) > 4
    for day in months:
        args = {"as_of": day, "funder": "*"}
        row = staff.query(
            "indicator_headlines", as_of=day, network_id="*", indicators=["subsidy_overdue"]
        ).iloc[0]
        owed, due = (staff.query("funders_owed", **args), staff.query("funders_overdue", **args))
        flows = staff.query("funders_flows", **args)
        assert owed["value"].sum() == pytest.approx(row["value"])
        assert due["value"].sum() == pytest.approx(row["value"])
        assert flows["overdue_eur"].sum() == pytest.approx(row["value"])
        for funder, own in due.groupby("funder_name"):
            line = owed.set_index("funder_name").loc[funder]
            assert line["oldest_days"] == own["days"].max()
            assert line["networks"] == own["network_id"].nunique()
            alone = staff.query("funders_owed", as_of=day, funder=funder)
            assert alone["value"].tolist() == [line["value"]]


def test_staff_read_who_owes_what_and_the_others_nothing(open_app: Open, gate: Store) -> None:
    at = open_app(_page(), espace="demo", profil="staff")
    assert not at.exception
    html = html_of(at)
    assert "doivent" in html
    assert "Région Centre-Val de Loire" in html
    for role in ("public", "rapporteur"):
        session = gate.session("demo", role)
        with pytest.raises(AccessError):
            session.query("funders_overdue", as_of=session.build.as_of, funder="*")


def test_one_funder_is_read_alone(open_app: Open) -> None:
    name = "Région Centre-Val de Loire"
    at = open_app(_page(), espace="demo", profil="staff", financeur=name)
    assert not at.exception
    html = html_of(at)
    assert f"dus par la {name}" in html
    assert "Fonds européens" not in html


def test_an_empty_workspace_says_what_would_fill_the_page(gate: Store) -> None:
    session = gate.session("cvl", "staff", is_signed_in=True)
    report = committee_report(session, session.build.as_of)
    assert report.figures == ()


@pytest.mark.parametrize("funder", ["*", "Région Centre-Val de Loire"])
def test_the_file_of_the_meeting_holds_the_figures_of_the_page(gate: Store, funder: str) -> None:
    session = gate.session("demo", "staff")
    document = committee_report(session, session.build.as_of, funder)
    keys = {figure.key for figure in document.figures}
    assert {"financeurs.financeurs", "financeurs.calendrier", "tresorerie.jours"} <= keys
    headings = [part.heading for part in document.parts if isinstance(part, Paragraphs)]
    assert headings[0] == "À l’ordre du jour"
    assert any("doivent" in one or "dus par" in one for one in document.lead)
    first = next(one for one in document.figures if one.key == "financeurs.financeurs")
    if funder != "*":
        assert first.rows["funder_name"].tolist() == [funder]
        assert "financeur=" in first.link
    text = "\n".join(p.text for p in word.Document(io.BytesIO(docx.write(document))).paragraphs)
    assert "À l’ordre du jour" in text
    assert first.title in text
    public = gate.session("demo", "public")
    open_keys = {figure.key for figure in committee_report(public, public.build.as_of).figures}
    assert not {key for key in open_keys if key.startswith("financeurs.")}
