"""Modules loaded by a build and by the figures, read in a separate process.

The imports of the tests must not count. The figures take two seconds to load: one process does all.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from method.settings import ROOT
from pipelines.build.workspace import CODE_ROOTS

LOADED = """
import importlib, inspect, json, sys
from functools import partial
from pipelines.build import graph, run
for file in graph.STEPS.glob("*.py"):
    importlib.import_module(graph.STEP_PREFIX + file.stem)
files = [m.__file__ for m in list(sys.modules.values()) if getattr(m, "__file__", None)]
from observatory.figures import registry
from observatory.gate import store
asked = {}
for key, make in registry.FIGURES.items():
    told = inspect.signature(make.func if isinstance(make, partial) else make)
    asked[key] = [next(iter(told.parameters.values())).annotation, told.return_annotation]
print(json.dumps({"files": files, "streamlit": "streamlit" in sys.modules, "figures": asked}))
"""


@pytest.fixture(scope="module")
def loaded() -> dict:
    """Files loaded by a build, whether Streamlit is loaded, the signature of each figure."""
    result = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return json.loads(result.stdout)


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
