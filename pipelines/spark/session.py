"""A Spark session for one build; a missing requirement is refused in French before it starts.

PySpark is installed in a separate environment (`make spark`), so it is imported only in this
package, and only when a build uses it.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from method.settings import ROOT
from pipelines.refused import Refused
from pipelines.spark.python import CHOICE, PATH, check_python, interpreter
from pipelines.spark.settings import PARTS, SAME, SMALL, USUAL, unchosen

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OLDEST_JAVA = 17
DEBIAN_JAVA = "/usr/lib/jvm"
MASTER_SECONDS = 5.0
# A worker starts a JVM when the application connects.
WORKER_SECONDS = 60.0


@contextmanager
def spark_session(master: str, folder: Path) -> Generator[SparkSession]:
    """A session on a master, stopped at the end.

    Args:
        master: `local[*]`, `spark://host:port` or any other Spark master.
        folder: where it may write; workers on other machines must see it under the same path.

    Raises:
        Refused: no PySpark, no Java 17 or later, a master that does not answer, no worker, or one
            without our Python.
    """
    if find_spec("pyspark") is None:
        raise Refused(
            "Le moteur Spark demande PySpark, absent de cet environnement. Lancez « make spark », "
            "puis « .venv-spark/bin/python -m pipelines build --engine spark »."
        )
    os.environ["JAVA_HOME"] = str(java_home())
    os.environ[CHOICE] = interpreter()
    check_master(master)
    spark = _open(master, folder)
    try:
        _wait_for_worker(spark, master)
        check_python(spark)
        _cut_for(spark)
        yield spark
    finally:
        spark.stop()


def java_home() -> Path:
    """Folder of a Java that Spark can run on: from `JAVA_HOME`, `PATH`, or Debian's folder.

    Raises:
        Refused: there is none.
    """
    setting, executable = os.environ.get("JAVA_HOME"), shutil.which("java")
    homes = [Path(setting)] if setting else []
    homes += [Path(executable).resolve().parents[1]] if executable else []
    homes += sorted(Path(DEBIAN_JAVA).glob("java-*-openjdk-*"), reverse=True)
    for home in homes:
        if _version(home / "bin" / "java") >= OLDEST_JAVA:
            return home
    raise Refused(
        f"Le moteur Spark demande Java {OLDEST_JAVA} ou plus récent, introuvable ici. Installez le "
        f"paquet openjdk-{OLDEST_JAVA}-jre-headless, ou donnez son dossier dans JAVA_HOME."
    )


def _version(java: Path) -> int:
    """Major version of a Java; 0 if it does not run."""
    try:
        result = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return 0
    version = re.search(r'version "(\d+)', result.stderr)
    return int(version[1]) if version else 0


def check_master(master: str) -> None:
    """Refuse a standalone master that does not answer: Spark would retry for a minute.

    Raises:
        Refused: none of its addresses answers, or one is not an address.
    """
    if not master.startswith("spark://"):
        return
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        if not (host and port.isdecimal()):
            raise Refused(f"« {master} » n’est pas une adresse de maître : spark://machine:port.")
        try:
            socket.create_connection((host.strip("[]"), int(port)), MASTER_SECONDS).close()
        except (OSError, OverflowError):
            continue
        return
    raise Refused(
        f"Le maître Spark « {master} » ne répond pas. Vérifiez l’adresse et qu’il est démarré, ou "
        "construisez sans --engine spark."
    )


def _open(master: str, folder: Path) -> SparkSession:
    from pyspark.sql import SparkSession

    settings = (
        unchosen(USUAL | {PATH: str(ROOT)})
        | SAME
        | {"spark.sql.warehouse.dir": str(folder / "warehouse")}
    )
    builder = SparkSession.builder.master(master).appName("observatoire")
    try:
        return builder.config(map=settings).getOrCreate()
    except Exception as error:  # py4j has no class for a refusal of the master
        raise Refused(
            f"Spark ne démarre pas sur « {master} » : {str(error).splitlines()[0]}"
        ) from error


def session_for_little(spark: SparkSession) -> SparkSession:
    """A session for small SELECTs on the same machines and tables, still without functions."""
    quick = spark.newSession()
    for name, value in unchosen(SMALL).items():
        quick.conf.set(name, value)
    return quick


def _cut_for(spark: SparkSession) -> None:
    """Set three partitions per core, as Spark advises, unless configured; its default is 200."""
    for name in unchosen({PARTS: ""}):
        spark.conf.set(name, str(3 * spark.sparkContext.defaultParallelism))


def _wait_for_worker(spark: SparkSession, master: str) -> None:
    """Wait for a worker: a master without one accepts every job and runs none."""
    if master.startswith("local"):
        return
    end = time.monotonic() + WORKER_SECONDS
    while time.monotonic() < end:
        # The driver is counted too.
        if spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() > 1:
            return
        time.sleep(0.2)
    raise Refused(
        f"Le maître Spark « {master} » répond, mais aucune machine ne travaille pour lui. "
        "Démarrez-en une, ou vérifiez qu’elle a la mémoire demandée."
    )
