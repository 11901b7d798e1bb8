"""Why a network receives nothing from the share of an envelope, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from method.forecast import HelpEffect, Sample, effect_of_help
from method.forecast.portfolio import Help
from method.wording import NBSP, fr, fr_euros

SAFE_DAYS = 30
NOTHING_SAVED = 1e-9


def cash_days(drawn: Sample) -> float | None:
    """Days of spending that the opening balance covers; None without spending."""
    daily = sum(treasury.daily_spending_eur for treasury in drawn.treasuries)
    return drawn.balance_eur / daily if daily > 0 else None


def why_nothing(drawn: Sample, kind: Help, ceiling_eur: float, months_before: float) -> str:
    """Why a network receives nothing, after trying the highest help on it.

    Args:
        drawn: draws of the network.
        kind: loan or early instalment.
        ceiling_eur: maximum for one network.
        months_before: mean month ends under 30 days of spending without help.
    """
    if months_before <= NOTHING_SAVED:
        return "aucun mois prévu sous 30 jours de dépenses"
    if kind == "advance" and not drawn.contracted.instalments.amount_eur.sum():
        return "aucune aide signée à avancer"
    if effect_of_help(drawn, kind, ceiling_eur).months_saved <= NOTHING_SAVED:
        return f"même {fr_euros(ceiling_eur)} ne lui ferait gagner aucun mois"
    return "la même somme fait gagner plus de mois ailleurs"


def silences(
    effects: Sequence[HelpEffect], samples: Mapping[str, Sample], kind: Help, ceiling_eur: float
) -> dict[str, str]:
    """Reason for each network that receives nothing, by network."""
    return {
        effect.network_id: why_nothing(
            samples[effect.network_id], kind, ceiling_eur, effect.months_before
        )
        for effect in effects
        if not effect.amount_eur
    }


def urgent_sentences(
    reasons: Mapping[str, str], samples: Mapping[str, Sample], names: Mapping[str, str]
) -> list[str]:
    """One sentence per network under 30 days of cash that receives nothing."""
    sentences = []
    for network_id, reason in reasons.items():
        days = cash_days(samples[network_id])
        if days is not None and days < SAFE_DAYS:
            sentences.append(
                f"{names[network_id]} n’a que {fr(days, 'days', 0)} de trésorerie et ne reçoit "
                f"rien{NBSP}: {reason}."
            )
    return sentences
