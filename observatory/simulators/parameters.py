"""Parameters of a simulator: their keys in the address, their defaults, and the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from method.forecast import Sample, Scenario
from method.forecast.portfolio import Help
from method.wording import NBSP, fr, fr_list, lower_first
from observatory.simulators.scenarios import funders_of

LATE, CUT, LOST = "retard", "baisse", "adherents"
AGREEMENT, PORTFOLIO = "convention", "portefeuille"
SIMULATORS = {
    LATE: "Paiement en retard",
    CUT: "Baisse des aides",
    LOST: "Adhérents perdus",
    AGREEMENT: "Convention annuelle ou triennale",
    PORTFOLIO: "Aide à plusieurs réseaux",
}
SCENARIOS = (LATE, CUT, LOST)
# Keys of the address that only one simulator reads; a key that ends in `_` is a prefix.
OWN = {
    LATE: ("retard_",),
    CUT: ("baisse", "financeurs"),
    LOST: ("perte",),
    AGREEMENT: ("cout_horaire", "preparation"),
    PORTFOLIO: ("aide", "enveloppe", "plafond"),
}
# Default values of the scenario.
REGION, DELAY_DAYS = "region", 90
CUT_PERCENT = LOST_PERCENT = 20
PREPARATION_PERCENT = 100
ENVELOPE_KEUR, CEILING_KEUR, STEP_EUR = 200, 50, 10_000
KINDS = {"relais": "Prêt relais sur 12 mois", "avance": "Versement anticipé"}
HELPS: dict[str, Help] = {"relais": "bridge", "avance": "advance"}
ASSUMPTIONS = {
    LATE: "Les jours choisis s’ajoutent au retard habituel de chaque financeur. Les dépenses ne "
    "s’adaptent pas.",
    CUT: "La part choisie manque à chaque échéance future ; ce qui est échu et impayé reste dû en "
    "entier. Les dépenses ne s’adaptent pas.",
    LOST: "La part choisie des cotisations manque dès le premier mois ; le poids des cotisations "
    "est celui des derniers comptes. Les dépenses ne s’adaptent pas.",
}


def kind_of(options: Mapping[str, Any]) -> str:
    """Which of the three scenarios is requested; late payment by default."""
    kind = options.get("simulateur", LATE)
    return kind if kind in SCENARIOS else LATE


def foreign(kind: str, words: list[str]) -> list[str]:
    """Keys of an address that belong to another simulator and not to this one."""
    return [
        word
        for word in words
        for owner, own in OWN.items()
        if owner != kind and any(_is_of(word, name) for name in own)
    ]


def default_delay(funder: str, funders: Mapping[str, str]) -> int:
    """Default delay of a funder in days, for the Région, or for the first funder without it."""
    first = REGION if REGION in funders else next(iter(funders), "")
    return DELAY_DAYS if funder == first else 0


def scenario(options: Mapping[str, Any], drawn: Sample) -> tuple[Scenario, str]:
    """The change to simulate, for the engine and in words (« Région + 90 jours »).

    Args:
        options: the page's own filters; absent ones take their default.
        drawn: draws for the scope in question; they name the funders.
    """
    kind, funders = kind_of(options), funders_of(drawn)
    if kind == LATE:
        late = {
            code: int(options.get(f"retard_{code}", default_delay(code, funders)))
            for code in funders
        }
        added = [
            f"{funders[code]} +{NBSP}{fr(days, 'days')}" for code, days in late.items() if days
        ]
        return Scenario(delay_by_funder=late), fr_list(added) or "Aucun retard ajouté"
    if kind == CUT:
        share = int(options.get("baisse", CUT_PERCENT))
        cut = [code for code in options.get("financeurs", ()) if code in funders]
        who = fr_list([lower_first(funders[code]) for code in cut]) or "tous les financeurs"
        changed = Scenario(grant_cut_share=share / 100, cut_funders=frozenset(cut) or None)
        return changed, f"Aides à venir −{share}{NBSP}% ({who})"
    percent = int(options.get("perte", LOST_PERCENT))
    return Scenario(members_lost_share=percent / 100), f"Cotisations −{percent}{NBSP}%"


def _is_of(word: str, name: str) -> bool:
    return word.startswith(name) if name.endswith("_") else word == name
