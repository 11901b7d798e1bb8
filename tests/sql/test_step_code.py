"""The hash of a step covers every project file that it opens when it runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from method.settings import ROOT
from pipelines.build.code import files_of

# In a separate process, since an audit hook cannot be removed. Modules loaded by the previous step
# are unloaded, so that the next one opens them again; the tables are empty.
OPENED = """
import json, sys
from pipelines.build.graph import STEP_PREFIX, quoted
from tests.sql import tables

opened = set()

def listen(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        opened.add(arguments[0])

sys.addaudithook(listen)
found = {}
for node in {node.name: node for node in tables.nodes().values()}.values():
    if node.name.startswith(STEP_PREFIX):
        con = tables.empty_database()
        for table in node.inputs:
            fields = ", ".join(f'"{n}" {kind}' for n, kind in tables.types()[table].items())
            con.execute(f"create table {quoted(table)} ({fields})")
        if "reference.release_day" in node.inputs:
            con.execute("insert into reference.release_day values (date '2026-01-01')")
        for name in [n for n in sys.modules if n.startswith(("method", "pipelines.steps"))]:
            del sys.modules[name]
        opened.clear()
        node.run(con)
        found[node.name] = sorted(opened)
print(json.dumps(found))
"""


def own(names: list[str]) -> set[Path]:
    """Project files among those opened; a compiled module counts as its source."""
    paths = set()
    for name in names:
        path = Path(name)
        if path.parent.name == "__pycache__":
            path = path.parent.parent / f"{path.name.split('.')[0]}.py"
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ("method", "pipelines"):
            paths.add(path)
    return {path for path in paths if path.name != "__init__.py" or path.read_text()}


def test_every_file_that_a_step_opens_counts_in_its_hash() -> None:
    result = subprocess.run(
        [sys.executable, "-c", OPENED], cwd=ROOT, capture_output=True, check=True, text=True
    )
    by_step = {step: own(names) for step, names in json.loads(result.stdout).items()}
    assert len(by_step) > 10
    assert [step for step, files in by_step.items() if not files] == []
    left_out = {step: files - files_of(step) for step, files in by_step.items()}
    assert {step: sorted(map(str, files)) for step, files in left_out.items() if files} == {}
