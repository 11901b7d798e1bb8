"""What a reader with a solver can determine from all public data, by kind of attack.

Each function returns the determined values; tests expect none. The attacker knows more than a real
reader: which totals are exact sums, which networks changed between two builds.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from method.catalog import load_catalog
from method.disclosure import load_disclosure
from tests.secrecy.solver import Facts
from tests.secrecy.worlds import cells_without_row, inside, read

LEVELS = ("epci", "canton", "circonscription", "departement", "region")
PARENT = {
    "epci": ("region", "region_code"),
    "departement": ("region", "region_code"),
    "canton": ("departement", "department_code"),
    "circonscription": ("departement", "department_code"),
}
Cell = tuple[str, str, str]
TRUTH = """
    with placed as (
        select distinct siren, unnest([
            ('epci', epci_code), ('departement', department_code), ('region', region_code),
            ('canton', coalesce(canton_code, department_code || '-non_localise')),
            ('circonscription', coalesce(circonscription_code, department_code || '-non_localise'))
        ]) as place
        from core.establishment where region_code is not null
    )
    select p.place[1] as level, p.place[2] as code, s.scope_id as network_id,
        count(distinct m.siren) as companies
    from core.membership_period as m
    inner join core.network_scope as s on m.network_id = s.network_id
    inner join placed as p on m.siren = p.siren
    where m.college = 'entreprise' and m.from_on <= date '{as_of}'
        and (m.until_on is null or m.until_on > date '{as_of}') and p.place[2] is not null
    group by all
"""


@dataclass(frozen=True)
class Seen:
    """Cells of the number of companies in one build: shown and hidden."""

    shown: dict[Cell, float]
    hidden: frozenset[Cell]


def last_month(curated: Path) -> date:
    """Last month end of a build."""
    return inside(curated, "select max(as_of) as d from core.month")["d"].iloc[0].date()


def seen_cells(curated: Path, as_of: date) -> Seen:
    """Number of companies by territory and network, as a public session reads it."""
    rows = read(
        curated,
        "public",
        "marts.territory_values",
        f"indicator_id = 'companies_active' and as_of = date '{as_of}'",
    )
    rows = pd.concat([rows, cells_without_row(curated, rows).assign(status="secret")])
    rows = rows[rows["level"] != "commune"]
    keys = list(zip(rows["level"], rows["territory_code"], rows["network_id"], strict=True))
    status = dict(zip(keys, rows["status"], strict=True))
    values = dict(zip(keys, rows["value"], strict=True))
    visible = {key: float(values[key]) for key in keys if status[key] == "ok"}
    return Seen(visible, frozenset(key for key in keys if status[key] == "secret"))


def grid_found(builds: Sequence[Path], as_of: date, changed: frozenset[str]) -> dict:
    """Hidden territory cells determined by subtraction, in one build or in two compared.

    Args:
        builds: one published folder, or the old and the new one.
        as_of: month read in both.
        changed: networks whose data differ between the two.
    """
    facts = Facts()
    territory = inside(builds[-1], "select * from core.territory where level <> 'commune'")
    everything = [seen_cells(curated, as_of) for curated in builds]
    # A value that is unchanged and was shown once is no longer secret.
    unchanged = {
        cell: value
        for seen in everything
        for cell, value in seen.shown.items()
        if cell[2] not in {*changed, "*"}
    }
    for number, (curated, whole) in enumerate(zip(builds, everything, strict=True)):
        seen = Seen({**unchanged, **whole.shown}, whole.hidden - unchanged.keys())
        cells = inside(curated, TRUTH.format(as_of=as_of))
        truth = Counter(
            {(r.level, r.code, r.network_id): r.companies for r in cells.itertuples(index=False)}
        )
        for total, parts in _sums(territory, seen):
            if truth[total] == sum(truth[part] for part in parts):
                _tell(facts, seen.shown, seen.hidden, total, parts, number, changed)
    return facts.found()


def _sums(territory: pd.DataFrame, cells_seen: Seen) -> list[tuple[Cell, list[Cell]]]:
    cells = {*cells_seen.shown, *cells_seen.hidden}
    networks = sorted({cell[2] for cell in cells})
    sums: dict[tuple[str, Cell], list[Cell]] = {}
    for row in territory.itertuples(index=False):
        if row.level in PARENT:
            level, column = PARENT[row.level]
            for network in networks:
                total = (level, getattr(row, column), network)
                sums.setdefault((row.level, total), []).append((row.level, row.code, network))
        together = (row.level, row.code, "*")
        sums["network", together] = [(row.level, row.code, n) for n in networks if n != "*"]
    # Companies that a divided town leaves unlocated are a part as well.
    for level, code, network in cells:
        if code.endswith("non_localise"):
            total = ("departement", code.split("-")[0], network)
            sums.setdefault((level, total), []).append((level, code, network))
    return [(total, parts) for (_, total), parts in sums.items()]


def _tell(
    facts: Facts,
    shown: dict[Cell, float],
    hidden: frozenset[Cell],
    total: Cell,
    parts: list[Cell],
    number: int,
    changed: frozenset[str],
) -> None:
    terms: dict[object, float] = {}
    right = 0.0
    for cell, sign in [(total, -1.0), *((part, 1.0) for part in parts)]:
        if cell in hidden:
            is_same = cell[2] not in {*changed, "*"}
            terms[(cell, 0 if is_same else number)] = sign
        else:
            right -= sign * shown.get(cell, 0.0)
    if terms:
        facts.between(terms, right, right)


def presence_told(curated: Path) -> int:
    """Number of territories where more networks are reported present than have a visible count."""
    rows = read(
        curated,
        "public",
        "marts.territory_values",
        "indicator_id in ('companies_active', 'networks_present')",
    )
    where = ["as_of", "level", "territory_code"]
    present = rows[rows["indicator_id"] == "networks_present"].set_index(where)["value"]
    counted = rows[(rows["indicator_id"] == "companies_active") & (rows["network_id"] != "*")]
    visible = counted[counted["value"] > 0].groupby(where).size()
    return int((present.dropna() > visible.reindex(present.dropna().index, fill_value=0)).sum())


def classes_found(curated: Path, months: Sequence[date]) -> list[tuple]:
    """Hidden class counts of a network in the region that its own figures determine."""
    hits = []
    for as_of in months:
        at = f"as_of = date '{as_of}' and network_id <> '*'"
        own = read(curated, "public", "marts.indicator_values", at)
        region = read(curated, "public", "marts.territory_values", f"{at} and level = 'region'")
        for network in sorted(set(region["network_id"])):
            mine = own[own["network_id"] == network].set_index("indicator_id")
            cells = region[region["network_id"] == network].set_index("indicator_id")
            hits += [(as_of, network, *hit) for hit in _class_facts(mine, cells)]
    return hits


SIZES = {"tpe_share": "tpe", "pme_share": "pme", "eti_share": "eti", "ge_share": "ge"}


def _class_facts(own: pd.DataFrame, region: pd.DataFrame) -> list[tuple]:
    if "companies_active" not in region.index or region["status"]["companies_active"] != "ok":
        return []
    share = region["numerator"]["size_known_share"]
    whole, inside_region = own["value"]["companies_active"], region["value"]["companies_active"]
    if math.isnan(share) or math.isnan(own["numerator"]["size_known_share"]):
        return []
    facts = Facts()
    for name in SIZES.values():
        # At most the other companies of the network are outside the region.
        facts.between({("all", name): 1, ("region", name): -1}, 0, whole - inside_region)
    of_known = {"region": share, "all": own["numerator"]["size_known_share"]}
    for where, rows in (("region", region), ("all", own)):
        names = {**SIZES, "tpe_pme_share": "tpe_pme"}
        facts.between(
            {(where, name): 1 for name in SIZES.values()}, of_known[where], of_known[where]
        )
        for indicator, name in names.items():
            parts = ("tpe", "pme") if name == "tpe_pme" else (name,)
            terms = {(where, part): 1 for part in parts}
            if indicator in rows.index and rows["status"][indicator] == "ok":
                facts.between(terms, *_count(rows.loc[indicator], of_known[where], indicator))
    row = own.loc["tpe_pme_penetration"] if "tpe_pme_penetration" in own.index else None
    if row is not None and row["status"] == "ok" and not math.isnan(row["numerator"]):
        facts.between({("region", "tpe"): 1, ("region", "pme"): 1}, *[row["numerator"]] * 2)
    hidden = [i for i in SIZES if i in region.index and region["status"][i] == "secret"]
    sought = {("region", SIZES[indicator]) for indicator in hidden}
    pinned = facts.found(is_whole=True, among=sought) if hidden else {}
    return [(i, pinned["region", SIZES[i]]) for i in hidden if pinned.get(("region", SIZES[i]))]


def _count(row: pd.Series, whole: float, indicator: str) -> tuple[float, float]:
    """Bounds of a count from its share: exact, or the interval that rounds to it."""
    if not math.isnan(row["numerator"]):
        return row["numerator"], row["numerator"]
    rule = load_disclosure().rule_of(indicator)
    half = (rule.step or 0) / 2 if rule else 0
    return math.ceil((row["value"] - half) * whole - 1e-6), (row["value"] + half) * whole + 1e-6


def lists_found(curated: Path, as_of: date) -> list[str]:
    """Networks whose reach and concentration determine the list of hidden EPCI counts."""
    grid = seen_cells(curated, as_of)
    own = read(curated, "public", "marts.indicator_values", f"as_of = date '{as_of}'")
    truth = inside(curated, TRUTH.format(as_of=as_of))
    networks = []
    for network in sorted({cell[2] for cell in grid.hidden} - {"*"}):
        rows = own[own["network_id"] == network].set_index("indicator_id")
        at = truth[(truth["level"] == "epci") & (truth["network_id"] == network)]
        total = float(at["companies"].sum())
        if rows["status"]["territorial_hhi"] == "ok" and _one_list(grid, network, rows, total):
            networks.append(network)
    return networks


def _one_list(seen: Seen, network: str, rows: pd.DataFrame, total: float) -> bool:
    visible = [v for c, v in seen.shown.items() if c[0] == "epci" and c[2] == network]
    hidden = [c for c in seen.hidden if c[0] == "epci" and c[2] == network]
    if not hidden:
        return False
    facts, rest = Facts(), total - sum(visible)
    sizes = range(int(rest) + 1)
    facts.between(dict.fromkeys(sizes, 1), len(hidden), len(hidden))
    facts.between({k: float(k) for k in sizes}, rest, rest)
    low, high = _around(rows.loc["territorial_hhi"], "territorial_hhi")
    squares = sum(v * v for v in visible)
    facts.between(
        {k: float(k * k) for k in sizes}, low * total**2 - squares, high * total**2 - squares
    )
    low, high = _around(rows.loc["epci_reached_share"], "epci_reached_share")
    zones, full = len(visible) + len(hidden), sum(v > 0 for v in visible)
    facts.between({k: 1 for k in sizes if k > 0}, low * zones - full, high * zones - full)
    return facts.is_single()


def _around(row: pd.Series, indicator: str) -> tuple[float, float]:
    if not math.isnan(row["numerator"]):
        return row["value"] - 1e-9, row["value"] + 1e-9
    rule = load_disclosure().rule_of(indicator)
    half = (rule.step or 0) / 2 if rule else 0
    return row["value"] - half - 1e-9, row["value"] + half + 1e-9


def pairs_found(curated: Path) -> dict:
    """Hidden counts of companies shared by two networks that the totals determine."""
    pairs = read(curated, "public", "marts.network_pair", "member_status in ('ok', 'secret')")
    as_of = last_month(curated)
    own = read(curated, "public", "marts.indicator_values", f"as_of = date '{as_of}'")
    share = own[own["indicator_id"] == "shared_members_share"].set_index("network_id")
    size = own[own["indicator_id"] == "companies_active"].set_index("network_id")["value"]
    truth = _shared(curated, as_of)
    facts, exact = Facts(), {}
    bands = {"few": (0, 2), "some": (3, np.inf), "any": (0, np.inf)}
    for row in pairs.itertuples(index=False):
        pair = frozenset({row.network_id, row.other_id})
        if row.member_status == "ok":
            exact[pair] = row.shared_members
        else:
            facts.unknown(pair, *bands[row.member_band])
    for network in sorted({n for pair in {*exact, *facts.place} for n in pair}):
        mine = [p for p in {*exact, *facts.place} if network in p]
        # With no company in three networks, the total is the sum: the attacker knows this.
        is_sum = truth["total"].get(network, 0) == sum(truth["pair"].get(p, 0) for p in mine)
        row = share.loc[network]
        if is_sum and row["status"] == "ok":
            low, high = _count(row, size[network], "shared_members_share")
            rest = sum(exact.get(p, 0) for p in mine)
            terms = {p: 1 for p in mine if p in facts.place}
            if terms:
                facts.between(terms, low - rest, high - rest)
    return facts.found(is_whole=True)


def _shared(curated: Path, as_of: date) -> dict[str, dict]:
    rows = inside(
        curated,
        "select distinct network_id, siren from core.membership_period "
        f"where college = 'entreprise' and from_on <= date '{as_of}' "
        f"and (until_on is null or until_on > date '{as_of}')",
    )
    by_company = rows.groupby("siren")["network_id"].agg(frozenset)
    sets = by_company[by_company.map(len) > 1]
    pair = Counter(frozenset(p) for members in sets for p in combinations(sorted(members), 2))
    return {"total": Counter(n for members in sets for n in members), "pair": pair}


def totals_found(builds: Sequence[Path]) -> list[tuple]:
    """Reserved figures of networks that equal a total, or the difference or sum of two totals.

    Compares every total of a month, and every difference and sum of two totals of one unit, in one
    build or across two, with every figure of a network for that month. Amounts only: small counts
    are often equal by chance.
    """
    euros = [
        i.id for i in load_catalog().indicators.values() if i.unit == "€" and i.viewer == "staff"
    ]
    ids = "'" + "', '".join(euros) + "'"
    totals = pd.concat(
        read(b, "public", "marts.indicator_values", f"network_id = '*' and indicator_id in ({ids})")
        for b in builds
    )
    has_number = totals[[*("numerator", "denominator", "n")]].notna().any(axis=1)
    targets: list[tuple] = [("count", *key) for key in totals[has_number]["indicator_id"]]
    own = pd.concat(
        inside(
            b,
            "select as_of, network_id, indicator_id, value from marts.indicator_values "
            f"where network_id <> '*' and status = 'ok' and abs(value) > 1 "
            f"and indicator_id in ({ids})",
        )
        for b in builds
    )
    for as_of, rows in totals[totals["status"] == "ok"].groupby("as_of"):
        values = np.unique(rows["value"].to_numpy())
        mixed = np.concatenate(
            [
                values,
                np.subtract.outer(values, values).ravel(),
                np.add.outer(values, values).ravel(),
            ]
        )
        mine = own[own["as_of"] == as_of]
        gap = np.abs(np.abs(mixed)[None, :] - np.abs(mine["value"].to_numpy())[:, None])
        hit = mine[(gap < 0.005).any(axis=1)] if len(mine) else mine
        targets += [(as_of, r.network_id, r.indicator_id) for r in hit.itertuples(index=False)]
    return targets
