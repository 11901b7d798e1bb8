"""A build that was made by other code is stale: what it loads is what its hash covers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from method.settings import ROOT
from pipelines.build.workspace import CODE_ROOTS

# In a process of its own: the tests' own imports must not count.
LOADED = """
import importlib, json, sys
from pipelines.build import graph, run
for file in graph.STEPS.glob("*.py"):
    importlib.import_module(graph.STEP_PREFIX + file.stem)
print(json.dumps([m.__file__ for m in list(sys.modules.values()) if getattr(m, "__file__", None)]))
"""


def test_every_module_that_a_build_loads_counts_in_its_hash() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, check=True, text=True
    )
    loaded = [Path(name) for name in json.loads(done.stdout)]
    own = {file.relative_to(ROOT) for file in loaded if file.is_relative_to(ROOT)}
    own = {file for file in own if not file.parts[0].startswith(".")}
    assert len(own) > 50
    assert sorted(str(file) for file in own if file.parts[0] not in CODE_ROOTS) == []
