"""What the public loses to secrecy: `python -m benchmarks.secrecy CURATED [--before CURATED]`.

CURATED is a published folder (`data/curated/demo`), compared with what staff read of the same
build. `--before` is a build by the code without these rules, whose public totals needed three
files: the same lines are counted for it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd

from method.catalog import load_catalog
from method.disclosure import load_disclosure
from observatory.figures import views
from observatory.figures.figure import Figure
from observatory.figures.registry import FIGURES
from observatory.gate.store import Store

VALUES = "marts.indicator_values"
CELLS = "marts.territory_values"
FIELDS = "as_of, network_id, indicator_id, value, numerator, status"
# Number of networks that had to have sent a file, without these rules.
ENOUGH = 3


def seen(curated: Path, role: str, select: str) -> pd.DataFrame:
    """Rows of a build as a role reads them."""
    store = Store(curated.parent)
    session = store.session(curated.name, role, is_signed_in=True)
    with store.cursor(session._gate) as cursor:
        return cursor.execute(select).df()


def told(curated: Path, select: str) -> pd.DataFrame:
    """Result of any query on the published file."""
    file = (curated / "observatory.duckdb").resolve()
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(select).df()


def figures(rows: pd.DataFrame) -> Iterator[tuple[str, int]]:
    """Lines about indicators, from the rows that one role reads."""
    viewers = {i.id: i.viewer for i in load_catalog().indicators.values()}
    is_whole, is_shown = rows["network_id"] == "*", rows["status"] == "ok"
    is_reserved = rows["indicator_id"].map(viewers) == "staff"
    is_last = rows["as_of"] == rows["as_of"].max()
    yield "reserved figures of all networks together", (is_whole & is_reserved & is_shown).sum()
    yield "of which the last month", (is_whole & is_reserved & is_shown & is_last).sum()
    own = ~is_whole & ~is_reserved & is_shown
    rules = {name: rule for rule in load_disclosure().rules for name in rule.indicators}
    may_round = rows["indicator_id"].map(lambda name: bool(getattr(rules.get(name), "step", None)))
    yield "figures of a named network", own.sum()
    yield "of which rounded and without counts", (own & may_round & rows["numerator"].isna()).sum()
    for name, rule in rules.items():
        if rule.rule != "open":
            yield f"{name} of a named network", (own & (rows["indicator_id"] == name)).sum()


def public_of_before(curated: Path) -> pd.DataFrame:
    """Rows public in a `--before` build: all except figures sent by fewer than three networks."""
    rows = told(curated, f"select {FIELDS} from {VALUES}")
    viewers = {i.id: i.viewer for i in load_catalog().indicators.values()}
    received = rows[(rows["network_id"] != "*") & (rows["status"] == "ok")]
    networks = received.groupby(["as_of", "indicator_id"]).size().rename("networks").reset_index()
    rows = rows.merge(networks, how="left", on=["as_of", "indicator_id"])
    is_reserved = rows["indicator_id"].map(viewers) == "staff"
    is_hidden = is_reserved & ((rows["network_id"] != "*") | ~(rows["networks"] >= ENOUGH))
    return rows[~is_hidden].drop(columns="networks")


def cells(curated: Path, role: str | None) -> Iterator[tuple[str, int]]:
    """Lines about territories, as a role reads them, or unfiltered without a role."""
    select = f"select status, count(*) as cells from {CELLS} group by status"
    rows = told(curated, select) if role is None else seen(curated, role, select)
    by_status = rows.set_index("status")["cells"]
    yield "territory cells shown", by_status.get("ok", 0)
    yield "territory cells secret", by_status.get("secret", 0)


def pages(curated: Path) -> Iterator[tuple[str, int]]:
    """Figures of the registry and their pages, for the public and for staff."""
    store = Store(curated.parent)
    for role in ("public", "staff"):
        session = store.session(curated.name, role, is_signed_in=True)
        view = views.of(session, session.build.as_of)
        keys = [key for key, make in FIGURES.items() if isinstance(make(view), Figure)]
        yield f"figures drawn for {role}", len(keys)
        yield f"pages with a figure for {role}", len({key.split(".")[0] for key in keys})


def main() -> None:
    """Print a table in Markdown."""
    parser = argparse.ArgumentParser(description="Ce que le public perd au secret")
    parser.add_argument("curated", type=Path, metavar="DOSSIER")
    parser.add_argument("--before", type=Path, metavar="DOSSIER")
    options = parser.parse_args()
    now = seen(options.curated, "public", f"select {FIELDS} from {VALUES}")
    after = dict([*figures(now), *cells(options.curated, "public"), *pages(options.curated)])
    before: dict[str, int] = {}
    if options.before:
        former = public_of_before(options.before)
        before = dict([*figures(former), *cells(options.before, None)])
    print("| | before | after |\n|---|---|---|")
    for name, count in after.items():
        was = f"{before[name]:,}" if name in before else ""
        print(f"| {name} | {was} | {count:,} |")


if __name__ == "__main__":
    main()
