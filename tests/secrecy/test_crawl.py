"""Every figure of the registry, every exported file and every search result, as the public, a
rapporteur, a network and a funder read them, on a build with canaries: none is disclosed.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
from pypdf import PdfReader

from observatory.exports import picture
from observatory.exports.committee import committee_report
from observatory.exports.formats import FORMATS
from observatory.exports.funder_book import quarterly_book
from observatory.exports.model import Document, quoted
from observatory.exports.panorama import panorama
from observatory.exports.report import network_sheet_report
from observatory.exports.territory_report import sheet
from observatory.figures import asked_once, quoting
from observatory.figures.columns import texts
from observatory.figures.figure import ALL, Empty, Figure, View
from observatory.figures.registry import FIGURES
from observatory.gate.store import Session, Store
from observatory.own import copy
from observatory.own.figures import NETWORK_FIGURES
from observatory.pages import speaking
from observatory.search.index import entries
from observatory.treasury import figures as treasury
from tests.secrecy.canaries import MARK, SPARED_NETWORK, chart, planted, told
from tests.secrecy.worlds import inside

ROLES = ("public", "rapporteur")
SCOPES = (ALL, "cuirlande")
# Roles that read their own rows, left without canaries, and the scope; elsewhere they are public.
OWNERS = {f"reseau:{SPARED_NETWORK}": SPARED_NETWORK, "financeur:234500023": ALL}
ASKED = [
    ("public", ALL),
    ("rapporteur", ALL),
    pytest.param("public", "cuirlande", marks=pytest.mark.deep),
    *OWNERS.items(),
]
PLACE = "departement-45"


@pytest.fixture(scope="module")
def store(demo_curated: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    root = tmp_path_factory.mktemp("canaries")
    folder, count = planted(demo_curated, root / "demo")
    assert count > 100_000
    # The detector recognises a canary in each form.
    own = inside(folder, "select balance_eur from core.cash_month limit 1")["balance_eur"]
    assert told([own.iloc[0], {"x": f"{own.iloc[0]:,.0f} €"}, f"a {MARK}"])
    return Store(root)


def session_of(store: Store, role: str) -> Session:
    return store.session("demo", role, is_signed_in=True)


def view_of(session: Session, scope: str) -> View:
    options = {"territoire": PLACE, "financeur": ALL}
    return asked_once.view(session, session.build.as_of, scope, **options)


def figures_of(session: Session, scope: str) -> Iterator[tuple[str, Figure | Empty]]:
    view = view_of(session, scope)
    for key, make in FIGURES.items():
        # On a page that is not for owners, an owner gets the public figures, tested above.
        if speaking(session, key.partition(".")[0], scope) is session:
            figure = make(view)
            if figure is not None:
                yield key, figure


def payload(figure: Figure) -> list[Any]:
    """All that is sent to a screen: cells as numbers and texts, charts with hovers, sentences."""
    charts = [chart(one) for one in (figure.chart, figure.picture) if one is not None]
    cells = [figure.rows[column.key].tolist() for column in figure.columns]
    printed = [texts(figure.rows, column) for column in figure.columns]
    links = [figure.rows[c.link].tolist() for c in figure.columns if c.link in figure.rows]
    note = (figure.note.lecture, figure.note.champ, figure.note.source)
    return [figure.title, figure.caption, *note, cells, printed, links, charts]


def drawings(figure: Figure, session: Session) -> list[Any]:
    """Specifications of the pictures of a figure, as PNG, SVG and on paper; none for a table.

    A picture contains no more than its specification: the renderer reads nothing else.
    """
    quoted_figure = quoted(figure, "https://exemple.invalid/")
    if quoted_figure.chart is None:
        return []
    document = Document("Tout", session.build, session.label, date(2026, 11, 30), (quoted_figure,))
    charts: list[go.Figure] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(picture, "_draw", lambda one, *_: charts.append(one) or b"")
        for kind in FORMATS.values():
            if kind.is_picture:
                kind.write(document)
        picture.for_document(quoted_figure, "png")
        picture.on_paper(quoted_figure.chart, 16, "svg")
    assert len(charts) == 4, figure.title
    # The same specification is drawn as PNG and as SVG.
    return [json.loads(one) for one in {one.to_json() for one in charts}]


def letters(svg: bytes) -> list[str]:
    """The texts of an SVG; the numbers in its paths are only coordinates."""
    return [text for text in ElementTree.fromstring(svg).itertext() if text.strip()]


def unpacked(name: str, content: bytes) -> list[bytes | str]:
    """The texts of an exported file."""
    if name == "pdf":
        return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return [parts.read(part) for part in parts.namelist()]
    return [content]


@pytest.mark.parametrize(("role", "scope"), ASKED)
def test_no_figure_discloses_a_canary(store: Store, role: str, scope: str) -> None:
    leaks, count, session = {}, 0, session_of(store, role)
    for key, figure in figures_of(session, scope):
        count += 1
        if isinstance(figure, Empty):
            canaries = told([figure.what, figure.reason])
        else:
            canaries = told([payload(figure), drawings(figure, session)])
        if canaries:
            leaks[key] = sorted(canaries)[:3]
    print(f"{role}, {scope}: {count} figures read")
    assert count > (20 if role in ROLES else 3)
    assert leaks == {}


@pytest.mark.deep
@pytest.mark.parametrize("role", ROLES)
def test_no_file_and_no_citation_discloses_a_canary(store: Store, role: str) -> None:
    session = session_of(store, role)
    files = [
        quoted(figure, "https://exemple.invalid/")
        for scope in SCOPES
        for _, figure in figures_of(session, scope)
        if isinstance(figure, Figure)
    ]
    today = date(2026, 11, 30)
    cited = [
        (quoting.sentence(f, session.build), quoting.footnote(f, session.build, today))
        for f in files
    ]
    cited += [quoting.bibtex(f, session.build, today) for f in files]
    assert told(cited) == set()
    document = Document("Tout", session.build, session.label, today, tuple(files))
    for name in ("csv", "xlsx"):
        assert told(unpacked(name, FORMATS[name].alone(document))) == set(), name


@pytest.mark.deep
@pytest.mark.skipif(picture.browser() is None, reason="nothing draws here")
def test_no_picture_discloses_a_canary(store: Store) -> None:
    """Each chart as exported; the picture of a reserved one must be detected, as a control."""
    leaks, session = {}, session_of(store, "public")
    today = date(2026, 11, 30)
    for key, figure in figures_of(session, ALL):
        if not isinstance(figure, Figure) or quoted(figure, "").chart is None:
            continue
        document = Document("Tout", session.build, session.label, today, (quoted(figure, ""),))
        texts_of = letters(FORMATS["svg"].write(document))
        assert any(figure.title[:20] in text for text in texts_of), key
        if canaries := told(texts_of):
            leaks[key] = canaries
        marked = replace(quoted(figure, ""), title=f"{MARK} €")
    assert leaks == {}
    document = replace(document, parts=(marked,))
    assert told(letters(FORMATS["svg"].write(document)))


@pytest.mark.deep
@pytest.mark.parametrize("role", ["public", "rapporteur"])
def test_no_report_discloses_a_canary(store: Store, role: str) -> None:
    session = session_of(store, role)
    as_of = session.build.as_of
    reports = {
        "overview": panorama(session, as_of),
        "network": network_sheet_report(session, "cuirlande", as_of),
        "territory": sheet(session, *PLACE.split("-"), as_of),
        "committee": committee_report(session, as_of),
    }
    leaks = {
        (title, name)
        for title, document in reports.items()
        for name in ("docx", "pdf")
        if told(unpacked(name, FORMATS[name].write(document)))
    }
    assert leaks == set()


@pytest.mark.parametrize("role", [*ROLES, *OWNERS])
def test_the_search_knows_names_and_no_figure(store: Store, role: str) -> None:
    session = session_of(store, role)
    index = entries(session.query("search_index"), role)
    assert len(index) > 100
    assert told([[e.label, e.detail, e.address, e.tokens, sorted(e.text)] for e in index]) == set()


@pytest.mark.parametrize(("role", "scope"), OWNERS.items())
def test_what_an_owner_downloads_discloses_no_canary(store: Store, role: str, scope: str) -> None:
    session = session_of(store, role)
    as_of = session.build.as_of
    if scope == ALL:
        document = quarterly_book(session, as_of)
    else:
        document = network_sheet_report(session, scope, as_of)
        own = {key: make(view_of(session, scope)) for key, make in NETWORK_FIGURES.items()}
        assert [key for key, figure in own.items() if not isinstance(figure, Figure)] == []
        packed = copy.archive(session, scope, scope, {}, [], as_of)
        assert told(unpacked("", packed)) == set()
        assert told(copy.as_csv(copy.members(session, scope))) == set()
    assert document.figures
    leaks = {
        name
        for name in ("xlsx", "csv", "docx")
        if told(unpacked(name, FORMATS[name].write(document)))
    }
    assert leaks == set()
    for other in ("cuirlande", ALL, ""):
        if other != scope:
            assert session.about(other).role == "public"


def test_the_figures_of_staff_contain_canaries(store: Store) -> None:
    """Otherwise the other tests could pass because there are no canaries."""
    view = view_of(session_of(store, "staff"), "cuirlande")
    figures = {key: make(view) for key, make in treasury.FIGURES.items()}
    telling = [k for k, one in figures.items() if isinstance(one, Figure) and told(payload(one))]
    assert len(telling) > len(figures) / 3
    session = session_of(store, "staff")
    keys = [k for k, one in figures.items() if isinstance(one, Figure) and drawings(one, session)]
    assert {k for k in keys if told(drawings(figures[k], session))} & set(telling)
