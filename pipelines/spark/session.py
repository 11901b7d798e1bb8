"""A Spark session for one build: what it needs is looked for first, and refused in French.

PySpark lives in an environment of its own (`make spark`), so that it is imported here, when a build
asks for it, and nowhere else.
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

from pipelines.refused import Refused
from pipelines.spark.settings import PARTS, SAME, SMALL, USUAL, unchosen

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OLDEST_JAVA = 17
DEBIAN_JAVA = "/usr/lib/jvm"
MASTER_SECONDS = 5.0
# A worker starts a JVM when the application comes.
WORKER_SECONDS = 60.0


@contextmanager
def spark_session(master: str, folder: Path) -> Generator[SparkSession]:
    """A session on a master, stopped at the end.

    Args:
        master: `local[*]`, `spark://host:port` or any other master of Spark's.
        folder: where it may write; workers of other machines must see it under the same name.

    Raises:
        Refused: no PySpark, no Java of 17 or later, a master that does not answer, no worker.
    """
    if find_spec("pyspark") is None:
        raise Refused(
            "Le moteur Spark demande PySpark, absent de cet environnement. Lancez « make spark », "
            "puis « .venv-spark/bin/python -m pipelines build --engine spark »."
        )
    os.environ["JAVA_HOME"] = str(java_home())
    check_master(master)
    spark = _open(master, folder)
    try:
        _wait_for_worker(spark, master)
        _cut_for(spark)
        yield spark
    finally:
        spark.stop()


def java_home() -> Path:
    """Folder of a Java that Spark runs on: `JAVA_HOME`, the one of `PATH`, or Debian's.

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
    """Version of a Java, 0 where it does not run."""
    try:
        done = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return 0
    version = re.search(r'version "(\d+)', done.stderr)
    return int(version[1]) if version else 0


def check_master(master: str) -> None:
    """Refuse a standalone master that nobody answers for: Spark would try for a minute.

    Raises:
        Refused: none of its addresses answers, or one is no address.
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

    settings = unchosen(USUAL) | SAME | {"spark.sql.warehouse.dir": str(folder / "warehouse")}
    builder = SparkSession.builder.master(master).appName("observatoire")
    try:
        return builder.config(map=settings).getOrCreate()
    except Exception as error:  # py4j has no class for what a master refuses
        raise Refused(
            f"Spark ne démarre pas sur « {master} » : {str(error).splitlines()[0]}"
        ) from error


def session_for_little(spark: SparkSession) -> SparkSession:
    """A session on the same machines and tables, to declare the functions in, for small SELECTs."""
    quick = spark.newSession()
    for name, value in unchosen(SMALL).items():
        quick.conf.set(name, value)
    return quick


def _cut_for(spark: SparkSession) -> None:
    """Three parts per core, as Spark advises, where nobody chose: it cuts in 200 by default."""
    for name in unchosen({PARTS: ""}):
        spark.conf.set(name, str(3 * spark.sparkContext.defaultParallelism))


def _wait_for_worker(spark: SparkSession, master: str) -> None:
    """A master with no worker takes every job, and runs none."""
    if master.startswith("local"):
        return
    end = time.monotonic() + WORKER_SECONDS
    while time.monotonic() < end:
        # The driver is one of them.
        if spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() > 1:
            return
        time.sleep(0.2)
    raise Refused(
        f"Le maître Spark « {master} » répond, mais aucune machine ne travaille pour lui. "
        "Démarrez-en une, ou vérifiez qu’elle a la mémoire demandée."
    )
