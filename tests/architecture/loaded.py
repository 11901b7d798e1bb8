"""A separate process that tells what a build and the figures load: imports of tests do not count.

The figures take seconds to load: one process does all, beside the tests that come before.
"""

from __future__ import annotations

import subprocess
import sys
from functools import cache

from method.settings import ROOT

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


@cache
def loading() -> subprocess.Popen[str]:
    """The process, started once."""
    return subprocess.Popen(
        [sys.executable, "-c", LOADED], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
