"""Second implementation of the membership and territory indicators, in pandas from raw files.

Written only from the definitions: nothing here is imported from `pipelines`.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from tests.data.raw_records import ALL, month_end

FOREVER = pd.Timestamp("2250-01-01")
DAY = pd.Timedelta(days=1)
PAUSE = pd.Timedelta(days=90)
TPE_BANDS = {"NN", "00", "01", "02", "03"}
PME_BANDS = {"11", "12", "21", "22", "31"}
ETI_BANDS = {"32", "41", "42", "51"}
GE_BANDS = {"52", "53"}
CLASSES = ("TPE", "PME", "ETI", "GE")
REASONS = {
    "unpaid": "cotisation|pay|paiement|budg|coût|trop cher",
    "merged": "fusion|absor|rachat|acquisition",
    "ceased": "cessation|cessé|liquid|radi|fermeture|faillite",
    "moved": "démén|demen|hors région|hors region|transfert",
    "resigned": "renouvel|démission|demission|résili|resili|retrait",
}

Values = dict[str, tuple[float, float | None, int]]
Row = tuple[float | None, float | None, float | None, int | None, str]


class Workspace:
    """Memberships, places and targets of a raw folder."""

    def __init__(self, folder: Path, territories: Path) -> None:
        communes = pd.read_parquet(territories / "communes.parquet", columns=["code", "epci_code"])
        self.epci_of = communes.set_index("code")["epci_code"]
        self.epci_count = len(pd.read_parquet(territories / "epci.parquet", columns=["code"]))
        networks = _read(folder, "reseaux")
        self.networks = sorted(networks["id_reseau"])
        self.targets = {
            row.id_reseau: set(str(row.naf_divisions).split("|"))
            for row in networks.dropna(subset=["naf_divisions"]).itertuples()
        }
        ended = networks.get("date_fin", pd.Series(index=networks.index, dtype=object))
        self.ended = pd.to_datetime(ended).fillna(FOREVER).set_axis(networks["id_reseau"])
        self.stays = _stays(_read(folder, "adhesions"), self.ended)
        self.spells = _spells(self.stays)
        sites = _read(folder, "etablissements")
        sites["siren"] = sites["siren"].fillna(sites["siret"].str[:9])
        self.stays["is_listed"] = self.stays["siren"].isin(sites["siren"])
        self.size = {siren: _size(rows) for siren, rows in sites.groupby("siren")}
        state = sites.get("etatAdministratifEtablissement", pd.Series("A", index=sites.index))
        here = sites[
            sites["codeCommuneEtablissement"].isin(self.epci_of.index) & (state.fillna("A") == "A")
        ]
        self.communes = here.groupby("siren")["codeCommuneEtablissement"].agg(set).to_dict()
        fabric = _read(folder, "tissu_economique")
        fabric = fabric[fabric["classe_taille"].isin(["TPE", "PME"])]
        counts = fabric["nb_entreprises"].astype(int).groupby(fabric["naf_division"]).sum()
        self.fabric = counts.to_dict()
        self.staff = _read(folder, "equipes")

    def recompute(self, months: list[date]) -> dict[tuple[date, str, str], Row]:
        """Published rows that are not `no_data`, before `n_min` is applied."""
        rows = {}
        for scope in [*self.networks, ALL]:
            members = self.networks if scope == ALL else [scope]
            stays = self.stays[self.stays["network"].isin(members)]
            spells = self.spells[self.spells["network"].isin(members)]
            for as_of in months:
                for name, (above, below, n) in self._values(members, stays, spells, as_of).items():
                    if name == "median_tenure_months":
                        row = (above, None, None, n, "ok") if n else _nothing(n)
                    elif below is None:
                        row = (above, above, None, n, "ok")
                    else:
                        row = (above / below, above, below, n, "ok") if below > 0 else _nothing(n)
                    rows[as_of, scope, name] = row
        return rows

    def _values(
        self, networks: list[str], stays: pd.DataFrame, spells: pd.DataFrame, as_of: date
    ) -> Values:
        day = pd.Timestamp(as_of)
        stays = stays[stays["start"] <= day]
        if stays.empty:
            return {}
        now = stays[stays["end"] >= day]
        companies = now[now["college"] == "entreprise"]
        values = self._stocks(now, stays, as_of)
        values |= self._flows(stays, spells, as_of)
        starts = spells[(spells["start"] <= day) & (spells["end"] >= day)].merge(
            companies[["network", "siren"]].drop_duplicates(), on=["network", "siren"]
        )
        ages = (day - starts["start"]).dt.days / 30.4375
        values["median_tenure_months"] = (ages.median(), None, len(ages))
        if stays["is_listed"].any():
            sirens = set(companies["siren"])
            values |= self._sizes(sirens)
            values |= self._reach(sirens)
            declaring = companies[companies["network"].isin(self.targets)]
            values |= self._penetration(set(declaring["siren"]), networks)
        values |= self._team(now, networks, day)
        return values

    def _stocks(self, now: pd.DataFrame, stays: pd.DataFrame, as_of: date) -> Values:
        before = pd.Timestamp(month_end(as_of, -12))
        sirens = set(now[now["college"] == "entreprise"]["siren"])
        common = len(sirens & self._in_two(as_of))
        firms = stays[stays["college"] == "entreprise"]
        past = set(firms[(firms["start"] <= before) & (firms["end"] >= before)]["siren"])
        members = now["siren"].nunique()
        return {
            "members_active": (members, None, members),
            "companies_active": (len(sirens), None, len(sirens)),
            "shared_members_share": (common, len(sirens), len(sirens)),
            "growth_12m": (len(sirens) - len(past), len(past), len(past)),
        }

    @cache  # noqa: B019 — one workspace per test, whose months are requested for each network
    def _in_two(self, as_of: date) -> set[str]:
        """Companies in two networks or more."""
        day = pd.Timestamp(as_of)
        firms = self.stays[self.stays["college"] == "entreprise"]
        now = firms[(firms["start"] <= day) & (firms["end"] >= day)]
        homes = now.groupby("siren")["network"].nunique()
        return set(homes[homes > 1].index)

    def _flows(self, stays: pd.DataFrame, spells: pd.DataFrame, as_of: date) -> Values:
        day, before, earlier = (pd.Timestamp(month_end(as_of, -m)) for m in (0, 12, 24))
        pairs = ["network", "siren"]
        came = spells[(spells["start"] > before) & (spells["start"] <= day)]
        out = spells["end"] + DAY
        departures = spells[(out > before) & (out <= day)]
        departures = departures.sort_values("end").drop_duplicates(pairs, keep="last")
        firms = stays[stays["college"] == "entreprise"]
        past = firms[(firms["start"] <= before) & (firms["end"] >= before)][pairs].drop_duplicates()
        left_past = past.merge(departures[pairs], on=pairs)
        new = spells[(spells["start"] > earlier) & (spells["start"] <= before)]
        new = new.sort_values("start").drop_duplicates(pairs)
        stayed = int((new["end"] >= new["start"] + pd.DateOffset(years=1)).sum())
        joins = len(came.drop_duplicates(pairs))
        reasons = departures["reason"].map(_reason)
        values: Values = {
            "joins_12m": (joins, None, joins),
            "leaves_12m": (len(departures), None, len(departures)),
            "churn_12m": (len(left_past), len(past), len(past)),
            "first_year_retention": (stayed, len(new), len(new)),
        }
        for name in (*REASONS, "other", "unknown"):
            values[f"leaves_{name}_12m"] = (int((reasons == name).sum()), None, len(departures))
        return values

    def _sizes(self, sirens: set[str]) -> Values:
        sizes = [self.size.get(siren) for siren in sirens]
        count = {name: sizes.count(name) for name in CLASSES}
        classed = sum(count.values())
        values: Values = {f"{n.lower()}_share": (count[n], classed, classed) for n in CLASSES}
        values["tpe_pme_share"] = (count["TPE"] + count["PME"], classed, classed)
        values["size_known_share"] = (classed, len(sirens), len(sirens))
        return values

    def _reach(self, sirens: set[str]) -> Values:
        places = [self.communes.get(siren, set()) for siren in sirens]
        communes = set().union(*places) if places else set()
        homes = [{self.epci_of[c] for c in place} for place in places]
        counts = pd.Series([e for home in homes for e in home], dtype=object).value_counts()
        every = np.zeros(self.epci_count)
        every[: len(counts)] = counts.to_numpy()
        every.sort()
        zones, total = self.epci_count, every.sum()
        ranks = np.arange(1, zones + 1)
        squares = (every**2).sum()
        return {
            "communes_reached_share": (len(communes), len(self.epci_of), len(self.epci_of)),
            "epci_reached_share": (len(counts), zones, zones),
            "territorial_hhi": (squares, total**2, int(total)),
            "territorial_hhi_normalised": (
                zones * squares - total**2,
                total**2 * (zones - 1),
                int(total),
            ),
            "territorial_gini": (
                ((2 * ranks - zones - 1) * every).sum(),
                zones * total,
                int(total),
            ),
        }

    def _penetration(self, sirens: set[str], networks: list[str]) -> Values:
        divisions = set().union(*(self.targets.get(n, set()) for n in networks))
        target = sum(self.fabric.get(division, 0) for division in divisions)
        inside = [s for s in sirens if s in self.communes and self.size[s] in ("TPE", "PME")]
        return {"tpe_pme_penetration": (len(inside), target, target)}

    def _team(self, now: pd.DataFrame, networks: list[str], day: pd.Timestamp) -> Values:
        staff = self.staff[self.staff["id_reseau"].isin(networks)]
        staff = staff[pd.to_datetime(staff["date_entree"]) <= day]
        staff = staff[
            pd.to_datetime(staff["date_entree"]) <= self.ended.loc[staff["id_reseau"]].to_numpy()
        ]
        if staff.empty:
            return {}
        last = pd.to_datetime(staff["date_sortie"]).fillna(FOREVER)
        here = np.minimum(last, self.ended.loc[staff["id_reseau"]].to_numpy()) >= day
        fte = staff[here]["etp"].astype(float).sum()
        members = now[now["network"].isin(staff["id_reseau"])]["siren"].nunique()
        return {"members_per_fte": (members, fte, members)}


def _nothing(n: int) -> Row:
    return None, None, None, n, "insufficient"


def _read(folder: Path, name: str) -> pd.DataFrame:
    file = folder / f"{name}.csv"
    columns = {
        "equipes": ["id_reseau", "date_entree", "date_sortie", "etp"],
        "tissu_economique": ["code_commune", "naf_division", "classe_taille", "nb_entreprises"],
    }
    if not file.exists():
        return pd.DataFrame(columns=columns[name], dtype=object)
    return pd.read_csv(file, sep=";", dtype=object, encoding="utf-8-sig")


def _abroad(rows: pd.DataFrame) -> pd.Series:
    """Country and local number of the members without a SIREN."""
    if "identifiant_etranger" not in rows:
        return pd.Series(index=rows.index, dtype=object)
    return rows["pays"] + ":" + rows["identifiant_etranger"]


def _stays(rows: pd.DataFrame, ended: pd.Series) -> pd.DataFrame:
    """Stays of each member by network and college, merged where they overlap or touch."""
    siren = rows["siren"] if "siren" in rows else pd.Series(index=rows.index, dtype=object)
    table = pd.DataFrame(
        {
            "network": rows["id_reseau"],
            "siren": siren.fillna(rows["siret"].str[:9]).fillna(_abroad(rows)),
            "college": rows["college"],
            "start": pd.to_datetime(rows["date_adhesion"]),
            "end": pd.to_datetime(rows["date_sortie"]).fillna(FOREVER),
            "reason": rows["motif_sortie"],
        }
    ).sort_values(["network", "siren", "college", "start", "end"])
    until = ended.loc[table["network"]].to_numpy()
    table["end"] = np.minimum(table["end"], until)
    table = table[table["start"] <= until]
    merged: list[dict] = []
    for row in table.to_dict("records"):
        last = merged[-1] if merged else None
        same = last and all(last[key] == row[key] for key in ("network", "siren", "college"))
        if last and same and row["start"] <= last["end"] + DAY:
            if row["end"] > last["end"] or (row["end"] == last["end"] and _said(row)):
                last |= {key: row[key] for key in ("end", "reason")}
        else:
            merged.append(dict(row))
    return pd.DataFrame(merged, columns=table.columns).astype(table.dtypes)


def _spells(stays: pd.DataFrame) -> pd.DataFrame:
    """Stays of companies, merged where they are at most 90 days apart."""
    merged: list[dict] = []
    for row in stays[stays["college"] == "entreprise"].to_dict("records"):
        last = merged[-1] if merged else None
        same = last and (last["network"], last["siren"]) == (row["network"], row["siren"])
        if last and same and row["start"] - (last["end"] + DAY) <= PAUSE:
            last |= {"end": row["end"], "reason": row["reason"]}
        else:
            merged.append(dict(row))
    return pd.DataFrame(merged, columns=stays.columns).astype(stays.dtypes)


def _size(rows: pd.DataFrame) -> str | None:
    """Class of a company, None when unknown; category and band are read from any of its sites."""
    category = next(iter(rows["categorieEntreprise"].dropna()), None)
    band = next(iter(rows["trancheEffectifsUniteLegale"].dropna()), None)
    if category in ("ETI", "GE"):
        return category
    if band in TPE_BANDS:
        return "TPE"
    if band is not None and (category == "PME" or band in PME_BANDS):
        return "PME"
    return "ETI" if band in ETI_BANDS else "GE" if band in GE_BANDS else None


def _said(row: dict) -> bool:
    return isinstance(row["reason"], str) and bool(row["reason"].strip())


def _reason(text: object) -> str:
    if not isinstance(text, str) or not text.strip():
        return "unknown"
    text = re.sub("pays|retraite|diffusion|liquidité", "", text.lower())
    for name, words in REASONS.items():
        if any(word in text for word in words.split("|")):
            return name
    return "other"
