"""Messages for staff on who may open an owner's page."""

from __future__ import annotations

from method.wording import NBSP, fr, plural

_FILL = f"Complétez la colonne «{NBSP}idAttribuant{NBSP}» du fichier des subventions."


def who_may_open(agreements: int, identified: int) -> str:
    """Why a funder cannot open its page, or reads only part of it; empty if it reads all of it.

    Args:
        agreements: number of agreements under its name.
        identified: number of them that also have a SIRET or a SIREN.
    """
    if not agreements:
        return (
            f"Aucune convention ne porte ce nom{NBSP}: sans SIRET, ce financeur ne peut pas ouvrir "
            "cette page. L’équipe y lit ce que les réseaux lui ont demandé."
        )
    if identified >= agreements:
        return ""
    if not identified:
        count = f"{plural(agreements, 'convention')} à son nom, aucune avec un SIRET"
        return f"Ce financeur ne peut pas ouvrir cette page{NBSP}: {count}. {_FILL}"
    count = f"{plural(identified, 'convention')} des {fr(agreements)} à son nom"
    return f"Ce financeur ne lit ici que {count}{NBSP}: les autres n’ont pas de SIRET. {_FILL}"
