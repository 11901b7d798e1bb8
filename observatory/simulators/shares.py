"""An envelope shared among the supported networks, and why some receive nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from method.catalog import load_catalog
from method.elision import opening, the
from method.forecast import HelpEffect, Sample, allocate
from method.wording import NBSP, champ, fr, fr_euros, plural
from observatory.figures.columns import Column
from observatory.figures.figure import Empty, Figure, View, make
from observatory.simulators import charts as draw
from observatory.simulators import draws, parameters, silence
from observatory.simulators.scenarios import help_rows

NAME = Column("name", "Réseau", link="sheet")
SHARES = (
    NAME,
    Column("amount", "Aide", "€"),
    Column("months_before", "Mois sous 30 jours de dépenses, sans aide", "months"),
    Column("months_after", "Avec aide", "months"),
    Column("value", "Mois de moins", "months"),
    Column("low_before", "Point bas prudent, sans aide", "€"),
    Column("low", "Avec aide", "€"),
    Column("why", "Pourquoi rien"),
)


@dataclass(frozen=True)
class Shared:
    """The result of a share: its rows, urgent cases left out, kind of help and envelope."""

    rows: pd.DataFrame
    urgent: list[str]
    kind: str
    envelope_eur: float


def shared(view: View) -> Shared | Empty | None:
    """The share of the requested envelope that saves the most months, and who receives nothing."""
    if not view.can_read("core.cash_month"):
        return None
    names = dict(view.ask("scenario_supported").itertuples(index=False))
    samples = draws.samples(view)
    supported: dict[str, Sample] = {name: samples[name] for name in names if name in samples}
    if not supported:
        reason = "aucun réseau soutenu n’a transmis assez de mois."
        return Empty("Le partage de l’enveloppe", reason, ("tresorerie",))
    kind = _option(view, "aide", "relais", parameters.KINDS)
    envelope = 1000 * int(view.options.get("enveloppe", parameters.ENVELOPE_KEUR))
    ceiling = 1000 * int(view.options.get("plafond", parameters.CEILING_KEUR))
    effects: list[HelpEffect] = allocate(
        supported, parameters.HELPS[kind], envelope, parameters.STEP_EUR, ceiling
    )
    reasons = silence.silences(effects, supported, parameters.HELPS[kind], ceiling)
    rows = help_rows(effects, names, reasons)
    urgent = silence.urgent_sentences(reasons, supported, names)
    return Shared(rows, urgent, kind, envelope)


def share_answer(view: View) -> tuple[str, ...]:
    """What the envelope saves, then which networks short of cash receive nothing, and why."""
    result = shared(view)
    if not isinstance(result, Shared):
        return ()
    return (f"{_share_words(result)}.", *result.urgent)


def shares(view: View) -> Figure | Empty | None:
    """Months under 30 days that the help saves per network, or why it receives nothing."""
    result = shared(view)
    if not isinstance(result, Shared):
        return result
    rows, first = result.rows, result.rows.iloc[0]
    indicator = load_catalog().indicators["months_under_30d_12m"]
    helped = rows[rows["amount"] > 0]
    return make(
        view.of_all(),
        "simulateurs.portefeuille",
        _share_title(result),
        indicator.id,
        rows.assign(sheet=_sheets(view, rows)),
        SHARES,
        draw.months_saved(helped, indicator) if len(helped) else None,
        lecture=(
            f"{the(first['name'])}, avec {fr_euros(first['amount'])}, passe "
            f"{fr(first['value'], 'months')} de moins sous 30 jours de dépenses."
        ),
        champ=champ(indicator, "les réseaux soutenus par la Région"),
        caption=(
            f"{parameters.KINDS[result.kind]} au premier mois, par pas de "
            f"{fr_euros(parameters.STEP_EUR)} ; un prêt est rendu, un versement anticipé se "
            "retient sur les premières aides qui "
            "arrivent et ne dépasse pas ce qui est signé. Le partage est celui qui ôte le plus de "
            "mois ; ce qui n’en ôte aucun reste dans l’enveloppe. Les mois sont des moyennes sur "
            "2 000 tirages."
        ),
    )


def left_out(view: View) -> Figure | None:
    """Supported networks that receive nothing, each with its reason."""
    result = shared(view)
    if not isinstance(result, Shared):
        return None
    rows = result.rows[result.rows["amount"] == 0].reset_index(drop=True)
    if rows.empty:
        return None
    first = rows.iloc[0]
    return make(
        view.of_all(),
        "simulateurs.sans_aide",
        f"Pourquoi {plural(len(rows), 'réseau ne reçoit', 'réseaux ne reçoivent')} rien",
        "months_under_30d_12m",
        rows.assign(sheet=_sheets(view, rows)),
        (NAME, SHARES[-1], SHARES[2], SHARES[5]),
        lecture=f"{the(first['name'])} ne reçoit rien{NBSP}: {first['why']}.",
        champ="Réseaux soutenus par la Région auxquels le partage ne donne rien.",
    )


def _sheets(view: View, rows: pd.DataFrame) -> pd.Series:
    ids = {name: key for key, name in view.ask("network_names").itertuples(index=False)}
    return rows["name"].map(ids).map(view.sheet)


def _share_title(result: Shared) -> str:
    first = result.rows.iloc[0]
    if not first["amount"]:
        return _share_words(result)
    return f"{opening(first['name'])}, le plus soulagé{NBSP}: {draw.months_less(first['value'])}"


def _share_words(result: Shared) -> str:
    amount, saved = result.rows["amount"].sum(), result.rows["value"].sum()
    envelope = fr_euros(result.envelope_eur)
    if not amount:
        return f"{envelope} n’ôteraient aucun mois sous 30 jours de dépenses"
    helped = plural(int((result.rows["amount"] > 0).sum()), "réseau", "réseaux")
    return (
        f"{fr_euros(amount)} sur {envelope}, à {helped}{NBSP}: {fr(saved, 'months')} de moins sous "
        "30 jours de dépenses"
    )


def _option(view: View, word: str, default: str, choices: dict[str, Any]) -> str:
    chosen = view.options.get(word, default)
    return chosen if chosen in choices else default


FIGURES = {
    "simulateurs.portefeuille": shares,
    "simulateurs.sans_aide": left_out,
}
