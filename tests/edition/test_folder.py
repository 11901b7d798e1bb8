"""Writing the edition: completely or not at all, reproducible, safe with any text."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.edition import addresses, feed, picture
from observatory.edition.feed import Publication
from observatory.edition.folder import EditionRefused, swapped
from tests import hostile_workspace, kept_builds
from tests.edition.conftest import write
from tests.edition.reading import hashes, pages, tree
from tests.edition.test_pages import ALLOWED
from tests.hostile_texts import CANARY, was_run


@pytest.mark.deep
@pytest.mark.parametrize("is_drawn", [False, True])
def test_the_same_build_gives_the_same_bytes(
    drawn: Path, cvl_curated: Path, tmp_path: Path, is_drawn: bool
) -> None:
    again = tmp_path / "again"
    if not is_drawn:
        copy = shutil.copytree(drawn, tmp_path / "kept", ignore=shutil.ignore_patterns("*.json"))
        again.symlink_to(copy)
    write("cvl", again, cvl_curated.parent)
    assert hashes(again) == hashes(drawn)
    assert any(path.endswith(".svg") for path in hashes(again))


def test_a_writing_that_fails_leaves_the_former_edition(tmp_path: Path) -> None:
    out = tmp_path / "site"
    with swapped(out) as new:
        new.write("index.html", b"first")
    with pytest.raises(RuntimeError), swapped(out) as new:
        new.write("index.html", b"second")
        assert (out / "index.html").read_bytes() == b"first"
        raise RuntimeError
    assert (out / "index.html").read_bytes() == b"first"
    with swapped(out) as new:
        new.write("a/page.html", b"third")
    assert not (out / "index.html").exists()
    assert (out / "a" / "page.html").read_bytes() == b"third"
    assert stat.S_IMODE((out / "a").stat().st_mode) == 0o755
    folders = [one.name for one in tmp_path.iterdir() if one.is_dir() and not one.is_symlink()]
    assert len(folders) == 1


def test_what_is_not_an_edition_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "thesis.odt").write_bytes(b"years")
    with pytest.raises(EditionRefused, match="n’est pas une édition"), swapped(tmp_path / "papers"):
        pass
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(EditionRefused), swapped(tmp_path / "file"):
        pass
    (tmp_path / "empty").mkdir()
    with swapped(tmp_path / "empty") as new:
        new.write("index.html", b"x")
    assert (tmp_path / "empty" / "index.html").exists()


@pytest.mark.parametrize(
    "path", ["../x", "/etc/x", "a/../../x", "a//b", ".hidden", "a/.b", "é", ""]
)
def test_no_name_leaves_the_folder(path: str, tmp_path: Path) -> None:
    with pytest.raises(EditionRefused), swapped(tmp_path / "site") as new:
        new.write(path, b"x")


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=20))
def test_no_address_of_the_data_becomes_a_script(address: str, word: str) -> None:
    for link_given in (
        address,
        f"javascript:{address}",
        f"fiche?reseau={address}",
        f"{word}?x={address}",
    ):
        link = addresses.in_edition(link_given, "index.html", {"reseaux/a.html", "fiche.html"})
        assert link is None or link.startswith(("http://", "https://", "reseaux/", "fiche"))


def test_links_of_the_application_become_pages() -> None:
    existing = {"reseaux/cuirlande.html", "freins.html", "chiffres/freins.petits.html"}
    at = "chiffres/x.html"
    cases = {
        "fiche?espace=demo&reseau=cuirlande": "../reseaux/cuirlande.html",
        "freins?onglet=frein&frein=petits": "freins.petits.html",
        "freins?frein=autre": "../freins.html",
        "fiche?reseau=inconnu": None,
        "javascript:alert(1)": None,
        "https://exemple.fr/a": "https://exemple.fr/a",
    }
    assert {one: addresses.in_edition(one, at, existing) for one in cases} == cases


@pytest.mark.deep
def test_hostile_texts_stay_texts(
    demo_raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One chart of each kind is drawn: hundreds would test nothing more.
    draw = kept_builds.first_of_each(picture.draw, lambda shown: shown.figure.key.partition(".")[0])
    monkeypatch.setattr(picture, "draw", draw)
    raw = hostile_workspace.make(demo_raw, tmp_path / "raw")
    kept_builds.build(raw, tmp_path / "curated" / hostile_workspace.WORKSPACE)
    out = write(hostile_workspace.WORKSPACE, tmp_path / "site", tmp_path / "curated")
    for path, file in pages(out).items():
        page = tree(file)
        assert {one.tag for one in page.iter()} <= ALLOWED, path
        assert not [one for one in page.iter() if any(a.startswith("on") for a in one.attrib)], path
        hrefs = [one.attrib["href"] for one in page.iter() if "href" in one.attrib]
        assert not [one for one in hrefs if one.lower().strip().startswith(("javascript", "data"))]
        assert CANARY * 2 not in file.read_text("utf-8"), path
    assert not was_run()
    json.loads((out / "donnees" / "datapackage.json").read_text("utf-8"))


def test_a_drawing_is_the_same_whatever_its_parts_were_called() -> None:
    svg = (
        '<svg class="a"><defs id="d-{0}"><clipPath id="clip{0}x"><rect/></clipPath></defs>'
        '<g class="trace{0}"><g/><path d="M1.234,5.678L2,3" clip-path="url(#clip{0}x)"/></g></svg>'
    )
    one, two = (picture.steady(svg.format(name)) for name in ("3f2a1b", "00aa99"))
    assert one == two
    assert 'd="M1.2,5.7L2,3" clip-path="url(#p1)"' in one


def test_an_outline_keeps_its_shape_with_fewer_points() -> None:
    around = "".join(f"L{x / 10:.2f},{(x % 7) / 10:.2f}" for x in range(1, 3000))
    (path,) = picture._PATH.findall(picture.steady(f'<svg><path d="M0,0{around}L300,90Z"/></svg>'))
    assert len(path) < 1_000
    assert path.startswith("M0,0l") and path.endswith("Z")


def test_the_feed_keeps_the_entries_of_former_editions(tmp_path: Path) -> None:
    old = Publication("1", "2026-01-01T00:00:00+00:00", "2025-12-31", "un", "texte")
    new = Publication("2", "2026-02-01T00:00:00+00:00", "2026-01-31", "deux", "texte")
    (tmp_path / "donnees").mkdir()
    file = tmp_path / addresses.PUBLICATIONS
    file.write_text(json.dumps(feed.as_json([old])), "utf-8")
    assert feed.history(new, tmp_path) == [new, old]
    assert feed.history(old, tmp_path) == [old]
    for broken in ("", "{", "[1]", '[{"version": "1"}]', '{"a": 1}'):
        file.write_text(broken, "utf-8")
        assert feed.history(new, tmp_path) == [new]
