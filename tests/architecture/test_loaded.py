"""Modules loaded by a build and by the figures, as told by a separate process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from method.settings import ROOT
from pipelines.build.workspace import CODE_ROOTS
from tests.architecture import loaded as loaded_apart


@pytest.fixture(scope="module")
def loaded() -> dict:
    """Files loaded by a build, whether Streamlit is loaded, the signature of each figure."""
    with loaded_apart.loading() as process:
        answer, _ = process.communicate()
    assert process.returncode == 0
    return json.loads(answer)


def test_every_module_that_a_build_loads_counts_in_its_hash(loaded: dict) -> None:
    files = [Path(name) for name in loaded["files"]]
    own = {file.relative_to(ROOT) for file in files if file.is_relative_to(ROOT)}
    own = {file for file in own if not file.parts[0].startswith(".")}
    assert len(own) > 50
    outside = [file for file in own if not any(file.is_relative_to(root) for root in CODE_ROOTS)]
    assert sorted(map(str, outside)) == ["observatory/__init__.py"]  # empty


def test_builds_and_figures_are_made_without_streamlit(loaded: dict) -> None:
    assert not loaded["streamlit"]


def test_every_figure_is_a_function_of_a_view(loaded: dict) -> None:
    wrong = [
        key
        for key, (first, returned) in loaded["figures"].items()
        if first != "View" or not set(returned.split(" | ")) <= {"Figure", "Empty", "None"}
    ]
    assert len(loaded["figures"]) > 80
    assert wrong == []
