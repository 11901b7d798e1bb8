"""Reads one CSV in a separate process and writes its table to an Arrow file.

Ragged quotes or a single endless cell can cost unbounded time and memory: here they end this
process and not the server.

Usage: csv_worker.py FILE CONTRACT OUT MEMORY_BYTES SECONDS
Output: the rest of the `TextTable` as one JSON object; or, with exit code 5, the refusal. Exit code
6 means out of memory.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import traceback
from dataclasses import asdict, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def main(path: str, contract: str, out: str, memory: int, seconds: int) -> int:
    """Read the file; exit code 5 if it is refused, 6 if it needs too much memory."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.insert(0, str(ROOT))
    import pyarrow as pa
    from pyarrow.ipc import new_stream

    from pipelines import contracts
    from pipelines.ingest.issues import FileRefused
    from pipelines.ingest.read.csv_file import parse_csv
    from pipelines.ingest.read.process import TOLD, TOO_COSTLY
    from pipelines.ingest.read.tables import to_arrow

    try:
        result = parse_csv(Path(path).read_bytes(), contracts.load(contract))
    except FileRefused as refusal:
        print(json.dumps({"code": refusal.code, "line": refusal.line, "facts": refusal.facts}))
        return TOLD
    except MemoryError:
        return TOO_COSTLY
    with pa.OSFile(out, "wb") as sink, new_stream(sink, result.table.schema) as writer:
        writer.write_table(result.table)
    content = asdict(replace(result, table=to_arrow([], [], 0)))
    del content["table"]
    print(json.dumps(content))
    return 0


if __name__ == "__main__":
    path, contract, out, memory, seconds = sys.argv[1:]
    try:
        code = main(path, contract, out, int(memory), int(seconds))
    except BaseException:
        traceback.print_exc()
        code = 1
    # The result is already written: a crash of native code at shutdown must not undo it.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
