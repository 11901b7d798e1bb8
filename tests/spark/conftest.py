"""What tests on Spark stand on: `make spark` makes their environment, and elsewhere they fail."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest

# Spark asks the machine for its name and its address; neither is needed here.
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
# Machines that live for minutes: to compile for hours would be most of what they do.
os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")


@pytest.fixture(scope="session", autouse=True)
def _environment() -> None:
    if find_spec("pyspark") is None:
        pytest.fail("PySpark is not in this environment: `make spark` makes one and runs these")
