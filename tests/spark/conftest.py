"""What tests on Spark stand on: `make spark` makes their environment, and elsewhere they fail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from unittest.mock import patch

import pytest

# Spark asks the machine for its name and its address; neither is needed here. And in machines that
# live for minutes, to compile for hours would be most of what they do.
SETTINGS = {
    "SPARK_LOCAL_IP": "127.0.0.1",
    "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@pytest.fixture(scope="session", autouse=True)
def _environment() -> Iterator[None]:
    if find_spec("pyspark") is None:
        pytest.fail("PySpark is not in this environment: `make spark` makes one and runs these")
    with patch.dict(os.environ, SETTINGS):
        yield
