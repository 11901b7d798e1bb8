"""Cached figures, on the published builds: each role gets what would be computed for it."""

from __future__ import annotations

import json
from functools import partial

import pandas as pd
import pytest

from observatory.figures import views
from observatory.figures.figure import Figure, View
from observatory.figures.kept import Keeper, NotKept, key_of
from observatory.figures.quoting import fingerprint
from observatory.figures.registry import FIGURES
from observatory.gate.store import Store
from observatory.pages import PageEntry, load_pages
from tests.app.conftest import Open, html_of
from ui import kept
from ui.figure import Payload

ROLES = ("public", "staff", "rapporteur", "staff", "public", "rapporteur")
PAGE = next(page for page in load_pages() if page.id == "adhesions")


def _said(result: object) -> object:
    if not isinstance(result, Figure):
        return result
    chart = None if result.chart is None else result.chart.to_json()
    return result.title, result.note, fingerprint(result.rows, result.columns), chart


def _view(gate: Store, role: str) -> View:
    session = gate.session("demo", role)
    return views.of(session, session.build.as_of)


@pytest.mark.parametrize("name", [name for name in FIGURES if name.startswith("adhesions.")])
def test_roles_interleaved_get_what_is_made_for_each(gate: Store, name: str) -> None:
    keeper, make = Keeper(), FIGURES[name]
    fresh = {role: _said(make(_view(gate, role))) for role in set(ROLES)}
    for role in ROLES:
        assert _said(keeper.get(make, _view(gate, role), kept.weigh)) == fresh[role], role
    assert keeper.made == len(fresh)


def test_every_figure_has_a_distinct_name_except_what_people_write(gate: Store) -> None:
    view, keys, made_each_time = _view(gate, "public"), [], set()
    for name, make in FIGURES.items():
        try:
            keys.append(key_of(make, view))
        except NotKept:
            made_each_time.add(name)
    assert len(set(keys)) == len(keys)
    assert made_each_time == {"freins.mesures", "freins.suivi"}


def test_a_page_is_made_once_for_a_role_and_again_for_another(open_app: Open) -> None:
    kept.keeper().forget()
    open_app(PAGE, espace="demo", profil="public")
    once = kept.keeper().made
    again = open_app(PAGE, espace="demo", profil="public")
    assert kept.keeper().made == once > 5
    assert "Cotisation médiane" not in html_of(again)
    staff = open_app(PAGE, espace="demo", profil="staff")
    assert kept.keeper().made >= once + 5
    assert "Cotisation médiane" in html_of(staff)
    public = open_app(PAGE, espace="demo", profil="public")
    assert "Cotisation médiane" not in html_of(public)
    assert kept.keeper().bytes <= kept.keeper().most_bytes


def test_what_is_kept_weighs_what_it_holds(gate: Store) -> None:
    view = _view(gate, "public")
    figure = FIGURES["adhesions.part"](view)
    assert isinstance(figure, Figure)
    payload = Payload(figure, view.build)
    assert payload.plot is not None
    assert json.loads(payload.plot.sent)["chart"]["data"], "encoded once"
    size = len(payload.plot.sent) + len(payload.table)
    assert size < kept.weigh(payload) < 10 * size


@pytest.mark.parametrize(
    "page",
    [
        p if n % 3 == 0 else pytest.param(p, marks=pytest.mark.deep)
        for n, p in enumerate(load_pages())
    ],
    ids=lambda page: page.id,
)
def test_what_was_kept_draws_the_same_page(open_app: Open, page: PageEntry) -> None:
    """Nothing modifies cached figures: a page drawn from them equals the first one."""
    kept.keeper().forget()
    address = {"espace": "demo", "profil": "staff"}
    first = html_of(open_app(page, **address))
    assert html_of(open_app(page, **address)) == first
    assert html_of(open_app(page, **address)) == first


def test_rows_that_people_write_are_a_part_of_the_question(gate: Store) -> None:
    view = _view(gate, "staff")
    rows = pd.DataFrame({"network_id": ["a", "b"], "state": ["open", None], "n": [1.0, None]})
    same, other = kept.Rows(rows.copy()), kept.Rows(rows.assign(state=["open", "closed"]))
    keys = [key_of(partial(_said_of, rows=one), view) for one in (kept.Rows(rows), same, other)]
    assert keys[0] == keys[1] != keys[2]
    assert kept.Rows(rows) != kept.Rows(rows.rename(columns={"n": "m"}))


def _said_of(asked: View, rows: kept.Rows) -> int:
    return len(rows.frame)
