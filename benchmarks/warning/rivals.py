"""Simple alternatives to the product, and a fitted model as an upper bound.

Each rival is a signal: higher is worse. Its bound is set so that it is on in as many quiet months
as the product's level, to compare them at the same rate of false alarms.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm

from benchmarks.warning.score import HORIZON, bound_for

RIVALS = {
    "cash": "Jours de trésorerie seuls",
    "result": "Résultat du dernier exercice",
    "months": "Mois avant un solde négatif, seuls",
    "lights": "Feux tricolores sur cinq ratios",
}
MODEL, MODEL_LABEL = "model", "Modèle logistique ajusté sur l’autre moitié (plafond)"
# Five ratios that analysts use, with the bound beyond which each is red.
LIGHTS = {
    "cash_days": ("below", 60.0),
    "dependency": ("above", 0.6),
    "last_result": ("below", 0.0),
    "growth": ("below", 0.0),
    "turnover": ("above", 0.3),
}
FEATURES = (
    "cash_days", "months_to_negative", "payment_delay", "dependency", "growth", "turnover",
    "vacant_days", "churn", "last_result",
)  # fmt: skip


def signals(panel: pd.DataFrame) -> pd.DataFrame:
    """The signal of each rival, in columns `cash`, `result`, `months`, `lights`."""
    reds = pd.DataFrame(
        {
            name: panel[name] < bound if side == "below" else panel[name] > bound
            for name, (side, bound) in LIGHTS.items()
        }
    )
    # Ties are broken by cash, as an analyst would.
    scarce = 1 / (1 + panel["cash_days"].clip(lower=0).fillna(np.inf))
    return pd.DataFrame(
        {
            "cash": -panel["cash_days"],
            "result": -panel["last_result"],
            "months": -panel["months_to_negative"],
            "lights": reds.sum(axis=1) + scarce,
        }
    )


def model(panel: pd.DataFrame) -> pd.Series:
    """Probability of a point of no return within a year, each half fitted on the other.

    Worlds are split by parity. An unknown feature is set to the median, and marked in an extra
    column.
    """
    features = panel[[*FEATURES]].astype(float)
    middle = features.median()
    filled = features.fillna(middle).clip(features.quantile(0.01), features.quantile(0.99), axis=1)
    spread = filled.std().replace(0, 1)
    columns = (filled - filled.mean()) / spread
    columns = columns.join(features.isna().astype(float).add_suffix("_absent"))
    columns = sm.add_constant(columns.loc[:, columns.std() > 0])
    ahead = panel["broken"] - panel["month"]
    outcome = ((ahead > 0) & (ahead <= HORIZON)).astype(float)
    alive = ~(ahead <= 0)
    odd = panel["world"] % 2 == 1
    probability = pd.Series(np.nan, panel.index)
    for own in (odd, ~odd):
        fitted = sm.GLM(
            outcome[~own & alive], columns[~own & alive], family=sm.families.Binomial()
        ).fit_regularized(alpha=1e-3, L1_wt=0.0)
        probability[own] = fitted.predict(columns[own])
    return probability


def voices(panel: pd.DataFrame, share: float) -> pd.DataFrame:
    """Voice of each rival, at the share of quiet months in which the product is on."""
    all_signals = signals(panel).assign(**{MODEL: model(panel)})
    return pd.DataFrame(
        {
            name: all_signals[name] >= bound_for(panel, all_signals[name], share)
            for name in all_signals
        }
    )
