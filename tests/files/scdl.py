"""Damage copied from real grant files (sources.md 2.2)."""

from __future__ import annotations

from tests.files.builder import NBSP, REGION, SIRET, SIRET_2, Case, csv, grant, grants


def cases() -> dict[str, Case]:
    """Every case by name."""
    return {
        "scdl_sound": grants(grant()),
        "scdl_unquoted_amount": grants(
            grant(), grant("D-2", amount=f"25{NBSP}000,00"), grant("D-3", amount="5 000,50")
        ),
        "scdl_unquoted_text": grants(
            grant("D-2", purpose="Salon, ateliers, visites"),
            grant("D-3", purpose="Salon, ateliers", amount="25 000,00"),
        ),
        "scdl_unquoted_beyond_repair": grants(
            f"{REGION},2025-03-14,D-2,Asso,ciation,pas un siret,Objet,100,aide en numéraire,,,,,1"
        ),
        "scdl_periods": grants(
            grant("D-1", period="2019-04-05 / 2019-12-31"),
            grant("D-2", period="2019-04-05_2019-12-31"),
            grant("D-3", period="2019"),
            grant("D-4", period="NC/2019-06-30"),
            grant("D-5", period="du 05/04/2019 au 31/12/2019"),
            grant("D-6", period="2019-12-31/2019-04-05"),
            grant("D-7", period="à voir"),
            grant("D-8", period="2019-04-05"),
        ),
        "scdl_natures": grants(
            grant("D-1", nature="Numéraire"),
            grant("D-2", nature="en numéraire"),
            grant("D-3", nature="aide en nature;aide en numéraire"),
            grant("D-4", nature="bénévolat"),
        ),
        "scdl_identifiers": grants(
            grant("D-1", beneficiary="413 570 375 00027'"),
            grant("D-2", beneficiary="413570375"),
            grant("D-3", beneficiary="41357037500027.0"),
        ),
        "scdl_dates": grants(
            grant("D-1", day="14/03/2025"),
            grant("D-2", day="2025"),
            grant("D-3", day="45730"),
            grant("D-4", day=""),
        ),
        "scdl_parts": grants(
            grant("D-1", part="50%"), grant("D-2", part="80"), grant("D-3", part="0")
        ),
        "scdl_shared_before_split": grants(
            grant("D-1", SIRET, amount="20000", part="0.6"),
            grant("D-1", SIRET_2, amount="20000", part="0.4"),
        ),
        "scdl_shared_after_split": grants(
            grant("D-1", SIRET, amount="22000.80", part="0.8"),
            grant("D-1", SIRET_2, amount="5500.20", part="0.2"),
        ),
        "scdl_shared_unclear": grants(
            grant("D-1", SIRET, amount="20000", part="0.6"),
            grant("D-1", SIRET_2, amount="9000", part="0.4"),
        ),
        "scdl_french_headers": csv(
            "subventions",
            "Attribuant;N° SIRET;Nom du bénéficiaire*;Montant voté;Date - Décision;object;"
            "RÃ©fÃ©rence dÃ©cision;Nature de l’aide;Colonne1",
            f"Région;{SIRET};Association;25 000 €;14/03/2025;Actions;D-1;Numéraire;",
        ),
        "scdl_repeated_row": grants(grant(), grant()),
    }
