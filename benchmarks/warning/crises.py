"""Apply the planned events to a workspace: raw files in, raw files out, with balanced cash.

Only what an event affects is changed. Cash stays consistent: each balance is the previous one plus
receipts minus payments.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.warning.plan import MONTHS, Event, Severity

FILES = ("adhesions", "equipes", "gouvernance", "subventions", "versements", "tresorerie")
# Monthly cost of a director, charges included, no longer paid when the post is vacant.
DIRECTOR_EUR = 6_000.0
Tables = dict[str, pd.DataFrame]


class World:
    """Raw files of a workspace, as tables of text, and the monthly cash changes to apply."""

    def __init__(self, folder: Path, severity: Severity, rng: np.random.Generator) -> None:
        self.folder = folder
        self.severity = severity
        self.rng = rng
        self.tables: Tables = {
            name: pd.read_csv(folder / f"{name}.csv", sep=";", dtype=str, keep_default_na=False)
            for name in FILES
        }
        self.receipts: dict[str, np.ndarray] = {}
        self.payments: dict[str, np.ndarray] = {}

    def live(self, event: Event) -> None:
        """Apply one event."""
        self.receipts[event.network] = np.zeros(len(MONTHS))
        self.payments[event.network] = np.zeros(len(MONTHS))
        for happen in HAPPENS.get(event.kind, ()):
            happen(self, event)
        if event.is_silent:
            for name in ("equipes", "gouvernance"):
                self.keep(name, self.tables[name]["id_reseau"] != event.network)

    def write(self) -> None:
        """Write the files back, with cash recomputed."""
        self._settle()
        for name, table in self.tables.items():
            table.to_csv(self.folder / f"{name}.csv", sep=";", index=False)

    def keep(self, name: str, rows: pd.Series) -> None:
        """Keep some rows of a file."""
        self.tables[name] = self.tables[name][rows].reset_index(drop=True)

    def cash(self, network: str) -> pd.DataFrame:
        """Monthly cash of one network as numbers, on the index of `MONTHS`, 0 when missing."""
        own = self.tables["tresorerie"].query("id_reseau == @network").set_index("mois")
        numbers = own[["encaissements", "decaissements"]].astype(float)
        return numbers.reindex([str(month) for month in MONTHS]).fillna(0.0)

    def own_income(self, network: str) -> np.ndarray:
        """Monthly receipts other than public money, in euros."""
        received = np.zeros(len(MONTHS))
        bills = self.instalments(network)
        paid = bills[bills["date_versement"] != ""]
        at = _index(paid["date_versement"])
        inside = (at >= 0) & (at < len(MONTHS))
        np.add.at(received, at[inside], paid["montant_verse"].astype(float).to_numpy()[inside])
        return np.maximum(self.cash(network)["encaissements"].to_numpy() - received, 0.0)

    def instalments(self, network: str) -> pd.DataFrame:
        """Instalments of one network, with the funder and the signature date."""
        grants = self.tables["subventions"].query("id_reseau == @network")
        decisions = grants[["referenceDecision", "nomAttribuant", "dateConvention"]]
        bills = self.tables["versements"].reset_index()
        return bills.merge(decisions, on="referenceDecision").set_index("index")

    def main_funder(self, network: str, begin: int) -> str | None:
        """The funder that pays the most in the two years before a month."""
        bills = self.instalments(network)
        at = _index(bills["echeance_prevue"])
        recent = bills[(at < begin) & (at >= begin - 24)]
        if recent.empty:
            return None
        amounts = recent["montant_prevu"].astype(float).groupby(recent["nomAttribuant"]).sum()
        return str(amounts.idxmax())

    def move_payment(self, network: str, row: int, later: pd.Timestamp | None) -> None:
        """Pay one instalment on another day, or never."""
        bills = self.tables["versements"]
        paid, amount = bills.at[row, "date_versement"], bills.at[row, "montant_verse"]
        if paid:
            self._receive(network, pd.Timestamp(paid), -float(amount))
        end = MONTHS[-1].end_time
        if later is None or later > end:
            bills.loc[row, ["date_versement", "montant_verse"]] = ""
            return
        due = float(amount or bills.at[row, "montant_prevu"])
        bills.loc[row, ["date_versement", "montant_verse"]] = [
            later.date().isoformat(),
            f"{due:.2f}",
        ]
        self._receive(network, later, due)

    def _receive(self, network: str, when: pd.Timestamp, amount: float) -> None:
        at = _index(pd.Series([str(when.date())]))[0]
        if 0 <= at < len(MONTHS):
            self.receipts[network][at] += amount

    def _settle(self) -> None:
        cash = self.tables["tresorerie"]
        at = np.array([_month(month) for month in cash["mois"]])
        for network, changes in self.receipts.items():
            rows = np.flatnonzero((cash["id_reseau"] == network).to_numpy())
            if not len(rows):
                continue
            received = changes[at[rows]]
            paid = self.payments[network][at[rows]]
            for column, more in (
                ("encaissements", received),
                ("decaissements", paid),
                ("solde_fin_mois", np.cumsum(received - paid)),
            ):
                where = cash.index[rows]
                cash.loc[where, column] = [
                    f"{float(text) + change:.2f}"
                    for text, change in zip(cash.loc[where, column], more, strict=True)
                ]


def _month(text: str) -> int:
    return (int(text[:4]) - MONTHS[0].year) * 12 + int(text[5:7]) - MONTHS[0].month


def _index(days: pd.Series) -> np.ndarray:
    """Index in `MONTHS` of the month of each day written `AAAA-MM-JJ`."""
    return np.array([_month(day) for day in days], dtype=int)


def _day(month: int) -> str:
    """Last day of a month, from its index."""
    return str(MONTHS[month].end_time.date())


def _leave(world: World, event: Event, who: pd.Series, name: str, column: str) -> None:
    """End these rows at the end of the month in which the event begins."""
    table = world.tables[name]
    table.loc[who, column] = _day(event.begin)
    later = (table["id_reseau"] == event.network) & ~who
    later &= table["fonction"].isin(table.loc[who, "fonction"].unique())
    start = "date_entree" if name == "equipes" else "date_debut"
    world.keep(name, ~(later & (table[start] > _day(event.begin))))


def _there(table: pd.DataFrame, event: Event, start: str, end: str) -> pd.Series:
    """Rows of the network that are active when the event begins."""
    day = _day(event.begin)
    own = table["id_reseau"] == event.network
    return own & (table[start] <= day) & ((table[end] == "") | (table[end] > day))


def direction_leaves(world: World, event: Event) -> None:
    """The network has no director any more; the salary is no longer paid."""
    team = world.tables["equipes"]
    who = _there(team, event, "date_entree", "date_sortie") & (team["fonction"] == "direction")
    posts = team.loc[who, "etp"].astype(float).sum()
    _leave(world, event, who, "equipes", "date_sortie")
    world.payments[event.network][event.begin + 1 :] -= min(
        DIRECTOR_EUR * posts, world.cash(event.network)["decaissements"].mean() * 0.5
    )


def double_break(world: World, event: Event) -> None:
    """Director and president leave together; both are replaced, the director late."""
    board = world.tables["gouvernance"]
    seat = _there(board, event, "date_debut", "date_fin") & (board["fonction"] == "presidence")
    _leave(world, event, seat, "gouvernance", "date_fin")
    _take_up(world, event, "gouvernance", "presidence", 2)
    direction_leaves(world, event)
    _take_up(world, event, "equipes", "direction", world.severity.vacancy_months)


def _take_up(world: World, event: Event, name: str, role: str, months: int) -> None:
    """A new person takes the post some months later."""
    table = world.tables[name]
    own = table[(table["id_reseau"] == event.network) & (table["fonction"] == role)]
    at = event.begin + months
    if own.empty or at >= len(MONTHS):
        return
    who, start, end = (
        ("id_agent", "date_entree", "date_sortie")
        if name == "equipes"
        else ("id_mandat", "date_debut", "date_fin")
    )
    new = own.iloc[-1].copy()
    new[who], new[start], new[end] = f"{new[who]}-S", str(MONTHS[at].start_time.date()), ""
    if "motif_sortie" in new:
        new["motif_sortie"] = ""
    world.tables[name] = pd.concat([table, new.to_frame().T], ignore_index=True)


def funder_late(world: World, event: Event) -> None:
    """Later instalments of the main funder are paid months late."""
    funder = world.main_funder(event.network, event.begin)
    bills = world.instalments(event.network)
    at = _index(bills["echeance_prevue"])
    for row in bills.index[(bills["nomAttribuant"] == funder) & (at >= event.begin)]:
        paid = bills.at[row, "date_versement"] or bills.at[row, "echeance_prevue"]
        delay = int(world.rng.integers(*world.severity.late_days))
        world.move_payment(event.network, row, pd.Timestamp(paid) + pd.Timedelta(days=delay))


def not_renewed(world: World, event: Event) -> None:
    """The main funder signs nothing more: no agreement, no instalment, no receipt."""
    funder = world.main_funder(event.network, event.begin)
    bills = world.instalments(event.network)
    is_dropped = (bills["nomAttribuant"] == funder) & (bills["dateConvention"] > _day(event.begin))
    for row in bills.index[is_dropped]:
        world.move_payment(event.network, row, None)
    references = set(bills.loc[is_dropped, "referenceDecision"])
    for name in ("versements", "subventions"):
        world.keep(name, ~world.tables[name]["referenceDecision"].isin(references))


def members_drift(world: World, event: Event) -> None:
    """Members leave gradually within a year, with the income that they paid."""
    table = world.tables["adhesions"]
    active_rows = table.index[_there(table, event, "date_adhesion", "date_sortie")]
    going = world.rng.random(len(active_rows)) < world.severity.members_lost
    for row in active_rows[going]:
        month = min(event.begin + int(world.rng.integers(1, 13)), len(MONTHS) - 1)
        table.loc[row, ["date_sortie", "motif_sortie"]] = [_day(month), "démission"]
    _lose_income(world, event, world.severity.income_lost, over=12)


def key_person(world: World, event: Event) -> None:
    """The person in the largest post other than director leaves and is not replaced."""
    team = world.tables["equipes"]
    who = _there(team, event, "date_entree", "date_sortie")
    others = who & (team["fonction"] != "direction")
    chosen = others if others.any() else who
    if chosen.any():
        largest = team.loc[chosen, "etp"].astype(float).idxmax()
        team.loc[largest, "date_sortie"] = _day(event.begin)
    _lose_income(world, event, world.severity.service_lost, over=6)


def _lose_income(world: World, event: Event, part: float, over: int) -> None:
    """A part of the income other than grants is lost gradually over some months."""
    income = world.own_income(event.network)
    since = np.arange(len(MONTHS)) - event.begin
    world.receipts[event.network] -= income * part * np.clip(since / over, 0, 1)


def seasonal_dip(world: World, event: Event) -> None:
    """Autumn spending is paid in summer each year: a temporary dip."""
    spending = world.cash(event.network)["decaissements"].mean() * world.severity.dip_months
    for month, period in enumerate(MONTHS):
        if month >= event.begin and period.month in (7, 10):
            world.payments[event.network][month] += spending if period.month == 7 else -spending


def one_off(world: World, event: Event) -> None:
    """A large bill, paid once and refunded two months later."""
    spending = world.cash(event.network)["decaissements"].mean() * 1.5
    world.payments[event.network][event.begin] += spending
    if event.begin + 2 < len(MONTHS):
        world.receipts[event.network][event.begin + 2] += spending


def growth(world: World, event: Event) -> None:
    """Receipts and spending rise together, by a fortieth per month."""
    since = np.clip(np.arange(len(MONTHS)) - event.begin, 0, None)
    more = world.cash(event.network)["decaissements"].to_numpy() * np.minimum(since / 40, 0.5)
    world.payments[event.network] += more
    world.receipts[event.network] += more


def file_stops(world: World, event: Event) -> None:
    """The cash file is no longer sent."""
    cash = world.tables["tresorerie"]
    late = (cash["id_reseau"] == event.network) & (cash["mois"] > str(MONTHS[event.begin]))
    world.keep("tresorerie", ~late)


HAPPENS: dict[str, tuple[Callable[[World, Event], None], ...]] = {
    "direction_leaves": (direction_leaves,),
    "funder_late": (funder_late,),
    "not_renewed": (not_renewed,),
    "members_drift": (members_drift,),
    "key_person": (key_person,),
    "double_break": (double_break,),
    "two_at_once": (funder_late, direction_leaves),
    "seasonal_dip": (seasonal_dip,),
    "one_off": (one_off,),
    "growth": (growth,),
    "file_stops": (file_stops,),
}
