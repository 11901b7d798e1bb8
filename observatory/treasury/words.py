"""Texts of the treasury page on the forecast: how accurate it was, and what annuality costs."""

from __future__ import annotations

import pandas as pd

from method.catalog import Catalog, Indicator
from method.wording import NBSP, fr, fr_euros, is_missing, plural

EXPECTED, COMMITTED = "Avec les renouvellements attendus", "Si rien n’est renouvelé"
PAIRS = ("cash_low_p10_12m", "months_to_negative_p10", "max_delay_supported_days")
PROMISED = 0.8
# A coverage further than this from the promised one is reported as a miss.
TOLERANCE = 0.05
MONTH_ENDS = 24


def backtest_sentence(row: pd.Series) -> str:
    """How accurate the forecast was at a horizon, compared with the two naive ones.

    Args:
        row: row of `treasury_backtest`.
    """
    return (
        f"Sur {fr(row['forecasts'])} prévisions à {fr(row['months_ahead'])} mois dont l’issue est "
        f"connue, la fourchette publiée a contenu le solde {_times(row['coverage'])}, au lieu de "
        f"80{NBSP}: {verdict(row['coverage'])}. Avant d’être ajustée, elle l’aurait contenu "
        f"{_times(row['coverage_drawn'])}. L’erreur moyenne de la médiane est de "
        f"{fr_euros(row['mae_eur'])}, contre {fr_euros(row['mae_last_value_eur'])} en prolongeant "
        f"le dernier solde et {fr_euros(row['mae_last_year_eur'])} en reprenant celui de l’an "
        "dernier."
    )


def threshold_word(indicator: Indicator, value: float | None) -> str:
    """Position of a value between the catalogue's bounds, as a mark and words."""
    bounds = indicator.thresholds
    if bounds is None or value is None or is_missing(value):
        return "—"
    sign = 1 if bounds.safe > bounds.critical else -1
    if sign * (value - bounds.critical) < 0:
        return "▼ critique"
    return "● serein" if sign * (value - bounds.safe) >= 0 else "◆ à surveiller"


def instalment_state(overdue_eur: float | None, paid_on: pd.Timestamp | None) -> str:
    """Whether an instalment is paid, in whole or in part, overdue or not yet due."""
    is_paid = paid_on is not None and not pd.isna(paid_on)
    if not is_missing(overdue_eur):
        return "▼ payée en partie" if is_paid else "▼ échue, impayée"
    return "payée" if is_paid else "à venir"


def spread_sentence(month_ends: int) -> str:
    """How many past month ends the fan is fitted on, if too few; otherwise empty."""
    if month_ends >= MONTH_ENDS:
        return ""
    if not month_ends:
        return "À douze mois, aucune prévision passée n’a encore d’issue connue."
    count = plural(month_ends, "fin de mois", "fins de mois")
    return (
        f"À douze mois, la fourchette est ajustée sur {count} seulement{NBSP}: il en faut "
        f"{MONTH_ENDS}."
    )


def annuality_rows(values: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """The indicators of the forecast in both readings: `what`, `expected`, `committed`.

    Args:
        values: `indicator_headlines` of `PAIRS` and their committed twins.
        catalog: gives the labels and units.
    """
    by_id = values.set_index("indicator_id")
    rows = []
    for name in PAIRS:
        indicator = catalog.indicators[name]
        texts = []
        for row in (by_id.loc[name], by_id.loc[f"{name}_committed"]):
            if row["status"] != "ok":
                texts.append("—")
            elif is_missing(row["value"]):
                texts.append("pas en 12 mois")
            else:
                texts.append(fr(row["value"], indicator.unit, indicator.decimals))
        rows.append((indicator.label, *texts))
    return pd.DataFrame(rows, columns=["what", "expected", "committed"])


def annuality_sentence(values: pd.DataFrame) -> str:
    """What annual agreements cost, in euros and in days of delay."""
    by_id = values.set_index("indicator_id")["value"]
    low, floor = (by_id[f"cash_low_p10_12m{end}"] for end in ("", "_committed"))
    days, least = (by_id[f"max_delay_supported_days{end}"] for end in ("", "_committed"))
    if is_missing(low) or is_missing(floor):
        return ""
    return (
        f"Ce que coûte l’annualité des conventions{NBSP}: {fr_euros(low - floor)} de point bas et "
        f"{fr(days - least, 'days', 0)} de retard supportable séparent la prévision de ce qui se "
        "passerait si aucune convention n’était renouvelée."
    )


def _times(share: float) -> str:
    return "—" if is_missing(share) else f"{fr(round(100 * share))} fois sur 100"


def verdict(coverage: float) -> str:
    """Whether the fan keeps its promise, in words that never call a miss prudent."""
    if coverage < PROMISED - TOLERANCE:
        return "elle est trop étroite"
    if coverage > PROMISED + TOLERANCE:
        return "elle est trop large"
    return "elle dit vrai à cinq points près"
