"""What staff are told about who may open a page of an owner."""

from __future__ import annotations

from method.wording import NBSP, fr, plural

_FILL = f"Complétez la colonne «{NBSP}idAttribuant{NBSP}» du fichier des subventions."


def who_may_open(agreements: int, identified: int) -> str:
    """Why a funder cannot open its page, or reads it in part; empty where it reads all.

    Args:
        agreements: how many bear its name.
        identified: how many of them bear a SIRET or a SIREN too.
    """
    if not agreements:
        return (
            f"Aucune convention ne porte ce nom{NBSP}: sans SIRET, ce financeur ne peut pas ouvrir "
            "cette page. L’équipe y lit ce que les réseaux lui ont demandé."
        )
    if identified >= agreements:
        return ""
    if not identified:
        told = f"{plural(agreements, 'convention')} à son nom, aucune avec un SIRET"
        return f"Ce financeur ne peut pas ouvrir cette page{NBSP}: {told}. {_FILL}"
    told = f"{plural(identified, 'convention')} des {fr(agreements)} à son nom"
    return f"Ce financeur ne lit ici que {told}{NBSP}: les autres n’ont pas de SIRET. {_FILL}"
