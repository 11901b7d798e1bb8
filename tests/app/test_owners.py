"""A network and a funder on the screen: their pages, their sheet, public pages elsewhere."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from method.audit import Audit
from method.settings import ROOT
from observatory import matrix
from observatory.exports.model import quoted
from observatory.exports.quotations import Quotations
from observatory.figures import views
from observatory.figures.quoting import fingerprint
from observatory.gate.access import may_read
from observatory.gate.store import Store
from observatory.own.copy import archive, members
from observatory.pages import load_pages, pages_for
from observatory.sheet import figures as sheet
from tests.app.conftest import Open, html_of

NETWORK, OTHER, FUNDER = "reseau:cuirlande", "medivelours", "financeur:234500023"
PAGES = {page.id: page for page in load_pages()}
RESERVED = "jours de trésorerie"
OF_ANOTHER = "Département (démonstration)"


def _text(at: AppTest) -> str:
    parts = [html_of(at), *(one.value for one in (*at.markdown, *at.caption, *at.error))]
    return "\n".join(str(part) for part in parts)


def _anybodys(at: AppTest) -> str:
    """A page without the name of its reader."""
    links = re.sub(r"(profil=[^&\"]*(&amp;)?|(\?|&amp;)(?=\"))", "", _text(at))
    return links.replace("Réseau Cuirlande", "Public").replace('&amp;"', '"')


def test_a_network_reads_its_sheet_whole_and_of_another_what_the_public_reads(
    open_app: Open,
) -> None:
    own = open_app(PAGES["fiche"], espace="demo", profil=NETWORK, reseau="cuirlande")
    other = open_app(PAGES["fiche"], espace="demo", profil=NETWORK, reseau=OTHER)
    public = open_app(PAGES["fiche"], espace="demo", profil="public", reseau=OTHER)
    assert not own.exception
    assert RESERVED in _text(own)
    assert [tab.label for tab in own.tabs] != [tab.label for tab in other.tabs]
    assert _anybodys(other) == _anybodys(public)
    assert RESERVED not in _text(other)


def test_each_owner_opens_her_own_page_and_no_page_of_staff(
    open_app: Open, published: Path
) -> None:
    expected = {NETWORK: RESERVED, FUNDER: "dus par la Région Centre-Val de Loire"}
    for role, name in ((NETWORK, "reseau"), (FUNDER, "financeur")):
        at = open_app(PAGES[name], espace="demo", profil=role, reseau=OTHER, financeur="x")
        assert not at.exception
        assert not at.error
        assert expected[role] in _text(at)
    assert "Agglomération" not in _text(at), "another funder"
    staff = open_app(PAGES["financeur"], espace="demo", profil="staff", financeur=OF_ANOTHER)
    assert "ne peut pas ouvrir cette page" in staff.info[0].value
    assert "Région Centre-Val de Loire" not in html_of(staff), "agreements of the funder chosen"
    subjects = {line.about.partition(":")[0] for line in Audit(published).lines()}
    assert {f"financeur {OF_ANOTHER}", "reseau cuirlande", "financeur 234500023"} <= subjects
    closed = open_app(PAGES["donnees"], espace="demo", profil=NETWORK)
    assert "réservée" in closed.error[0].value
    closed = open_app(PAGES["reseau"], espace="demo", profil=FUNDER)
    assert "réservée" in closed.error[0].value
    assert {page.id for page in set(pages_for(NETWORK)) - set(pages_for("public"))} == {"reseau"}


def test_only_pages_of_the_catalogue_serve_owners() -> None:
    """The router grants what the catalogue lists; an unlisted page shows only public data."""
    asking = {
        file.stem
        for file in (ROOT / "pages").glob("*/*.py")
        if re.search(r"speak_of|whose\.", file.read_text(encoding="utf-8"))
    }
    assert asking == {page.id for page in load_pages() if page.owners}


def test_a_quotation_of_her_own_is_hers_and_staffs(gate: Store, tmp_path: Path) -> None:
    session = gate.session("demo", NETWORK)
    figure = sheet.cash(views.of(session, session.build.as_of, "cuirlande"))
    assert figure is not None
    (tmp_path / "demo").mkdir()
    book, mark = Quotations(tmp_path, "demo"), fingerprint(figure.rows, figure.columns)
    quotation = quoted(figure, "http://x/fiche?a=b")
    assert book.keep(quotation, session.build, session.role, {}, session.build.as_of)
    readers = {
        role: len(book.find(mark, role))
        for role in ("public", "rapporteur", "staff", NETWORK, f"reseau:{OTHER}", FUNDER)
    }
    assert readers == {
        "public": 0, "rapporteur": 0, "staff": 1, NETWORK: 1, f"reseau:{OTHER}": 0, FUNDER: 0,
    }  # fmt: skip


def test_the_copy_holds_the_network_and_no_other(gate: Store) -> None:
    session = gate.session("demo", NETWORK)
    day = session.build.as_of
    packed = archive(session, "cuirlande", "Cuirlande", {"adhesions/cuirlande.csv": b"x"}, [], day)
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        names = parts.namelist()
        tables = {name: parts.read(name).decode("utf-8-sig") for name in names if "tables/" in name}
    assert {"LISEZMOI.txt", "historique.csv", "fichiers/adhesions/cuirlande.csv"} <= set(names)
    assert {"tables/core.cash_month.csv", "tables/core.staff_contract.csv"} <= set(tables)
    for name, text in tables.items():
        head, *lines = text.splitlines()
        at = head.split(";").index("network_id")
        if at == 0:
            assert {line.split(";")[0] for line in lines if line.count(";") == head.count(";")} <= {
                "cuirlande"
            }, name
    of_another = gate.session("demo", f"reseau:{OTHER}").held_on("cuirlande")
    assert {table for table in of_another if not may_read(table, "public")} == set()
    assert "core.cash_month" not in of_another
    assert len(members(session, "cuirlande")) > 20


def test_readings_of_reserved_figures_are_written_down_once(
    open_app: Open, published: Path
) -> None:
    def told() -> list[str]:
        return [f"{line.what} {line.about}" for line in Audit(published).lines()]

    before = len(told())
    at = open_app(PAGES["tresorerie"], espace="demo", profil="staff")
    at.run()
    open_app(PAGES["tresorerie"], espace="demo", profil="public")
    open_app(PAGES["donnees"], espace="demo", profil="rapporteur")
    lines = told()[before:]
    assert len([line for line in lines if line.startswith("view tresorerie *")]) == 1
    assert [line for line in lines if line.startswith("refusal")] == ["refusal donnees"]
    assert not Audit(published).verify().fault
    journal = open_app(PAGES["journal"], espace="demo", profil="admin")
    assert not journal.exception
    assert "intactes" in html_of(journal)


def test_the_matrix_of_the_documents_is_todays() -> None:
    page = matrix.PAGE.read_text(encoding="utf-8")
    assert page == matrix.page_with_matrix(page), "python -m observatory.matrix"
    tests = re.findall(r"`(tests/[\w/]+\.py)`", page)
    assert [name for name in tests if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("role", [NETWORK, FUNDER])
def test_a_link_of_an_owner_opens_nothing_for_the_public(open_app: Open, role: str) -> None:
    at = open_app(PAGES["reseau"], espace="cvl", profil=role, reseau="cuirlande")
    assert "Profil&nbsp;: Public" in html_of(at)
    assert "réservée" in at.error[0].value
