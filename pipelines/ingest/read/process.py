"""Read files in a separate process, with time and memory limits.

A few kilobytes can cost a reader unbounded resources, and native code may crash its whole process,
so it runs in a separate process. An exit that is neither an answer nor a limit (native code
crashed, no process could be started) says nothing about the file, which is read once more before it
is refused; both failures are logged for the administrator.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from method.log import log
from pipelines.ingest import limits
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.numbers import spell

TOO_WIDE, TOO_LONG, TOLD, TOO_COSTLY, UNREADABLE = 3, 4, 5, 6, 7
ANSWERS = (0, TOO_WIDE, TOO_LONG, TOLD, TOO_COSTLY, UNREADABLE)
# Killed by the kernel for processor time, or for memory when the whole machine runs out of it.
_LIMITS = (-signal.SIGXCPU, -signal.SIGKILL)
_NO_MEMORY = (b"MemoryError", b"malloc", b"bad_alloc", b"memory allocation")
# Threads reserve gigabytes of address space, more on larger machines: with one thread and the
# system allocator, a memory limit means the same on every machine.
_ALONE = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_IO_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
}
_LAST_WORDS = 200


@dataclass(frozen=True)
class _End:
    """How a worker ended: exit code, negative for a signal, None if it never started."""

    code: int | None
    errors: bytes

    @property
    def is_limit(self) -> bool:
        return self.code == TOO_COSTLY or (
            self.code not in ANSWERS
            and (self.code in _LIMITS or any(word in self.errors for word in _NO_MEMORY))
        )

    @property
    def is_accident(self) -> bool:
        return self.code not in ANSWERS and not self.is_limit

    @property
    def last_words(self) -> str:
        """Last line of its errors; for a Python error only its type, as the rest quotes cells."""
        line = self.errors.decode(errors="replace").strip().rpartition("\n")[2]
        if self.code == 1:
            line = line.partition(":")[0]
        return line[:_LAST_WORDS]


def run_worker(worker: Path, arguments: list[object], seconds: int, output: IO[str]) -> int:
    """Run a worker by path and wait for it.

    Args:
        worker: one of our scripts.
        arguments: arguments, passed as text.
        seconds: processor time that the worker allows itself.
        output: open file that receives its output.

    Returns:
        0, or `TOLD` if the worker printed why it refuses the file.

    Raises:
        FileRefused: stopped by its limits, or failed twice.
    """
    end = _run(worker, arguments, seconds, output)
    if end.is_accident:
        _tell(worker, end, "read once more")
        output.seek(0)
        output.truncate()
        end = _run(worker, arguments, seconds, output)
    if end.code in (0, TOLD):
        return end.code
    _tell(worker, end, "refused")
    if end.is_limit:
        raise FileRefused("file_too_costly")
    if end.code == TOO_WIDE:
        raise FileRefused("too_many_columns", expected=limits.MAX_COLUMNS)
    if end.code == TOO_LONG:
        raise FileRefused("too_many_rows", expected=spell(limits.MAX_ROWS))
    if end.code == UNREADABLE:
        raise FileRefused("file_unreadable", value="fichier abîmé")
    raise FileRefused("reading_failed")


def _run(worker: Path, arguments: list[object], seconds: int, output: IO[str]) -> _End:
    command = [sys.executable, "-I", str(worker), *map(str, arguments)]
    # The kernel limits processor time; the timeout is for a worker that waits.
    timeout = seconds * limits.WAIT_FOR_EACH_SECOND
    try:
        completed = subprocess.run(  # noqa: S603 our own interpreter and script, no shell
            command,
            stdout=output,
            stderr=subprocess.PIPE,
            timeout=timeout,
            check=False,
            env={**os.environ, **_ALONE},
        )
    except subprocess.TimeoutExpired:
        return _End(TOO_COSTLY, b"timeout")
    except OSError as error:
        return _End(None, str(error.strerror).encode())
    return _End(completed.returncode, completed.stderr)


def _tell(worker: Path, end: _End, outcome: str) -> None:
    log.warning(
        "reader_fell", reader=worker.stem, code=end.code, reason=end.last_words, outcome=outcome
    )
