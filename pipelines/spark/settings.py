"""Spark settings of a build, each with its reason; no other file sets any.

`SAME` always applies: without it, Spark would not return what DuckDB returns. The others yield to
the `spark-defaults.conf` of the cluster's administrator, in the folder `SPARK_CONF_DIR`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

SAME = {
    # As in DuckDB: an overflow or a bad cast stops the build, and "x" is a name.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.session.timeZone": "UTC",
    # The tables of a build are those in its folder, and are dropped with it.
    "spark.sql.catalogImplementation": "in-memory",
}
USUAL = {
    # Builds are not watched in a browser: no web interface, and no description of each plan for it.
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.ui.explainMode": "simple",
    "spark.sql.maxPlanStringLength": "1000",
    # Errors that concern the caller are raised; the rest is for administrators of the cluster.
    "spark.log.level": "ERROR",
    # Independent SELECTs share the machines, so that a short one does not wait for a long one.
    "spark.scheduler.mode": "FAIR",
    # Workers free the data of finished SELECTs when the driver collects its garbage, which is rare
    # on a driver with much memory: theirs was full after two thirds of the demonstration.
    "spark.cleaner.periodicGC.interval": "1min",
}
PARTS = "spark.sql.shuffle.partitions"
# Below this size of its Parquet inputs, a SELECT spends more time on planning than on execution, as
# 106 of the 112 of the demonstration do. It runs in one partition, without compiling Java code.
SMALL_BYTES = 1_000_000
SMALL = {
    PARTS: "1",
    # Plans again after each stage, which is useless with a single partition.
    "spark.sql.adaptive.enabled": "false",
    # Compiling takes longer than it saves on few rows.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def unchosen(settings: dict[str, str]) -> dict[str, str]:
    """The settings that `SPARK_CONF_DIR/spark-defaults.conf` does not set."""
    folder = os.environ.get("SPARK_CONF_DIR")
    file = Path(folder) / "spark-defaults.conf" if folder else None
    text = file.read_text(encoding="utf-8") if file and file.exists() else ""
    chosen = set(re.findall(r"^\s*(spark\.[^\s=:]+)", text, re.MULTILINE))
    return {name: value for name, value in settings.items() if name not in chosen}
