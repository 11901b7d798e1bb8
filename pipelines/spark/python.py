"""Python on the workers of Spark: it has to be the one of the driver, with the same code.

Parts of Python steps run there (`pipelines.spark.groups`). Another version of a package could
change the last digit of a figure, and other code the figure itself.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from typing import TYPE_CHECKING

from method.settings import ROOT
from method.wording import NBSP
from pipelines.build.code import digest, environment
from pipelines.build.workspace import code_hash
from pipelines.refused import Refused

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

CHOICE = "PYSPARK_PYTHON"
PATH = "spark.executorEnv.PYTHONPATH"
# What Spark says of a machine, and what a reader is told of it.
FAULTS = {
    "Cannot run program": "cet interpréteur y manque",
    "PYTHON_VERSION_MISMATCH": "leur version de Python est une autre",
}
LACKING = re.compile(r"No module named '([\w.]+)'")


def interpreter() -> str:
    """Path of Python on every machine: that of the driver, unless `PYSPARK_PYTHON` says another."""
    return os.environ.get(CHOICE) or sys.executable


@cache
def version() -> str:
    """Hash of the interpreter, its packages and the code of this machine."""
    return digest([environment(), code_hash(ROOT)])


def check_python(spark: SparkSession) -> None:
    """Refuse machines whose Python would not run the parts of a step, or would run other code.

    Raises:
        Refused: a machine lacks the interpreter, a package or the code, or has other ones.
    """
    context = spark.sparkContext
    # More than one each, so that no machine is left out.
    tasks = 2 * context.defaultParallelism
    try:
        found = set(context.parallelize(range(tasks), tasks).map(_of_worker).collect())
    except Exception as error:  # py4j has no class for what a machine lacks
        raise _refused(_told(str(error))) from error
    if found != {version()}:
        raise _refused("les paquets ou le code n’y sont pas les mêmes qu’ici")


def _of_worker(_: int) -> str:
    return version()


def _told(error: str) -> str:
    if lacking := LACKING.search(error):
        return f"le module «{NBSP}{lacking[1]}{NBSP}» y manque"
    for mark, fault in FAULTS.items():
        if mark in error:
            return fault
    return error.splitlines()[0]


def _refused(fault: str) -> Refused:
    return Refused(
        f"Les machines de Spark n’ont pas le Python de ce poste{NBSP}: {fault}. Installez sur "
        f"chacune, sous le même chemin, le même environnement ({interpreter()}) et le même code "
        f"({ROOT}), ou construisez sans --engine spark."
    )
