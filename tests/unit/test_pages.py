"""The page catalogue refuses entries that could not be opened."""

from __future__ import annotations

import dataclasses

import pytest

from observatory.pages import PAGES_ROOT, PageEntry, PageError, check_pages, in_menu, load_pages
from pipelines import contracts

GOOD = load_pages()[0]


@pytest.mark.parametrize(
    "bad",
    [
        dataclasses.replace(GOOD, viewer="emperor"),
        dataclasses.replace(GOOD, id="page_fantome"),
        dataclasses.replace(GOOD, group="Ailleurs"),
        dataclasses.replace(GOOD, readers=("elu", "emperor")),
    ],
)
def test_a_bad_entry_is_refused(bad: PageEntry) -> None:
    with pytest.raises(PageError):
        check_pages((bad,))


def test_an_id_is_given_once() -> None:
    with pytest.raises(PageError, match="twice"):
        check_pages((GOOD, GOOD))


def test_every_page_file_is_in_the_menu() -> None:
    files = {file for file in PAGES_ROOT.glob("*/*.py") if file.name != "__init__.py"}
    assert files == {page.file for page in load_pages()}


def test_groups_titles_and_addresses_are_those_of_a_reader() -> None:
    pages = load_pages()
    assert {page.group for page in pages} <= {"Comprendre", "Agir", "Citer", "Gérer"}
    assert len({page.title for page in pages}) == len(pages)
    assert all(page.question.endswith("?") for page in pages)


def test_a_page_without_its_files_says_so_and_stands_last_in_its_group() -> None:
    names = set(contracts.names())
    assert all(set(page.needs) <= names for page in load_pages())
    files = {"reseaux", "labels", "tresorerie"}
    menu = in_menu(files)
    assert sorted(menu, key=load_pages().index) == list(load_pages())
    labels = [page.label(files) for page in menu if page.group == "Comprendre"]
    assert labels[:3] == ["Vue d’ensemble", "Trésorerie", "Territoires"]
    assert "Adhésions TPE/PME (en attente de données)" in labels[3:]
    assert in_menu(names) == load_pages()
    assert not any("attente" in page.label(names) for page in load_pages())
