"""Networks side by side and compared with their peers: groups, tables, sentences.

Pure: rows of named queries in, frames and French sentences out. Medians and means are computed by
`observatory/comparison/queries/comparison_peers.sql`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from method.catalog import Catalog, Indicator
from method.elision import the
from method.terms import fr_term
from method.wording import (
    MISSING,
    NBSP,
    NNBSP,
    fr,
    fr_cell,
    fr_date,
    fr_list,
    fr_value,
    is_missing,
    lower_first,
    plural,
)
from observatory.figures.public_wording import value_words, year_words
from observatory.sheet.network import identity

SMALLEST = 3
# Maximum number of members of a group named in a sentence.
NAMED = 8
CHOSEN = "choix"
EVERYONE = "tous"
MEDIAN = "Médiane du groupe"
_SIZES = {
    "petit": "moins de 50 entreprises",
    "moyen": "de 50 à 149 entreprises",
    "grand": "150 entreprises ou plus",
}
ABOVE, BELOW, EQUAL = "▲", "▼", "="


@dataclass(frozen=True)
class Group:
    """A group of peers to compare a network with. `label` is what they have in common."""

    label: str
    members: tuple[str, ...]


def peer_groups(networks: pd.DataFrame) -> dict[str, Group]:
    """Groups of at least three networks, by id in the address; the group of all networks first.

    Args:
        networks: rows of `comparison_networks`.
    """
    groups = {EVERYONE: Group("Tous les réseaux en activité", tuple(networks["network_id"]))}
    for prefix, column, words in (
        ("type", "network_type", "Type : {}"),
        ("stade", "declared_stage", "Étape déclarée : {}"),
        ("taille", "size", "Taille : {}"),
    ):
        for code, rows in networks.groupby(column, sort=False):
            label = _SIZES.get(str(code)) or fr_term(str(code))
            groups[f"{prefix}-{code}"] = Group(words.format(label), tuple(rows["network_id"]))
    return {key: group for key, group in groups.items() if len(group.members) >= SMALLEST}


def group_sentence(group: Group, names: Mapping[str, str]) -> str:
    """Who is in the group, by name if there are few members."""
    count = plural(len(group.members), "réseau", "réseaux")
    if len(group.members) > NAMED:
        return f"{group.label}, {count}."
    return f"{group.label}, {count}{NBSP}: {fr_list(names[member] for member in group.members)}."


def side_by_side(
    values: pd.DataFrame,
    peers: pd.DataFrame,
    networks: Sequence[str],
    indicators: Sequence[Indicator],
) -> pd.DataFrame:
    """One row per indicator, one column per network, then the group's median and mean, printed.

    Args:
        values: rows of `indicator_series` at one month end.
        peers: rows of `comparison_peers` at the same month end.
        networks: ids of the networks, in the order of the columns.
        indicators: in the order of the rows.

    Returns:
        `indicator`, one column per network id (value, then its side of the median), `median`,
        `mean`, `counted`; an indicator without any known value is left out.
    """
    by_pair = values.set_index(["indicator_id", "network_id"])
    by_indicator = peers.set_index("indicator_id")
    records = []
    for indicator in indicators:
        group = by_indicator.loc[indicator.id] if indicator.id in by_indicator.index else None
        median = None if group is None else group["median"]
        cells = {
            name: _against(by_pair.loc[(indicator.id, name)], indicator, median)
            if (indicator.id, name) in by_pair.index
            else MISSING
            for name in networks
        }
        if set(cells.values()) == {MISSING} and is_missing(median):
            continue
        records.append(
            {
                "indicator": indicator.label,
                **cells,
                "median": _printed(median, indicator),
                "mean": _printed(None if group is None else group["mean"], indicator),
                "counted": fr(0 if group is None else group["networks"]),
            }
        )
    return pd.DataFrame(records)


def who_they_are(
    identities: Sequence[Mapping[str, Any]], levels: pd.DataFrame | None
) -> pd.DataFrame:
    """One row per fact of identity, one column per network id.

    Args:
        identities: rows of `sheet_identity`.
        levels: rows of `network_levels`; None for a reader who may not read them.
    """
    facts = {str(row["network_id"]): dict(identity(row)) for row in identities}
    if levels is not None:
        for row in levels.to_dict("records"):
            if row["network_id"] in facts:
                facts[row["network_id"]]["Niveau de fragilité"] = fr_term(row["level"])
                facts[row["network_id"]]["Étape calculée"] = fr_term(row["stage"])
    terms = dict.fromkeys(term for lines in facts.values() for term in lines)
    return pd.DataFrame(
        [
            {"fact": term, **{name: lines.get(term, MISSING) for name, lines in facts.items()}}
            for term in terms
        ]
    )


def unmarked(text: str) -> str:
    """A cell of `side_by_side` for a sentence: `72 ▲` → `72`."""
    return text.rstrip(f" {NBSP}{ABOVE}{BELOW}{EQUAL}")


def over_time(values: pd.DataFrame, peers: pd.DataFrame) -> pd.DataFrame:
    """Values of one indicator, month by month, with the group's median as an additional series.

    Args:
        values: rows of `indicator_series` for one indicator.
        peers: rows of `comparison_peers` for the same indicator.

    Returns:
        `as_of`, `name`, `value`, the median under the name `MEDIAN`.
    """
    median = peers.rename(columns={"median": "value"}).assign(name=MEDIAN)
    columns = ["as_of", "name", "value"]
    return pd.concat([values[columns], median[columns]], ignore_index=True)


def by_month(rows: pd.DataFrame) -> pd.DataFrame:
    """`over_time` with one column per series, for « Données »."""
    names = list(dict.fromkeys(rows["name"]))
    wide = rows.pivot(index="as_of", columns="name", values="value")
    return wide[names].reset_index()


def comparison_words(
    values: pd.DataFrame, peer: Mapping[str, Any] | None, group: Group, indicator: Indicator
) -> tuple[str, str]:
    """How to read one indicator side by side, and what it covers.

    Args:
        values: rows of `indicator_series` at the month end.
        peer: row of `comparison_peers` at the month end, None if there is none.
        group: the peers.
        indicator: its entry of the catalogue.
    """
    parts = [f"{fr_value(indicator, row)} pour {the(row['name'])}" for _, row in values.iterrows()]
    when: date = values["as_of"].iloc[0]
    lecture = f"au {fr_date(when)}, {lower_first(indicator.label)}{NBSP}: {fr_list(parts)}."
    if peer is not None and peer["status"] == "ok":
        lecture += (
            f" La médiane du groupe est de {_printed(peer['median'], indicator)}{NBSP}: la moitié "
            f"des {fr(peer['networks'])} réseaux connus est au-dessous, l’autre au-dessus"
            f"{NNBSP}; leur moyenne est de {_printed(peer['mean'], indicator)}."
        )
    else:
        lecture += f" Moins de {SMALLEST} réseaux du groupe sont connus{NBSP}: pas de médiane."
    champ = f"groupe «{NBSP}{group.label}{NBSP}», réseaux comparés compris s’ils en sont{NNBSP}; "
    return lecture, champ + lower_first(indicator.short)


def answer(values: pd.DataFrame, peer: Mapping[str, Any] | None, indicator: Indicator) -> str:
    """The networks side by side on one indicator, and the group's median, in one sentence.

    Args:
        values: rows of `indicator_series` at the month end.
        peer: row of `comparison_peers` at the month end, None if there is none.
        indicator: its entry of the catalogue.
    """
    with_value = values[values["status"] == "ok"]
    if with_value.empty:
        return f"{indicator.label}{NBSP}: aucun des réseaux comparés n’est connu."
    ranked = with_value.sort_values("value", ascending=False, kind="stable")
    parts = [f"{fr_value(indicator, row)} pour {the(row['name'])}" for _, row in ranked.iterrows()]
    text = f"{indicator.label}{NBSP}: {fr_list(parts)}"
    if peer is None or peer["status"] != "ok":
        return f"{text}."
    median = _printed(peer["median"], indicator)
    return f"{text}{NNBSP}; la moitié du groupe est au-dessus de {median}."


def numbers_title(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """`Au-dessus de la médiane : Aérolinde pour 9 chiffres sur 17, Cuirlande pour 6 sur 16`.

    Args:
        rows: of `side_by_side`.
        names: of the networks compared, by id.
    """
    parts = []
    for network_id, name in names.items():
        marks = rows[network_id].astype(str).str[-1]
        known = int(marks.isin([ABOVE, BELOW, EQUAL]).sum())
        if known:
            above = int(marks.eq(ABOVE).sum())
            count = fr(above) if parts else plural(above, "chiffre")
            parts.append(f"{name} pour {count} sur {fr(known)}")
    if not parts:
        return "Leurs chiffres, et ceux du groupe"
    return f"Au-dessus de la médiane{NBSP}: {', '.join(parts)}"


def title(values: pd.DataFrame, peer: Mapping[str, Any] | None, indicator: Indicator) -> str:
    """Who is on which side of the median; only the indicator if that is unknown.

    Args: see `answer`.
    """
    with_value = values[values["status"] == "ok"]
    if peer is None or peer["status"] != "ok" or with_value.empty:
        return f"{indicator.label}, réseau par réseau"
    median = peer["median"]
    above = with_value.loc[with_value["value"] > median, "name"].tolist()
    below = with_value.loc[with_value["value"] < median, "name"].tolist()
    sides = [
        f"{fr_list(names)} {side}"
        for names, side in ((above, "au-dessus de la médiane"), (below, "en dessous"))
        if names
    ]
    if not sides:
        return f"{indicator.label}{NBSP}: à la médiane du groupe"
    if not above:
        sides = [f"{fr_list(below)} en dessous de la médiane"]
    return f"{indicator.label}{NBSP}: {', '.join(sides)}"


def declared(rows: Sequence[tuple[str, pd.DataFrame]], labels: Mapping[str, str]) -> pd.DataFrame:
    """What several networks declare, one row per figure, for the latest year.

    Two sources for that year give two rows: neither is preferred.

    Args:
        rows: id of each network and its rows of `sheet_declared`, the latest year first.
        labels: French label of each declared figure.

    Returns:
        `label`, one column per network id and its address under `source_key`, figures declared by
        the most networks first; empty if none declares anything.
    """
    cells: dict[tuple[str, int], dict[str, str]] = {}
    for network_id, network_rows in rows:
        latest = network_rows[
            network_rows["year"] == network_rows.groupby("indicator")["year"].transform("max")
        ]
        for code, same in latest.groupby("indicator", sort=False):
            for rank, row in enumerate(same.to_dict("records")):
                cell = cells.setdefault((str(code), rank), {})
                cell[network_id] = f"{value_words(row)} ({year_words(row)})"
                cell[source_key(network_id)] = row["source_url"]
    names = {key: labels.get(key[0], key[0]) for key in cells}
    ranked = sorted(cells, key=lambda key: (-len(cells[key[0], 0]), names[key], key[1]))
    ids = [network_id for network_id, _ in rows]
    return pd.DataFrame(
        [
            {
                "label": f"{names[key]}, autre source" if key[1] else names[key],
                **{name: cells[key].get(name, MISSING) for name in ids},
                **{source_key(name): cells[key].get(source_key(name)) for name in ids},
            }
            for key in ranked
        ],
        columns=["label", *ids, *map(source_key, ids)],
    )


def source_key(network_id: str) -> str:
    """Column of `declared` with the source address of a network's figure."""
    return f"{network_id}.source"


def families_shown(readable: Sequence[str], catalog: Catalog) -> dict[str, str]:
    """Families with at least one indicator that the reader may compare, by id."""
    family_ids = {
        catalog.indicators[name].family for name in readable if name in catalog.indicators
    }
    return {family.id: family.label for family in catalog.families if family.id in family_ids}


def _against(row: pd.Series, indicator: Indicator, median: Any) -> str:
    text = fr_value(indicator, row)
    if row["status"] != "ok" or is_missing(median):
        return text
    # Values printed alike are equal: a mark must not show a difference that the reader cannot see.
    if _printed(row["value"], indicator) == _printed(median, indicator):
        return f"{text} {EQUAL}"
    return f"{text} {ABOVE if row['value'] > median else BELOW}"


def _printed(value: Any, indicator: Indicator) -> str:
    """A value as printed; a median of counts may fall between two, and then keeps one decimal."""
    if is_missing(value):
        return MISSING
    number = float(value)
    is_between = indicator.unit == "count" and number % 1 > 0
    return fr_cell(number, indicator.unit, decimals=1 if is_between else indicator.decimals)
