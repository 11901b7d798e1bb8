"""What anybody could do without the product, and a fitted model as the ceiling.

Each rival is a signal: higher is worse. It is compared at the false alarms of the product's level,
its bound set so that it speaks in as many quiet months.
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
# Five ratios that an analyst looks at, with the bound past which each turns red.
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
    # Ties of a count are broken by cash, as an analyst would.
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

    Worlds are halved by their parity. A feature that is not known takes the median, beside a
    column that says so.
    """
    known = panel[[*FEATURES]].astype(float)
    middle = known.median()
    filled = known.fillna(middle).clip(known.quantile(0.01), known.quantile(0.99), axis=1)
    spread = filled.std().replace(0, 1)
    columns = (filled - filled.mean()) / spread
    columns = columns.join(known.isna().astype(float).add_suffix("_absent"))
    columns = sm.add_constant(columns.loc[:, columns.std() > 0])
    ahead = panel["broken"] - panel["month"]
    outcome = ((ahead > 0) & (ahead <= HORIZON)).astype(float)
    alive = ~(ahead <= 0)
    odd = panel["world"] % 2 == 1
    found = pd.Series(np.nan, panel.index)
    for own in (odd, ~odd):
        fitted = sm.GLM(
            outcome[~own & alive], columns[~own & alive], family=sm.families.Binomial()
        ).fit_regularized(alpha=1e-3, L1_wt=0.0)
        found[own] = fitted.predict(columns[own])
    return found


def voices(panel: pd.DataFrame, share: float) -> pd.DataFrame:
    """What each rival says, at the share of quiet months in which the product speaks."""
    found = signals(panel).assign(**{MODEL: model(panel)})
    return pd.DataFrame(
        {name: found[name] >= bound_for(panel, found[name], share) for name in found}
    )
