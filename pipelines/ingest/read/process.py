"""Reading in a process of its own, with limits of time and memory.

What a few kilobytes may ask of a reader knows no bound, and native code would end its whole process
with it: so it is given one to end.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import IO

from pipelines.ingest import limits
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.numbers import spell

TOO_WIDE, TOO_LONG, TOLD = 3, 4, 5


def run_worker(worker: Path, arguments: list[object], seconds: int, output: IO[str]) -> int:
    """Run a worker by path and wait for it.

    Args:
        worker: a script of ours.
        arguments: given to it as text.
        seconds: of wall-clock time.
        output: open file that takes what it prints.

    Returns:
        0, or `TOLD` where the worker printed why it refuses the file.

    Raises:
        FileRefused: ended by its limits, or failed.
    """
    command = [sys.executable, "-I", str(worker), *map(str, arguments)]
    try:
        done = subprocess.run(  # noqa: S603 our own interpreter and script, no shell
            command, stdout=output, stderr=subprocess.PIPE, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise FileRefused("file_too_costly") from None
    if done.returncode == TOO_WIDE:
        raise FileRefused("too_many_columns", expected=limits.MAX_COLUMNS)
    if done.returncode == TOO_LONG:
        raise FileRefused("too_many_rows", expected=spell(limits.MAX_ROWS))
    # A negative code is a signal: the reader was ended by its own limits.
    if done.returncode < 0 or b"MemoryError" in done.stderr or b"malloc" in done.stderr:
        raise FileRefused("file_too_costly")
    if done.returncode not in (0, TOLD):
        raise FileRefused("file_unreadable", value="fichier abîmé")
    return done.returncode
