"""The Fiche réseau and Comparer: what each role sees, and medians against the store."""

from __future__ import annotations

import numpy as np
import pytest

from method.catalog import load_catalog
from method.plain_text import plain
from method.wording import fr_cell
from observatory.gate.access import STAFF
from observatory.gate.store import Store
from observatory.pages import PageEntry, load_pages
from tests.app.conftest import Open, html_of, plots

STAFF_TABS = {"Peut-il tenir\u202f?", "Ce qui inquiète"}


def _page(name: str) -> PageEntry:
    return next(entry for entry in load_pages() if entry.id == name)


@pytest.mark.parametrize("role", ["public", "rapporteur"])
def test_the_public_sheet_holds_nothing_of_staff(open_app: Open, role: str) -> None:
    staff = [i.label for i in load_catalog().indicators.values() if i.viewer == "staff"]
    for tab in ("qui", "adherents", "argent", "manques", "tient", "suivi"):
        at = open_app(_page("fiche"), espace="demo", profil=role, reseau="galvacier", onglet=tab)
        assert not at.exception
        assert not {tab.label for tab in at.tabs} & STAFF_TABS
        html = html_of(at)
        assert not [label for label in staff if f">{label}<" in html]
        assert "Refusé" not in html
        assert "jours de trésorerie" not in html
        assert "rang" not in html


def test_the_staff_sheet_says_first_how_the_network_is(open_app: Open) -> None:
    sheet = {"espace": "demo", "profil": "staff", "reseau": "cuirlande"}
    at = open_app(_page("fiche"), **sheet)
    assert not at.exception
    answer = next(text for text in map(str, (e.value for e in at.html)) if "obs-answer" in text)
    places = [
        answer.index(part)
        for part in ("Fragile (rang 1)", "5\u00a0jours de trésorerie", "direction", "adhérentes")
    ]
    assert places == sorted(places)
    assert "prochaine échéance le 31/12/2026" in answer
    assert {tab.label for tab in at.tabs} >= STAFF_TABS


def test_each_tab_of_the_staff_sheet_opens(open_app: Open) -> None:
    by_tab = {}
    for tab in ("qui", "adherents", "tient", "suivi", "argent", "manques"):
        at = open_app(_page("fiche"), espace="demo", profil="staff", reseau="logivague", onglet=tab)
        assert not at.exception
        by_tab[tab] = html_of(at)
    assert "Trésorerie plus transmise" in by_tab["suivi"]
    assert "8\u00a0mois de retard" in by_tab["manques"]
    assert "Rotation de l’équipe" in by_tab["tient"]


def test_each_real_network_says_that_it_sent_nothing_and_what_it_declares(
    open_app: Open, gate: Store
) -> None:
    page = _page("fiche")
    at = open_app(page, espace="cvl", reseau="cosmetic-valley")
    assert not at.exception
    html = html_of(at)
    assert "Cosmetic Valley n’a pas encore transmis ses listes" in html
    assert "De 40\u00a0adhérents en 2004 à 600\u00a0adhérents en 2024" in " ".join(
        header.value for header in at.header
    )
    assert "python -m" not in html
    names = gate.session("cvl", "public").query("network_names")
    for network in ("elastopole", names["network_id"].iloc[0]):
        at = open_app(page, espace="cvl", reseau=network, onglet="manques")
        assert not at.exception
        assert "jamais reçu" in html_of(at) or "Réseau fusionné" in html_of(at)


def test_the_median_is_that_of_the_group(open_app: Open, gate: Store) -> None:
    session = gate.session("demo", "staff")
    networks = session.query("comparison_networks", as_of=session.build.as_of)
    group = networks.loc[networks["network_type"] == "cluster", "network_id"].tolist()
    series = session.query(
        "indicator_series", until=session.build.as_of, networks=group, indicators=["cash_days"]
    )
    last = series[(series["as_of"] == str(session.build.as_of)) & (series["status"] == "ok")]
    median = float(np.median(last["value"]))
    assert len(last) < len(group), "a network that sent nothing is not counted"
    at = open_app(
        _page("comparer"),
        opened=("definition_figure_comparaison",),
        espace="demo",
        profil="staff",
        reseaux="galvacier.aerolinde",
        groupe="type-cluster",
        indicateur="cash_days",
    )
    assert not at.exception
    html = html_of(at)
    printed = fr_cell(median, "days")
    assert f"La médiane du groupe est de {printed}" in html
    assert f"des {len(last)} réseaux connus" in html


def test_fewer_than_three_peers_have_no_median(open_app: Open) -> None:
    at = open_app(
        _page("comparer"),
        opened=("definition_figure_comparaison",),
        espace="demo",
        profil="public",
        reseaux="galvacier.aerolinde",
        groupe="choix",
        pairs="rayonnac.goutelune",
    )
    assert not at.exception
    assert "pas de médiane" in html_of(at)
    assert "La médiane du groupe est" not in html_of(at)


def test_the_public_compares_only_public_figures(open_app: Open) -> None:
    at = open_app(_page("comparer"), espace="demo", profil="public", indicateur="cash_days")
    assert not at.exception
    assert plain("cash_days") in at.warning[0].value
    offered = at.selectbox(key="indicateur").options
    staff = {i.label for i in load_catalog().indicators.values() if i.viewer == "staff"}
    assert not staff & set(offered)
    assert "Niveau de fragilité" not in html_of(at)


def test_one_network_is_not_compared(open_app: Open) -> None:
    at = open_app(_page("comparer"), espace="demo", reseaux="galvacier")
    assert not at.exception
    assert "deux à six" in at.info[0].value


@pytest.mark.parametrize("name", ["fragilite", "fiche", "comparer"])
def test_staff_of_the_real_workspace_read_which_files_are_missing(
    open_app: Open, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("ui.context._granted", lambda _: (STAFF,))
    monkeypatch.setattr("ui.context.is_signed_in", lambda: True)
    # A network whose age itself is unknown.
    at = open_app(_page(name), espace="cvl", reseau="s2e2")
    assert not at.exception
    assert not at.error
    assert "obs-empty" in html_of(at)
    assert not plots(at)
