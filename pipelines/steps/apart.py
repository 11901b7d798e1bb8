"""Objects that work apart, so that several processors are used at once: in processes, here.

A step asks workers that it is given: those of this module, or those of an engine on several
machines (`pipelines.spark.groups`).

Threads would wait for Python’s lock. A process begins from nothing, with the few modules that the
object needs: a copy of a server with its threads (fork) may hang. It ends with its pipe, hence with
the process that started it, however that one ends.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from functools import partial
from itertools import count
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any, Protocol, cast

from method.settings import ROOT

# Each has the draws of a month in memory.
MOST = 2


Method = Callable[..., Any]
Answer = Callable[[], Any]
"""Waits for what was asked and returns it, once."""


class Worker(Protocol):
    """Something that does what it is asked, in order.

    An answer may not depend on what was asked before, except for the time it takes: on several
    machines, each question may find another copy of the object.
    """

    def ask(self, method: Method, *told: Any) -> Answer:
        """Begin to call a method of the class of the object."""


class Workers(Protocol):
    """Opens the workers of a step; see `workers`."""

    def __call__(
        self, of: object, *, parts: int, worth: bool
    ) -> AbstractContextManager[Sequence[Worker]]:
        """Workers for the time of a block."""
        ...


class Here:
    """Works in this thread, at once."""

    def __init__(self, of: object) -> None:
        self._of = of

    def ask(self, method: Method, *told: Any) -> Answer:
        """See `Worker.ask`."""
        answer = method(self._of, *told)
        return lambda: answer


class _Apart:
    """Works in a process of its own, on a copy of the object."""

    def __init__(self, of: object) -> None:
        self._asked, self._answered = count(), count()
        self._answers: dict[int, Any] = {}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.steps.apart"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._source = cast("IO[bytes]", self._process.stdout)
        self._sink = cast("IO[bytes]", self._process.stdin)
        self._tell(of)

    def ask(self, method: Method, *told: Any) -> Answer:
        self._tell((method, told))
        return partial(self._answer, next(self._asked))

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._source.close()
        with suppress(BrokenPipeError):
            self._sink.close()

    def _tell(self, what: object) -> None:
        try:
            pickle.dump(what, self._sink, pickle.HIGHEST_PROTOCOL)
            self._sink.flush()
        except BrokenPipeError:
            raise self._fallen() from None

    def _answer(self, number: int) -> Any:
        while number not in self._answers:
            try:
                answer, error = pickle.load(self._source)  # noqa: S301 — from our own process
            except EOFError:
                raise self._fallen() from None
            if error:
                raise error
            self._answers[next(self._answered)] = answer
        return self._answers.pop(number)

    def _fallen(self) -> Exception:
        code = self._process.wait()
        message = f"a process of the build ended with code {code}"
        # The system kills when memory lacks.
        return MemoryError(message) if code == -signal.SIGKILL else RuntimeError(message)


@contextmanager
def workers(of: object, *, parts: int, worth: bool) -> Generator[list[Worker]]:
    """Workers that each have their copy of an object.

    Args:
        of: what they work on, which can be pickled.
        parts: how many could work at once.
        worth: whether the work is worth starting processes; else this thread does it, as it does
            where there is only one processor.
    """
    processors = os.cpu_count() or 1
    if not worth or processors < 2:
        yield [Here(of)]
        return
    with ExitStack() as ends:
        started = list[Worker]()
        for _ in range(min(processors, MOST, parts)):
            started.append(worker := _Apart(of))
            ends.callback(worker.end)
        yield started


def main() -> None:
    """Receive an object, then do what is asked of it until the pipe is closed."""
    # The process that started this one decides what an interruption means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not be taken for an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asked = SimpleQueue[Any]()
    Thread(target=_receive, args=(sys.stdin.buffer, asked), daemon=True).start()
    of = asked.get()
    while True:
        pickle.dump(answered(of, *asked.get()), sink, pickle.HIGHEST_PROTOCOL)
        sink.flush()


def _receive(source: IO[bytes], asked: SimpleQueue[Any]) -> None:
    """Receive what is asked; end this process with the one that asks, even while it works."""
    code = 1
    try:
        while True:
            asked.put(pickle.load(source))  # noqa: S301 — from our own process
    except (EOFError, pickle.UnpicklingError):
        code = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(code)


def answered(of: object, method: Method, told: tuple) -> tuple[Any, Exception | None]:
    """What a method returns, or what it raises, for the one who asked."""
    try:
        return method(of, *told), None
    except Exception as error:  # raised again where it was asked
        error.add_note(traceback.format_exc())
        return None, error


if __name__ == "__main__":
    main()
