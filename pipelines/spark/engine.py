"""Run core and marts on Spark over Parquet, each SELECT as it is written for DuckDB.

The tables of a build stay in the working database: each table that a SELECT reads is written once
as Parquet, and the result is read back with the types that DuckDB gives to the same SELECT.
Staging and quality run on DuckDB, and Python steps on the driver, except the parts that workers may
do (`pipelines.build.engine.SHARED`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import duckdb

from method.published import literal, quoted, quoted_name
from pipelines.build.code import code_of, digest
from pipelines.build.engine import SHARED, Engine, Opening
from pipelines.build.graph import Node
from pipelines.spark.functions import ONE_ROW, declare
from pipelines.spark.groups import workers_on
from pipelines.spark.session import session_for_little, spark_session
from pipelines.spark.settings import SMALL_BYTES
from pipelines.steps.apart import Workers

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Schemas whose SELECTs use only the SQL that both engines read.
SCHEMAS = frozenset({"core", "indicators", "marts"})
HERE = "local[*]"
# Spark's names for the types of our tables; DECIMAL has the same name in both.
TYPES = {
    "BOOLEAN": "boolean",
    "TINYINT": "tinyint",
    "SMALLINT": "smallint",
    "INTEGER": "int",
    "BIGINT": "bigint",
    # Sums of counts. Spark adds them as BIGINT and, in ANSI mode, refuses one that is too large.
    "HUGEINT": "bigint",
    "UBIGINT": "bigint",
    "FLOAT": "float",
    "DOUBLE": "double",
    "VARCHAR": "string",
    "DATE": "date",
    "TIMESTAMP": "timestamp_ntz",
    '"NULL"': "string",
}


def on_spark(master: str) -> Opening:
    """Function that opens the engine on a master, for `build_workspace`."""

    @contextmanager
    def opened(folder: Path) -> Generator[Engine]:
        place = folder / "spark"
        with spark_session(master, place) as spark:
            declare(spark)
            yield SparkEngine(spark, place)

    return opened


def is_portable(node: Node) -> bool:
    """Whether a node is a SELECT of core or marts."""
    return bool(node.sql) and node.name.split(".")[0] in SCHEMAS


class SparkEngine:
    """The engine of one build, on one Spark session."""

    def __init__(self, spark: SparkSession, folder: Path) -> None:
        """Create an engine that has no table yet.

        Args:
            spark: session in which the functions of the project are declared.
            folder: used by this build only, and visible to every worker.
        """
        self.spark = spark
        self.quick = session_for_little(spark)
        declare(self.quick)
        self.folder = folder
        self.workers: Workers = partial(workers_on, spark)
        # Size in bytes of each table that Spark already has.
        self._laid: dict[str, int] = {}
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)
        self._one_at_a_time = Lock()
        text = ONE_ROW.read_text(encoding="utf-8")
        self._version = digest([spark.version, text, code_of("pipelines.spark")])

    def ingredients(self, node: Node) -> Mapping[str, str]:
        """For what runs on Spark, its version and the code that declares its functions."""
        is_elsewhere = is_portable(node) or node.name in SHARED
        return {"moteur": self._version} if is_elsewhere else {}

    def run(self, node: Node, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables of a node in the working database."""
        if node.name in SHARED:
            self._pool_of(node)
            import_module(node.name).run(connection, self.workers)
            return
        if not is_portable(node):
            node.run(connection)
            return
        for table in sorted(node.inputs):
            self._lay_out(table, connection)
        (table,) = node.outputs
        connection.execute(f"create or replace table {quoted(table)} as {node.sql}\nwith no data")
        types = columns_of(table, connection)
        place = self._place(table)
        rows = self._session_for(node).sql(node.sql)
        columns = [
            rows[f"`{name}`"].cast(spark_type(kind)).alias(name) for name, kind in types.items()
        ]
        rows.select(*columns).write.mode("overwrite").parquet(str(place))
        connection.execute(
            f"insert into {quoted(table)} select * from read_parquet(?)",  # noqa: S608
            [f"{place}/*.parquet"],
        )
        self._declare(table, types)

    def _pool_of(self, node: Node) -> None:
        """Give the jobs of a node, in this thread, their own pool."""
        self.spark.sparkContext.setLocalProperty("spark.scheduler.pool", node.name)

    def _session_for(self, node: Node) -> SparkSession:
        """The session that suits the size of the inputs."""
        self._pool_of(node)
        is_small = sum(self._laid[table] for table in node.inputs) < SMALL_BYTES
        return self.quick if is_small else self.spark

    def _lay_out(self, table: str, connection: duckdb.DuckDBPyConnection) -> None:
        """Write a table of the working database as Parquet, unless Spark already has it."""
        with self._one_at_a_time:
            lock = self._locks[table]
        with lock:
            if table in self._laid:
                return
            place = self._place(table)
            place.mkdir(parents=True)
            types = columns_of(table, connection)
            names = ", ".join(
                f"cast({quoted_name(name)} as {_narrowed(kind)}) as {quoted_name(name)}"
                for name, kind in types.items()
            )
            connection.execute(
                f"copy (select {names} from {quoted(table)}) to {literal(place / 'all.parquet')} "  # noqa: S608
                "(format parquet)"
            )
            self._declare(table, types)

    def _declare(self, table: str, types: Mapping[str, str]) -> None:
        schema = table.split(".")[0]
        place = self._place(table)
        columns = ", ".join(f"{quoted_name(n)} {spark_type(kind)}" for n, kind in types.items())
        self.spark.sql(f"create database if not exists {schema}")
        self.spark.sql(f"drop table if exists {quoted(table)}")
        path = str(place).replace("'", "\\'")
        self.spark.sql(f"create table {quoted(table)} ({columns}) using parquet location '{path}'")
        self._laid[table] = sum(file.stat().st_size for file in place.glob("*.parquet"))

    def _place(self, table: str) -> Path:
        return self.folder / table


def columns_of(table: str, connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Types of the columns of a table of the working database, in their order."""
    rows = connection.execute(
        "select column_name, data_type from duckdb_columns() where schema_name = ? and "
        "table_name = ? and database_name = current_database() order by column_index",
        table.split("."),
    ).fetchall()
    return dict(rows)


def spark_type(kind: str) -> str:
    """Spark's name of a DuckDB type.

    Raises:
        ValueError: a type that no table of core or marts may have.
    """
    if kind.startswith("DECIMAL("):
        return kind.lower()
    if kind not in TYPES:
        raise ValueError(f"{kind} is not a type that both engines have")
    return TYPES[kind]


def _narrowed(kind: str) -> str:
    """The type in which DuckDB writes a column, so that Spark reads it as `spark_type`."""
    spark_type(kind)
    return {"HUGEINT": "BIGINT", "UBIGINT": "BIGINT", '"NULL"': "VARCHAR"}.get(kind, kind)
