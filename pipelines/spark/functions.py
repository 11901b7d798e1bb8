"""The functions of `pipelines/sql/functions.sql` under the same names in Spark.

Functions of one row are Spark SQL functions (`functions_spark.sql`). Spark SQL cannot name an
expression that aggregates rows, so the two aggregates are declared to its analyser, which replaces
each call with the expression: no Python runs on a worker.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pipelines.build.graph import SQL_ROOT

if TYPE_CHECKING:
    from pyspark.sql import Column, SparkSession

CONVERTER = "org.apache.spark.sql.classic.ColumnNodeToExpressionConverter$"
ONE_ROW = SQL_ROOT / "functions_spark.sql"


def declare(spark: SparkSession) -> None:
    """Declare every function of the project in a session."""
    for statement in ONE_ROW.read_text(encoding="utf-8").split(";"):
        if statement.strip():
            spark.sql(statement)
    _declare_aggregate(spark, "steady_sum", _steady_sum)
    _declare_aggregate(spark, "steady_mean", _steady_mean)


def _steady_sum(x: Column) -> Column:
    """Sum in the order of the values, as in `sum(x order by x)`; NULL if there is none."""
    from pyspark.sql import functions as f

    values = f.array_sort(f.collect_list(x.cast("double")))
    total = f.aggregate(values, f.lit(0.0), lambda before, one: before + one)
    return f.when(f.count(x) > 0, total)


def _steady_mean(x: Column) -> Column:
    from pyspark.sql import functions as f

    return _steady_sum(x) / f.nullif(f.count(x), f.lit(0))


class _Builder:
    """Called by Spark's analyser wherever a SELECT uses the function."""

    def __init__(self, spark: SparkSession, make: Callable[[Column], Column]) -> None:
        self.make = make
        jvm = spark._jvm
        self.column = jvm.org.apache.spark.sql.classic.ExpressionUtils.column
        self.expression = jvm.java.lang.Class.forName(CONVERTER).getField("MODULE$").get(None)

    def apply(self, arguments: Any) -> Any:
        """Expression of a call, from the expressions of its arguments."""
        from pyspark.sql.classic.column import Column

        argument = Column(self.column(arguments.apply(0)))
        return self.expression.apply(self.make(argument)._jc.node())

    class Java:
        implements = ("scala.Function1",)


def _declare_aggregate(spark: SparkSession, name: str, make: Callable[[Column], Column]) -> None:
    from pyspark.java_gateway import ensure_callback_server_started

    ensure_callback_server_started(spark.sparkContext._gateway)
    registry = spark._jsparkSession.sessionState().functionRegistry()
    registry.createOrReplaceTempFunction(name, _Builder(spark, make), "scala_udf")
