"""Small damaged files with one fault each; their reports are in `expected/`.

`python -m tests.files.cases DIR` writes them for inspection. A case is the smallest file with one
fault among valid rows.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.files import columns, faults, reading, scdl

CASES = faults.cases() | scdl.cases() | reading.cases() | columns.cases()


if __name__ == "__main__":
    for name, case in CASES.items():
        folder = Path(sys.argv[1]) / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / case.file).write_bytes(case.content)
