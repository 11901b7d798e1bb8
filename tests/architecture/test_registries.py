"""A single list of each thing: every entry of a registry is in the documents that people read."""

from __future__ import annotations

import argparse
import ast
import re
import shutil
import subprocess

import pytest

from method import plain_yaml
from method.settings import ROOT
from observatory.exports.formats import FORMATS
from observatory.figures import registry
from pipelines import contracts
from pipelines.__main__ import _parser
from tests.architecture import source

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = ROOT / "docs"


def _commands() -> dict[str, argparse.ArgumentParser]:
    actions = _parser("")._subparsers._group_actions
    return next(one.choices for one in actions if isinstance(one.choices, dict))


def test_every_command_is_in_the_readme() -> None:
    assert [name for name in _commands() if f"python -m pipelines {name}" not in README] == []


def test_every_option_is_in_the_documents() -> None:
    pages = README + "".join(file.read_text(encoding="utf-8") for file in DOCS.glob("*.md"))
    options = {
        f"{name} {option}"
        for name, parser in _commands().items()
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--") and option != "--help"
    }
    assert sorted(one for one in options if one.split()[1] not in pages) == []


def test_every_format_is_in_the_page_of_exports() -> None:
    page = (DOCS / "exports.md").read_text(encoding="utf-8")
    assert [name for name in FORMATS if name.upper() not in page] == []


def test_every_raw_file_has_its_contract_its_page_and_its_words() -> None:
    page = (DOCS / "contracts.md").read_text(encoding="utf-8")
    words = plain_yaml.load((ROOT / "observatory/figures/sources.yaml").read_text("utf-8"))
    files = {file.stem for file in (ROOT / "pipelines" / "contracts").glob("*.json")}
    assert set(contracts.names()) == files
    assert files <= set(words)
    assert [name for name in files if f"## `{name}` " not in page] == []


def test_every_table_of_core_has_its_columns_in_the_page_of_the_architecture() -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    tables = {file.stem for file in (ROOT / "pipelines" / "sql" / "core").glob("*.sql")}
    assert {name for name in tables if f"\n| `core.{name}` | `" not in page} == set()


def test_each_addition_is_shown_by_a_commit_of_that_many_files() -> None:
    """`docs/extending.md` counts the files of real commits, absent from a copy without history."""
    page = (DOCS / "extending.md").read_text(encoding="utf-8")
    counts = {"Four": 4, "Nine": 9, "Ten": 10}
    claims = re.findall(r"^(\w+) files: `git show --stat (\w+)`", page, re.MULTILINE)
    assert len(claims) == 4
    git = shutil.which("git")
    if git is None or _git(git, "rev-parse", "--is-shallow-repository") != "false\n":
        pytest.skip("no history here")
    for count, commit in claims:
        files = _git(git, "show", "--format=", "--name-only", commit)
        assert files is not None and len(files.split()) == counts[count], commit


def _git(git: str, *words: str) -> str | None:
    result = subprocess.run([git, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return result.stdout if result.returncode == 0 else None


def test_no_two_figures_have_one_key() -> None:
    parts = [
        node.value.id
        for node in source.nodes(ROOT / "observatory" / "figures" / "registry.py")
        if isinstance(node, ast.Attribute)
        and node.attr == "FIGURES"
        and isinstance(node.value, ast.Name)
    ]
    keys = [key for part in parts for key in getattr(registry, part).FIGURES]
    assert len(parts) > 10
    assert sorted(keys) == sorted(registry.FIGURES)
