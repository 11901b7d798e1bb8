"""The laws of `method/laws.yaml` in a build: their terms, and the figures that break them."""

from __future__ import annotations

import duckdb

from method.laws import Bounds, Order, Sum, load_laws
from method.wording import ALL_NETWORKS, NNBSP, fr_month, plural
from pipelines.build.declared import create_table
from pipelines.build.graph import SQL_ROOT

# What the build is refused for.
BREACHES = "quality.law_breach"
BROKEN = SQL_ROOT / "broken_laws.sql"
TERM_COLUMNS = (
    "law_id varchar, kind varchar, role varchar, indicator_id varchar, low double, high double, "
    "total double, tolerance double"
)
ORDER_COLUMNS = "law_id varchar, lower_column varchar, upper_column varchar, tolerance double"
# Maximum number of broken laws listed in the message; the others are counted.
MOST = 5


def load_law_terms(work: duckdb.DuckDBPyConnection) -> None:
    """Create `reference.law_term` and `reference.law_order`: figures and columns in each law."""
    terms, orders = [], []
    for law in load_laws():
        if isinstance(law, Order):
            orders += [(law.id, lower, upper, law.tolerance) for lower, upper in law.columns]
            continue
        low, high = (law.low, law.high) if isinstance(law, Bounds) else (None, None)
        total = law.total if isinstance(law, Sum) else None
        for role, name in law.terms() or [("part", None)]:
            terms.append((law.id, law.kind, role, name, low, high, total, law.tolerance))
    create_table(work, "reference.law_term", TERM_COLUMNS, terms)
    create_table(work, "reference.law_order", ORDER_COLUMNS, orders)


def broken_laws(work: duckdb.DuckDBPyConnection) -> str | None:
    """What is wrong with the figures of a build, in French, or None.

    Args:
        work: a build with all its tables.
    """
    labels = {law.id: law.label for law in load_laws()}
    rows = work.execute(BROKEN.read_text(encoding="utf-8")).fetchall()
    if not rows:
        return None
    text = [
        f"« {labels[law]} » : {ALL_NETWORKS if network == '*' else name or network}, "
        f"{fr_month(as_of)} ({detail})"
        for law, network, name, as_of, detail in rows[:MOST]
    ]
    more = f" ; et {plural(len(rows) - MOST, 'autre')}" if len(rows) > MOST else ""
    return (
        f"Des chiffres se contredisent : rien n’est publié. {' ; '.join(text)}{more}. Ce n’est pas "
        "une faute de vos fichiers : signalez-le avec ce message."
    ).replace(" ;", f"{NNBSP};")
