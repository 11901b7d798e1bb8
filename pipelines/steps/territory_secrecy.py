"""Which territory figures are secret: one mask per block of figures and month.

Blocks are nested. A cell whose number of companies is secret shows nothing at all; if it is
visible, the split of its known sizes between TPE-PME and larger ones, each half of that split, and
its flows are hidden or shown separately. The number of known sizes is not secret: it shows the gaps
of SIRENE.

At the fine levels, empty cells and cells of one or two companies are hidden alike: seeing which
cells are empty would be enough to find the others. Empty cells are visible for all networks
together, except in communes, and for the region.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from method.relations import Mask, Relations, Values
from method.secrecy import Bounds, Search, is_small, protect
from pipelines.steps.territory_former import CELL, Past, changed_sets, former_masks, placed

INPUTS = (
    "indicators.territory_count",
    "core.territory",
    "core.month",
    "core.network_scope",
    "indicators.territory_moved",
    "indicators.territory_former",
)
OUTPUTS = ("indicators.territory_secret",)
BLOCKS = (
    "is_stock_secret",
    "is_split_secret",
    "is_small_secret",
    "is_large_secret",
    "is_flow_secret",
)

ALL = "*"
# Totals of each level, and the column of their code.
TOTALS = {
    "commune": {
        "epci": "epci_code",
        "canton": "canton_code",
        "circonscription": "circonscription_code",
        "departement": "department_code",
    },
    "epci": {"region": "region_code"},
    "canton": {"departement": "department_code"},
    "circonscription": {"departement": "department_code"},
    "departement": {"region": "region_code"},
}
# Cost for the reader of a hidden company, by level: départements and EPCI are read most.
LOSS = {
    "canton": 1,
    "commune": 2,
    "circonscription": 2,
    "epci": 4,
    "departement": 20,
    "region": 100,
}
# Months written at once: a statement costs as much as their rows, which wait in memory.
MONTHS_AT_ONCE = 12

# Masks of a month end, by block.
Month = tuple[date, dict[str, Mask]]


@dataclass(frozen=True)
class Grid:
    """Every cell of a month, empty or not, and how cells add up.

    `counts` are its quantities by `as_of` and `cell`; `is_blurred` marks the cells where zero and
    small counts are hidden alike.
    """

    cells: pd.DataFrame
    counts: pd.DataFrame
    relations: Relations
    is_blurred: Mask
    _since: dict[frozenset[frozenset[str]], Grid] = field(default_factory=dict, compare=False)

    def months(self) -> dict[date, dict[str, Values]]:
        """Quantities of each month over the grid, 0 for cells without rows, latest month first."""
        names = [name for name in self.counts.columns if name not in {"cell", "as_of"}]
        size = len(self.cells)
        return {
            month["as_of"].iloc[0].date(): {
                name: np.bincount(month["cell"], month[name], size).astype(np.float64)
                for name in names
            }
            for _, month in reversed([*self.counts.groupby("as_of")])
        }

    def since(self, sets: Collection[frozenset[str]]) -> Grid:
        """This grid, for a month that was shown before each of these sets of networks changed.

        Comparing the two builds gives the sum of the networks of a set in every territory: it
        is one more total, whose value follows from that of all networks. Most months were shown
        before the same changes, so that their grid is made once.
        """
        key = frozenset(sets)
        if sets and key not in self._since:
            self._since[key] = self._with_totals(key)
        return self._since[key] if sets else self

    def _with_totals(self, sets: Collection[frozenset[str]]) -> Grid:
        """This grid, with the sum of the networks of each set in every territory."""
        places = self.cells["level"] + "/" + self.cells["territory_code"]
        is_all = (self.cells["network_id"] == ALL).to_numpy()
        total_of = pd.Series(np.flatnonzero(is_all), index=places[is_all])
        relations = self.relations
        total, relation, part = [relations.total], [relations.relation], [relations.part]
        count = len(relations.total)
        for networks in sorted(sets, key=sorted):
            cells = np.flatnonzero(self.cells["network_id"].isin(networks))
            which, place = np.unique(total_of[places[cells]].to_numpy(), return_inverse=True)
            total.append(which)
            relation.append(count + place)
            part.append(cells)
            count += len(which)
        joined = (np.concatenate(arrays) for arrays in (total, relation, part))
        return Grid(self.cells, self.counts, Relations(*joined, relations.rank), self.is_blurred)

    def blurred(self, units: Values) -> Mask:
        """Empty cells to hide, except those whose total is visibly empty."""
        is_plain = (units[self.relations.total] == 0) & ~self.is_blurred[self.relations.total]
        is_sure = np.zeros(len(units), dtype=bool)
        is_sure[self.relations.part[is_plain[self.relations.relation]]] = True
        return (units == 0) & self.is_blurred & ~is_sure


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the table of `OUTPUTS`: one row per cell of the grid, with its secret blocks."""
    places = read_places(connection)
    year_ago = dict(connection.execute("select as_of, from_12m from core.month").fetchall())
    create(connection, OUTPUTS[0], BLOCKS)
    if connection.execute(f"from {INPUTS[0]} limit 1").fetchall():
        full = make_grid(connection, places.territory, places.networks, INPUTS[0], "companies")
        coarse = make_grid(connection, places.zones, places.networks, INPUTS[0], "companies")
        past = Past(changed_sets(connection), former_masks(connection, full.cells))
        store(connection, OUTPUTS[0], full, _count_masks(full, coarse, year_ago, past))


@dataclass(frozen=True)
class Places:
    """Basis of the grids: rows of `core.territory`, and scope ids including `'*'`."""

    territory: pd.DataFrame
    networks: list[str]

    @property
    def zones(self) -> pd.DataFrame:
        """The territories except the communes."""
        return self.territory[self.territory["level"] != "commune"]


def read_places(connection: duckdb.DuckDBPyConnection) -> Places:
    """Territories and networks of a build."""
    territory = connection.execute("select * from core.territory order by level, code").df()
    scopes = connection.execute(
        "select distinct scope_id from core.network_scope order by scope_id"
    ).fetchall()
    return Places(territory, [name for (name,) in scopes])


def make_grid(
    connection: duckdb.DuckDBPyConnection,
    territory: pd.DataFrame,
    networks: list[str],
    table: str,
    size: str,
) -> Grid:
    """Cells and relations of the given territories.

    Communes are only for all networks together: by network nearly all would be hidden.

    Args:
        connection: the build's.
        territory: rows of `core.territory`.
        networks: scope ids, including `'*'`.
        table: counts by month and cell.
        size: column of the counts whose mean over the months decides what to hide first.
    """
    places = pd.concat([territory, _unplaced(territory)], ignore_index=True)
    cells = places[["level", "code"]].merge(pd.DataFrame({"network_id": networks}), how="cross")
    cells.columns = CELL
    is_all = cells["network_id"] == ALL
    cells = cells[is_all | (cells["level"] != "commune")].reset_index(drop=True)
    is_all = (cells["network_id"] == ALL).to_numpy()
    is_fine = np.where(is_all, cells["level"] == "commune", cells["level"] != "region")
    is_fine |= cells["territory_code"].str.endswith("non_localise").to_numpy()
    counts = placed(connection, table, cells)
    mean = counts.groupby("cell")[size].mean().reindex(range(len(cells)), fill_value=0)
    return Grid(cells, counts, _relations(cells, _pairs(places), mean.to_numpy()), is_fine)


def _unplaced(territory: pd.DataFrame) -> pd.DataFrame:
    """Cells « non localisé » of each département, for shared towns."""
    home = territory[territory["level"] == "departement"][["code", "region_code"]]
    home = home.rename(columns={"code": "department_code"})
    return pd.concat(
        [
            home.assign(level=level, code=home["department_code"] + "-non_localise")
            for level in ("canton", "circonscription")
        ]
    )


def _pairs(places: pd.DataFrame) -> pd.DataFrame:
    """Part and total territories: `level`, `territory_code`, `total_level`, `total_code`."""
    pairs = []
    for level, columns in TOTALS.items():
        parts = places[places["level"] == level]
        for total_level, column in columns.items():
            pair = parts[["level", "code", column]].dropna()
            pair.columns = ["level", "territory_code", "total_code"]
            pairs.append(pair.assign(total_level=total_level))
    all_pairs = pd.concat(pairs, ignore_index=True)
    # A constituency that includes part of a shared town is not the sum of its communes.
    whole = places.set_index(["level", "code"])["commune_count"]
    commune_counts = all_pairs[all_pairs["level"] == "commune"].value_counts(
        ["total_level", "total_code"]
    )
    is_cut = commune_counts.index[
        commune_counts.to_numpy() < whole.reindex(commune_counts.index).to_numpy()
    ]
    totals = pd.MultiIndex.from_frame(all_pairs[["total_level", "total_code"]])
    return all_pairs[~((all_pairs["level"] == "commune") & totals.isin(is_cut))]


def _relations(cells: pd.DataFrame, pairs: pd.DataFrame, size: Values) -> Relations:
    """Every total with its parts: territories within a network, then networks in a territory."""
    at = cells.assign(cell=np.arange(len(cells)))
    totals = at.rename(
        columns={"level": "total_level", "territory_code": "total_code", "cell": "total"}
    )
    by_place = at.merge(pairs, on=["level", "territory_code"]).merge(
        totals, on=["total_level", "total_code", "network_id"]
    )
    together = at[at["network_id"] == ALL].rename(columns={"cell": "total"})
    by_network = at[at["network_id"] != ALL].merge(
        together[["level", "territory_code", "total"]], on=["level", "territory_code"]
    )
    both = pd.concat([by_place, by_network.assign(level="network")])
    relation = both.groupby(["total", "level"]).ngroup().to_numpy()
    total = np.zeros(relation.max(initial=-1) + 1, dtype=np.int64)
    total[relation] = both["total"]
    return Relations(total, relation, both["cell"].to_numpy(), _rank(cells, size))


def _rank(cells: pd.DataFrame, size: Values) -> NDArray[np.int64]:
    """Order of hiding: a network's figure before that of all, small cells, less-read levels."""
    loss = size * cells["level"].map(LOSS).to_numpy()
    order = np.lexsort([np.arange(len(cells)), loss, cells["network_id"] == ALL])
    rank = np.empty(len(cells), dtype=np.int64)
    rank[order] = np.arange(len(cells))
    return rank


def _count_masks(
    full: Grid,
    coarse: Grid,
    year_ago: dict[date, date],
    past: Past,
) -> Iterator[Month]:
    """Masks of every month, one at a time: at scale, all together would not fit in memory.

    A cell is protected by the same cells in all earlier months: if these changed, comparing two
    months would reveal the cell.
    """
    months = full.months()
    searches = {block: Search() for block in BLOCKS}
    never = np.zeros(len(full.cells), dtype=bool)
    stock: dict[date, Mask] = {}
    masked_before = never
    for as_of, value in months.items():
        grid = full.since(past.moved.get(as_of, ()))
        masked_before = masked_before | past.mask(as_of, "is_stock_secret", never)
        counts = [value["companies"], value["members"]]
        masked_before = stock_mask(grid, *counts, masked_before, searches["is_stock_secret"])
        stock[as_of] = masked_before
    is_coarse = (full.cells["level"] != "commune").to_numpy()
    former = dict.fromkeys(BLOCKS, never)
    for as_of, value in months.items():
        hidden, sets = stock[as_of], past.moved.get(as_of, ())
        former = {block: mask | past.mask(as_of, block, never) for block, mask in former.items()}
        whole, parts = full.since(sets), [value["tpe_pme"], value["eti_ge"]]
        kept = former["is_split_secret"]
        split = halves_mask(whole, *parts, hidden, kept, searches["is_split_secret"])
        base = hidden | stock.get(year_ago[as_of], never)
        halves = _halves(coarse.since(sets), value, split, base, is_coarse, former, searches)
        former = {"is_stock_secret": hidden, "is_split_secret": split, **halves}
        yield as_of, former


def _halves(
    grid: Grid,
    value: dict[str, Values],
    split: Mask,
    stock: Mask,
    is_coarse: Mask,
    former: dict[str, Mask],
    searches: dict[str, Search],
) -> dict[str, Mask]:
    """Masks of each half of the split and of the flows, which communes do not have."""
    at = {name: values[is_coarse] for name, values in value.items()}

    def kept(block: str) -> tuple[Mask, Search]:
        return former[block][is_coarse], searches[block]

    hidden = split[is_coarse]
    coarse = {
        "is_small_secret": halves_mask(
            grid, at["tpe"], at["pme"], hidden, *kept("is_small_secret")
        ),
        "is_large_secret": halves_mask(grid, at["eti"], at["ge"], hidden, *kept("is_large_secret")),
        "is_flow_secret": flow_mask(
            grid, at["joins"], at["leaves"], stock[is_coarse], *kept("is_flow_secret")
        ),
    }
    masks = {name: np.ones(len(is_coarse), dtype=bool) for name in coarse}
    for name, mask in coarse.items():
        masks[name][is_coarse] = mask
    return masks


def stock_mask(grid: Grid, companies: Values, members: Values, kept: Mask, search: Search) -> Mask:
    """Cells whose number of companies or members is secret, `kept` ones included."""
    is_empty = grid.blurred(members)
    primary = is_small(companies) | is_small(members) | is_empty
    least = np.where(grid.is_blurred, 0, 1)
    bounds = Bounds(companies <= least, np.zeros_like(kept), is_empty)
    still = kept & (companies > 0)
    counts = [companies, members]
    return protect(primary | still, grid.relations, counts, bounds, base=is_empty, search=search)


def halves_mask(
    grid: Grid, one: Values, other: Values, base: Mask, kept: Mask, search: Search
) -> Mask:
    """Two parts of a total that is visible outside `base`, so that each determines the other."""
    return protect(
        is_small(one) | is_small(other) | (kept & (one + other > 0)),
        grid.relations,
        [one, other],
        Bounds(one == 0, (other == 0) & ~base, base & (one == 0)),
        base=base,
        search=search,
    )


def flow_mask(
    grid: Grid, joins: Values, leaves: Values, base: Mask, kept: Mask, search: Search
) -> Mask:
    """Entries and exits, hidden together: each gives the other with the stocks of both dates."""
    return protect(
        is_small(joins) | is_small(leaves) | (kept & (joins + leaves > 0)),
        grid.relations,
        [joins, leaves],
        Bounds(joins == 0, np.zeros_like(base), joins == 0),
        base=base,
        search=search,
    )


def create(connection: duckdb.DuckDBPyConnection, table: str, flags: tuple[str, ...]) -> None:
    """Create an empty table of masks: one row per month end and cell, one column per block."""
    columns = ", ".join(f"{flag} boolean" for flag in flags)
    connection.execute(
        f"create or replace table {table} (as_of date, level varchar, territory_code varchar, "
        f"network_id varchar, {columns})"
    )


def store(
    connection: duckdb.DuckDBPyConnection, table: str, grid: Grid, months: Iterable[Month]
) -> None:
    """Write the masks beside the names of their cells, which are loaded once."""
    place = np.arange(len(grid.cells))
    connection.register("cells", grid.cells.assign(cell=place))
    connection.execute("create or replace temp table cell as select * from cells")
    connection.unregister("cells")
    waiting = iter(months)
    while some := list(islice(waiting, MONTHS_AT_ONCE)):
        masked = [pd.DataFrame(m).assign(as_of=pd.Timestamp(d), cell=place) for d, m in some]
        connection.register("masked", pd.concat(masked))
        connection.execute(
            f"insert into {table} by name select * exclude (cell) "  # noqa: S608 — ours
            "from masked inner join cell using (cell)"
        )
        connection.unregister("masked")
    connection.execute("drop table temp.cell")
