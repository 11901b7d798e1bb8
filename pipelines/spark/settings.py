"""Settings of Spark for a build, each with its reason: this file alone chooses them.

`SAME` goes before everything: without it Spark would say something else than DuckDB. The others
give way to `spark-defaults.conf`, in the folder `SPARK_CONF_DIR`, of whoever looks after the
cluster.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

SAME = {
    # An overflow or a bad cast stops the build, and "x" is a name, as in DuckDB.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.session.timeZone": "UTC",
    # The tables of a build are those of its folder, and are forgotten with it.
    "spark.sql.catalogImplementation": "in-memory",
}
USUAL = {
    # Nobody watches a build in a browser: no server of pages, no description of each plan for them.
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.ui.explainMode": "simple",
    "spark.sql.maxPlanStringLength": "1000",
    # What concerns who asked is raised; the rest is for those who look after a cluster.
    "spark.log.level": "ERROR",
    # SELECTs that do not wait for one another share the machines, a short one beside a long one.
    "spark.scheduler.mode": "FAIR",
    # Workers forget what a finished SELECT sent them when the driver collects its own memory, which
    # a driver of much memory seldom does: theirs was full at two thirds of the demonstration.
    "spark.cleaner.periodicGC.interval": "1min",
}
PARTS = "spark.sql.shuffle.partitions"
# Under so many bytes of Parquet read, a SELECT is planning more than work: 106 of the 112 of the
# demonstration are. All in one part, and without compiling Java for it.
SMALL_BYTES = 1_000_000
SMALL = {
    PARTS: "1",
    # Plans again after each stage, for what never comes in more than one part.
    "spark.sql.adaptive.enabled": "false",
    # Compiling takes longer than what it saves on few rows.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def unchosen(settings: dict[str, str]) -> dict[str, str]:
    """Those that `SPARK_CONF_DIR/spark-defaults.conf` does not choose."""
    folder = os.environ.get("SPARK_CONF_DIR")
    file = Path(folder) / "spark-defaults.conf" if folder else None
    text = file.read_text(encoding="utf-8") if file and file.exists() else ""
    chosen = set(re.findall(r"^\s*(spark\.[^\s=:]+)", text, re.MULTILINE))
    return {name: value for name, value in settings.items() if name not in chosen}
