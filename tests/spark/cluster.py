"""A standalone cluster of Spark on loopback: a master and its workers, each a process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from pipelines.spark.session import java_home

HOST = "127.0.0.1"
UP_SECONDS = 60.0


class Cluster:
    """Processes of one cluster."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.master = f"spark://{HOST}:{self.port}"
        self.workers: list[subprocess.Popen] = []
        self.first = self._start("master", "Master", "--port", str(self.port), "--webui-port", "0")
        _wait_for(self.port)

    def add_worker(self) -> None:
        """Start a machine of one core."""
        name = f"worker-{len(self.workers)}"
        asked = ["--cores", "1", "--memory", "1g", "--work-dir", str(self.folder / name)]
        self.workers.append(self._start(name, "Worker", *asked, "--webui-port", "0", self.master))

    def executors(self, which: int) -> list[Path]:
        """Folders that executors of a worker were given, one for each that it started."""
        return sorted((self.folder / f"worker-{which}").glob("app-*/*"))

    def kill(self, which: int) -> None:
        """Take a worker away with all that runs in it, as a machine that loses its power."""
        _end(self.workers[which], signal.SIGKILL)

    def stop(self) -> None:
        """End every process."""
        for process in (*self.workers, self.first):
            _end(process, signal.SIGKILL)

    def _start(self, name: str, what: str, *asked: str) -> subprocess.Popen:
        spec = find_spec("pyspark")
        assert spec and spec.origin
        jars = Path(spec.origin).parent / "jars"
        with (self.folder / f"{name}.log").open("w") as log:
            return subprocess.Popen(
                [
                    java_home() / "bin" / "java",
                    "-Xmx512m",
                    "-cp",
                    f"{jars}/*",
                    f"org.apache.spark.deploy.{what.lower()}.{what}",
                    "--host",
                    HOST,
                    *asked,
                ],
                stdout=log,
                stderr=log,
                env=os.environ | _environment(jars),
                start_new_session=True,
            )


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A cluster in a folder of its own."""
    made = Cluster(folder)
    try:
        for _ in range(workers):
            made.add_worker()
        yield made
    finally:
        made.stop()


def _environment(jars: Path) -> dict[str, str]:
    """What Spark's own scripts tell a worker, which starts executors by it."""
    (scala,) = jars.glob("scala-library-*.jar")
    version = ".".join(scala.stem.removeprefix("scala-library-").split(".")[:2])
    home = str(jars.parent)
    return {"SPARK_LOCAL_IP": HOST, "SPARK_HOME": home, "SPARK_SCALA_VERSION": version}


def _end(process: subprocess.Popen, how: signal.Signals) -> None:
    # Executors are children of their worker, in its session.
    if process.poll() is None:
        os.killpg(process.pid, how)
        process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return one.getsockname()[1]


def _wait_for(port: int) -> None:
    end = time.monotonic() + UP_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"no master on {port}")
