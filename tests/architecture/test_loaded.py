"""What is loaded when something is imported: the hash of a build covers it, Streamlit is not there.

One process tells all of it, since the tests' own imports must not count and each start costs.
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
import importlib, json, sys
from pipelines.build import graph, run
for file in graph.STEPS.glob("*.py"):
    importlib.import_module(graph.STEP_PREFIX + file.stem)
files = [m.__file__ for m in list(sys.modules.values()) if getattr(m, "__file__", None)]
from observatory.figures import registry
from observatory.gate import store
print(json.dumps({"files": files, "streamlit": "streamlit" in sys.modules}))
"""


@pytest.fixture(scope="module")
def loaded() -> dict:
    """Files that a build loads, and whether Streamlit came with it or with the figures."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return json.loads(done.stdout)


def test_every_module_that_a_build_loads_counts_in_its_hash(loaded: dict) -> None:
    files = [Path(name) for name in loaded["files"]]
    own = {file.relative_to(ROOT) for file in files if file.is_relative_to(ROOT)}
    own = {file for file in own if not file.parts[0].startswith(".")}
    assert len(own) > 50
    assert sorted(str(file) for file in own if file.parts[0] not in CODE_ROOTS) == []


def test_builds_and_figures_are_made_without_streamlit(loaded: dict) -> None:
    assert not loaded["streamlit"]
