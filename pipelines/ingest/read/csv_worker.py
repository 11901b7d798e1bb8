"""Reads one CSV in a process of its own and writes its table beside, as Arrow.

Ragged quotes and a single endless cell cost time and memory without bound: here they end this
process and not the server.

Usage: csv_worker.py FILE CONTRACT OUT MEMORY_BYTES SECONDS
Output: the rest of the `TextTable` as one object of JSON; or, with exit code 5, the refusal. Exit
code 6 says that there was not enough memory.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import traceback
from dataclasses import asdict, replace
from importlib.abc import MetaPathFinder
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class WithoutPandas(MetaPathFinder):
    """pyarrow looks for pandas at the first list that it is given: half of what a start costs."""

    def find_spec(self, fullname: str, *_: object) -> None:
        """Refuse pandas; leave all else to others."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def main(path: str, contract: str, out: str, memory: int, seconds: int) -> int:
    """Read the file; exit code 5 when it is refused, 6 when it asks for too much memory."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.insert(0, str(ROOT))
    sys.meta_path.insert(0, WithoutPandas())
    import pyarrow as pa
    from pyarrow.ipc import new_stream

    from pipelines import contracts
    from pipelines.ingest.issues import FileRefused
    from pipelines.ingest.read.csv_file import parse_csv
    from pipelines.ingest.read.exits import TOLD, TOO_COSTLY
    from pipelines.ingest.read.tables import to_arrow

    try:
        found = parse_csv(Path(path).read_bytes(), contracts.load(contract))
    except FileRefused as refusal:
        print(json.dumps({"code": refusal.code, "line": refusal.line, "facts": refusal.facts}))
        return TOLD
    except MemoryError:
        return TOO_COSTLY
    with pa.OSFile(out, "wb") as sink, new_stream(sink, found.table.schema) as writer:
        writer.write_table(found.table)
    told = asdict(replace(found, table=to_arrow([], [], 0)))
    del told["table"]
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    path, contract, out, memory, seconds = sys.argv[1:]
    try:
        code = main(path, contract, out, int(memory), int(seconds))
    except BaseException:
        traceback.print_exc()
        code = 1
    # What was read is written: native code that takes itself down badly must not undo it.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
