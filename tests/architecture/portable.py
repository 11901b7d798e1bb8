"""The SQL subset of core and marts: what DuckDB and Spark both parse, with the same meaning.

Names are those of DuckDB's parser; where Spark has another name, both are given.
"""

from __future__ import annotations

# DuckDB's name → Spark's, as listed by `show functions`.
FUNCTIONS = {
    "%": "%",
    "*": "*",
    "+": "+",
    "-": "-",
    "/": "/",
    "~~": "like",
    "abs": "abs",
    "avg": "avg",
    "bool_and": "bool_and",
    "bool_or": "bool_or",
    "ceil": "ceil",
    "concat": "concat",
    "count": "count",
    "count_star": "count",
    "date_part": "date_part",
    "date_trunc": "date_trunc",
    "dense_rank": "dense_rank",
    "exp": "exp",
    "first_value": "first_value",
    "floor": "floor",
    "greatest": "greatest",
    "instr": "instr",
    "lag": "lag",
    "last_day": "last_day",
    "last_value": "last_value",
    "lead": "lead",
    "least": "least",
    "length": "length",
    "ln": "ln",
    "lower": "lower",
    "make_date": "make_date",
    "max": "max",
    "min": "min",
    "month": "month",
    "nullif": "nullif",
    "power": "power",
    "quantile_cont": "percentile_cont",
    "rank": "rank",
    "replace": "replace",
    "round": "round",
    "row_number": "row_number",
    "sign": "sign",
    "sqrt": "sqrt",
    "substring": "substring",
    "sum": "sum",
    "to_days": "make_interval",
    "to_months": "make_interval",
    "trim": "trim",
    # For a literal interval: `interval '12' month`.
    "trunc": "make_interval",
    "upper": "upper",
    "year": "year",
}
# Functions of pipelines/sql/functions.sql, defined in both engines.
OURS = {
    "days_between",
    "fragility_level",
    "months_between_dates",
    "steady_mean",
    "steady_sum",
    "wilson_high",
    "wilson_low",
}
# Allowed expression classes of DuckDB's parser: no lambda, list or positional reference.
EXPRESSIONS = {
    "BETWEEN",
    "CASE",
    "CAST",
    "COLUMN_REF",
    "COMPARISON",
    "CONJUNCTION",
    "CONSTANT",
    "FUNCTION",
    "OPERATOR",
    "STAR",
    "SUBQUERY",
    "TYPE",
    "WINDOW",
}
OPERATORS = {
    "COMPARE_IN",
    "COMPARE_NOT_IN",
    "OPERATOR_COALESCE",
    "OPERATOR_IS_NOT_NULL",
    "OPERATOR_IS_NULL",
    "OPERATOR_NOT",
}
# Allowed forms of a query or a table in `from`: no VALUES list, table function or SHOW.
QUERIES = {"BASE_TABLE", "EMPTY", "JOIN", "SELECT_NODE", "SET_OPERATION_NODE", "SUBQUERY"}
JOINS = {"REGULAR", "CROSS"}
# VARCHAR needs a length in Spark; `string` needs none in either engine.
TYPES = {"BIGINT", "BOOLEAN", "DATE", "DOUBLE", "INT", "INTEGER", "STRING"}
