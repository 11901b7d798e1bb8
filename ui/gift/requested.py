"""The files requested from a network: what each is, how often, how much to fill in, who reads it.

Everything is read from the contracts, the catalogue and the access policy, so that the page
promises only what the observatory applies.
"""

from __future__ import annotations

import pandas as pd

from method.catalog import load_catalog
from method.received import NOT_ASKED
from method.wording import NBSP, fr_list, lower_first, plural
from observatory.gate.access import PUBLIC, RAPPORTEUR, ROLES, Role, may_read
from observatory.gift.words import RequestedFile
from pipelines import contracts
from pipelines.contracts import Contract

# Published tables that contain the rows of each file, as they were sent.
ROWS = {
    "adhesions": ("core.membership", "core.membership_period"),
    "etablissements": ("core.establishment",),
    "subventions": ("core.grant",),
    "versements": ("core.instalment",),
    "tresorerie": ("core.cash_month",),
    "comptes": ("core.annual_account",),
    "equipes": ("core.staff_contract",),
    "gouvernance": ("core.board_seat",),
    "sollicitations": ("core.request",),
    "dossiers": ("core.application",),
    "projets": ("core.project",),
    "partenaires": ("core.project_partner",),
    "actions": ("core.action",),
}
AUDIENCES = {
    PUBLIC: "publiques, en tout ou en partie",
    RAPPORTEUR: "lues par l’équipe Dév’Up, par vous et, en partie, par les rapporteurs du CESER",
}
# Any funder: what a funder reads of a table does not depend on which one it is.
FUNDER = Role("financeur:000000000")
STAFF_AND_FUNDER = "lues par l’équipe Dév’Up, par vous et, des siennes, par le financeur"
STAFF_ALONE = "lues par l’équipe Dév’Up et par vous"
RHYTHMS = {1: "chaque mois", 12: "chaque année"}
NAMED = 3


def requested_files(coverage: pd.DataFrame) -> list[RequestedFile]:
    """The files that networks themselves send, in contract order.

    Args:
        coverage: rows of the query `coverage`.
    """
    expected = set(coverage["contract"]) - NOT_ASKED
    return [_requested(contracts.load(name)) for name in contracts.names() if name in expected]


def audience(contract: str) -> str:
    """Who reads the rows of a file under the access policy: the widest role, else the funder."""
    tables = ROWS[contract]
    widest = next(role for role in ROLES if any(may_read(table, role) for table in tables))
    is_funders = any(may_read(table, FUNDER) for table in tables)
    return AUDIENCES.get(widest, STAFF_AND_FUNDER if is_funders else STAFF_ALONE)


def _requested(contract: Contract) -> RequestedFile:
    needed = sum(field.required for field in contract.fields)
    more = len(contract.fields) - needed
    required = plural(needed, "colonne obligatoire", "colonnes obligatoires")
    return RequestedFile(
        contract.name,
        contract.title,
        contract.description,
        _rhythm(contract),
        f"{required}, {plural(more, 'facultative', 'facultatives')}",
        audience(contract.name),
        _figures(contract.name),
    )


def _rhythm(contract: Contract) -> str:
    if contract.frequency is None:
        return "quand il change"
    months, grace = contract.frequency.months, contract.frequency.grace_months
    rhythm = RHYTHMS.get(months, f"tous les {months}{NBSP}mois")
    return f"{rhythm}, au plus tard {plural(grace, 'mois', 'mois')} après"


def _figures(name: str) -> str:
    """`part des TPE et PME, adhérents et 4 autres`; the absence of any is stated too."""
    labels = [
        lower_first(one.label)
        for one in load_catalog().indicators.values()
        if one.is_network and one.viewer == PUBLIC and name in one.files
    ]
    if not labels:
        return "aucun chiffre de votre réseau, celui de tous les réseaux ensemble"
    more = len(labels) - NAMED
    others = [plural(more, "autre chiffre", "autres chiffres")] if more > 0 else []
    return fr_list([*labels[:NAMED], *others])
