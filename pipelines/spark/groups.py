"""Parts of a step as groups of a grouped map, which Python runs on the workers of Spark.

What is asked of the parts waits until an answer is read: then all of it is one job, with a group
for each part. So the step decides by itself how many jobs it takes, by when it reads.
"""

from __future__ import annotations

import pickle
import socket
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from method.log import log
from pipelines.spark.python import version
from pipelines.steps.apart import Answer, Here, Method, Worker, answered

if TYPE_CHECKING:
    import pandas as pd
    from pyspark import Broadcast
    from pyspark.sql import SparkSession

ASKED = "part int, asked binary"
ANSWERED = "answers binary, place string, seconds double"


class Groups:
    """An object whose parts are worked on by the workers of Spark, on copies of it."""

    def __init__(self, spark: SparkSession, of: object) -> None:
        self._spark = spark
        self._shared = spark.sparkContext.broadcast(of)
        self._waiting: dict[int, list[tuple[int, Method, tuple]]] = {}
        self._answers: dict[int, tuple[Any, Exception | None]] = {}
        self._count = 0

    def ask(self, part: int, method: Method, *told: Any) -> Answer:
        """See `Worker.ask`, of a part."""
        self._count += 1
        self._waiting.setdefault(part, []).append((self._count, method, told))
        return partial(self._answer, self._count)

    def end(self) -> None:
        """Have every machine forget the object."""
        self._shared.destroy()

    def _answer(self, number: int) -> Any:
        if number not in self._answers:
            self._send()
        answer, error = self._answers.pop(number)
        if error:
            raise error
        return answer

    def _send(self) -> None:
        asked = [(part, pickle.dumps(all_of)) for part, all_of in self._waiting.items()]
        self._waiting, shared, here = {}, self._shared, version()
        rows = (
            self._spark.createDataFrame(asked, ASKED)
            .repartition(len(asked), "part")
            .groupBy("part")
            .applyInPandas(lambda of_part: _answered(shared, here, of_part), ANSWERED)
            .collect()
        )
        for answers, _, _ in rows:
            self._answers |= pickle.loads(answers)  # noqa: S301 — from our own workers
        log.info(
            "spark_mapped",
            of=type(self._shared.value).__name__,
            parts=len(rows),
            places=sorted({place for _, place, _ in rows}),
            cpu_seconds=round(sum(seconds for _, _, seconds in rows), 1),
        )


class _Part:
    """One part of an object."""

    def __init__(self, groups: Groups, part: int) -> None:
        self._groups, self._part = groups, part

    def ask(self, method: Method, *told: Any) -> Answer:
        return self._groups.ask(self._part, method, *told)


@contextmanager
def workers_on(
    spark: SparkSession, of: object, *, parts: int, worth: bool
) -> Generator[Sequence[Worker]]:
    """See `pipelines.steps.apart.workers`: as many workers as there are parts."""
    if not worth:
        yield [Here(of)]
        return
    groups = Groups(spark, of)
    try:
        yield [_Part(groups, part) for part in range(parts)]
    finally:
        groups.end()


def _answered(shared: Broadcast[Any], expected: str, asked: pd.DataFrame) -> pd.DataFrame:
    """Answer all that is asked of a part, on the machine of a worker."""
    import pandas as pd

    began = time.process_time()
    if version() != expected:
        raise RuntimeError(f"another Python or other code on {socket.gethostname()}")
    answers = {
        number: answered(shared.value, method, told)
        for text in asked["asked"]
        for number, method, told in pickle.loads(text)  # noqa: S301 — from our own driver
    }
    return pd.DataFrame(
        {
            "answers": [pickle.dumps(answers)],
            "place": [f"{socket.gethostname()}:{Path.cwd()}"],
            "seconds": [time.process_time() - began],
        }
    )
