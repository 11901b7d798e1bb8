"""Small damaged files with one fault each, written by this builder; reports are in `expected/`.

`python -m tests.files.builder DIR` writes them for inspection. A case is the smallest file with one
fault among valid rows; cases that copy the damage of real grant files (sources.md 2.2) start with
`scdl_`.
"""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

SIRET = "41357037500027"
SIRET_2 = "44229377500015"
SIRET_ZEROS = "00572078400015"
SIREN_ZEROS = "005720784"
NBSP, NNBSP = "\u00a0", "\u202f"


@dataclass(frozen=True)
class Case:
    """One file: its intended contract, its name and its content."""

    contract: str
    file: str
    content: bytes


def csv(contract: str, *lines: str, encoding: str = "utf-8", newline: str = "\n") -> Case:
    """A CSV from its lines."""
    text = newline.join(lines) + newline
    return Case(contract, f"{contract}.csv", text.encode(encoding))


def xlsx(contract: str, sheets: dict[str, list[list[object]]]) -> Case:
    """An XLSX from its sheets; dates are real Excel dates, None is an empty cell."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        hours = workbook.add_format({"num_format": "[h]:mm"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(r, c, cell, day)
                    elif isinstance(cell, time | timedelta):
                        sheet.write_datetime(r, c, cell, hours)
                    elif isinstance(cell, str):
                        sheet.write_string(r, c, cell)
                    elif cell is not None:
                        sheet.write(r, c, cell)
    return Case(contract, f"{contract}.xlsx", buffer.getvalue())


def ods(contract: str, rows: list[list[str]]) -> Case:
    """A minimal ODS of text cells."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = "".join(
        "<table:table-row>" + "".join(cell.format(escape(c)) for c in row) + "</table:table-row>"
        for row in rows
    )
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        f'xmlns:office="{oasis}:office:1.0" xmlns:table="{oasis}:table:1.0" '
        f'xmlns:text="{oasis}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Feuille1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    manifest_ns = f"{oasis}:manifest:1.0"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{manifest_ns}">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        "</manifest:manifest>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mime, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return Case(contract, f"{contract}.ods", buffer.getvalue())


MEMBERS = "id_reseau;siret;college;date_adhesion;cotisation_annuelle"
SCDL = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,"
    "objet,montant,nature,conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,"
    "pourcentageSubvention"
)
REGION = "Région,23450002300028"


def member(
    network: str = "alpha",
    siret: str = SIRET,
    college: str = "entreprise",
    joined: str = "01/01/2020",
    fee: str = "550",
) -> str:
    """A membership row under `MEMBERS`."""
    return ";".join((network, siret, college, joined, fee))


def members(*rows: str) -> Case:
    """A memberships file whose first row is valid."""
    return csv("adhesions", MEMBERS, member(siret=SIRET_2), *rows)


def grant(
    reference: str = "D-1",
    beneficiary: str = SIRET,
    purpose: str = "Actions",
    amount: str = "25000",
    nature: str = "aide en numéraire",
    terms: str = "unique",
    period: str = "2025-04-01/2026-03-31",
    part: str = "1",
    day: str = "2025-03-14",
) -> str:
    """A grant row under `SCDL`."""
    return (
        f"{REGION},{day},{reference},Association,{beneficiary},{purpose},{amount},{nature},"
        f"{terms},{period},,non,{part}"
    )


def grants(*rows: str) -> Case:
    """A comma-separated grants file."""
    return csv("subventions", SCDL, *rows)


def _reading() -> dict[str, Case]:
    head = ["id_reseau", "siret", "college", "date_adhesion", "cotisation_annuelle"]
    return {
        "sound_utf8_semicolon": members(),
        "sound_bom_comma": csv(
            "adhesions", MEMBERS.replace(";", ","), member().replace(";", ","), encoding="utf-8-sig"
        ),
        "sound_windows_1252": csv(
            "adhesions",
            "Réseau;SIRET;Collège;Date d'adhésion;Raison sociale",
            f"alpha;{SIRET};entreprise;31/12/2025;Société Générique – été",
            encoding="cp1252",
            newline="\r\n",
        ),
        "sound_tabs_utf16": csv(
            "adhesions", MEMBERS.replace(";", "\t"), member().replace(";", "\t"), encoding="utf-16"
        ),
        "sound_french_numbers": members(
            member(joined="02/01/2020", fee="1 234,56"),
            member(joined="03/01/2020", fee=f"1{NBSP}234,56{NBSP}€"),
            member(joined="04/01/2020", fee=f"1{NNBSP}234,5"),
            member(joined="05/01/2020", fee="1.234,56"),
        ),
        "sound_multiline_cell_then_fault": csv(
            "adhesions",
            MEMBERS + ";raison_sociale",
            f'alpha;{SIRET_2};entreprise;01/01/2020;550;"Une société\nsur trois\nlignes"',
            f"alpha;{SIRET};entreprise;32/01/2020;550;Autre",
        ),
        "sound_headers_out_of_order": csv(
            "adhesions",
            "  Cotisation annuelle (€) ;DATE_ADHESION *;Collège;N° SIRET;Id Réseau",
            f"550;2020-01-01;entreprise;{SIRET};alpha",
        ),
        "sound_title_above_headers": csv(
            "adhesions", "Adhérents 2026;;;;", ";;;;", MEMBERS, member(), member(joined="hier")
        ),
        "sound_xlsx_typed_cells": xlsx(
            "adhesions",
            {"Feuil1": [head, ["alpha", int(SIRET), "entreprise", date(2020, 1, 1), 550.5]]},
        ),
        "sound_xlsx_second_sheet": xlsx(
            "adhesions",
            {
                "Lisez-moi": [["Bonjour"]],
                "Membres": [head, ["alpha", SIRET, "entreprise", "01/01/2020", "x"]],
            },
        ),
        "sound_ods": ods("adhesions", [head, ["alpha", SIRET, "entreprise", "01/01/2020", "550"]]),
        "file_empty": Case("adhesions", "adhesions.csv", b""),
        "file_header_only_blank": Case("adhesions", "adhesions.csv", b"\n\n\n"),
        "file_kind_unknown": Case("adhesions", "adhesions.pdf", b"%PDF-1.7"),
        "file_renamed_csv": Case("adhesions", "adhesions.xlsx", (MEMBERS + "\n").encode()),
        "file_renamed_zip": Case("adhesions", "adhesions.csv", b"PK\x03\x04 rest"),
        "file_old_excel": Case("adhesions", "adhesions.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 60),
        "file_truncated_workbook": Case(
            "adhesions", "adhesions.xlsx", xlsx("adhesions", {"A": [head]}).content[:400]
        ),
        "file_binary": Case("adhesions", "adhesions.csv", MEMBERS.encode() + b"\nalpha;\0\n"),
        "file_encoding": Case("adhesions", "adhesions.csv", MEMBERS.encode() + b"\n\x81\xe9;\n"),
        "too_many_columns": csv("adhesions", MEMBERS + ";x" * 400, member()),
        "unclosed_quote": members(
            *(f'alpha;{SIRET};"entreprise;01/01/2020;5' if i == 3 else member() for i in range(80))
        ),
        "header_not_found": csv("adhesions", "nom;prénom", "a;b"),
        "missing_column": csv(
            "adhesions", "id_reseau;siret;colege;date_adhesion", f"alpha;{SIRET};entreprise;x"
        ),
        "missing_columns_any": csv(
            "adhesions", "id_reseau;college;date_adhesion", "alpha;entreprise;01/01/2020"
        ),
        "ambiguous_column": csv(
            "adhesions",
            "id_reseau;N° SIRET;Code SIRET;college;date_adhesion",
            f"alpha;{SIRET};{SIRET};entreprise;01/01/2020",
        ),
        "exact_name_beats_alias": csv(
            "adhesions",
            "id_reseau;siret;Code SIRET;college;date_adhesion",
            f"alpha;{SIRET};{SIRET_2};entreprise;01/01/2020",
        ),
        "ambiguous_sheet": xlsx("adhesions", {"2024": [head], "2025": [head]}),
        "unknown_column": csv("adhesions", MEMBERS + ";Comentaire", member() + ";rien"),
        "wrong_cell_count": members(member() + ";de trop", "alpha;court"),
    }


def _cells() -> dict[str, Case]:
    return {
        "required_missing": members(member(college=""), member(network="")),
        "one_of_missing": members(member(siret="")),
        "identifiers_damaged": members(
            member(siret="8,13E+13"),
            member(siret="572078400015"),
            member(siret="41357037500028"),
            member(siret="4135703750002"),
            member(siret="inconnu"),
            member(siret="413 570 375 00027", joined="02/01/2020"),
            member(siret="35600000009075"),
            member(siret="413570375", joined="03/01/2020"),
        ),
        "siren_damaged": csv(
            "partenaires",
            "id_projet;siren;role;aide",
            "P-1;442293775;partenaire;10",
            "P-1;5720784;partenaire;10",
            f"P-1;{SIRET};chef_de_file;10",
            "P-1;413570376;partenaire;10",
            "P-1;4,13E+08;partenaire;10",
            "P-1;12;partenaire;10",
            "P-9;380129866;partenaire;10",
        ),
        "numbers_wrong": members(
            member(fee="gratuit"), member(fee="1,5E+03"), member(fee="-3"), member(fee="75 k€")
        ),
        "dates_wrong": members(
            member(joined="31/02/2025"),
            member(joined="01/01/25"),
            member(joined="2025"),
            member(joined="01/01/2030"),
            member(joined="45292"),
            member(joined="1er mars 2024"),
        ),
        "enumerations": members(
            member(college="Entreprise"), member(college="entrprise", joined="02/01/2020")
        ),
        "text_too_long": csv(
            "adhesions", MEMBERS + ";raison_sociale", member() + ";" + "x" * 32_768
        ),
        "text_cut": csv("adhesions", MEMBERS + ";raison_sociale", member() + ";" + "x" * 201),
        "text_with_unseen_signs": csv(
            "adhesions", MEMBERS + ";raison_sociale", member() + ";Soci\x01été \u202eeuqinilc\u202c"
        ),
        "key_too_long": csv(
            "projets",
            "id_projet;id_reseau;intitule;programme;statut",
            "p" * 1_001 + ";alpha;Projet;FUI;labellise",
        ),
        "cash": csv(
            "tresorerie",
            "id_reseau;mois;solde_fin_mois;encaissements;decaissements",
            "alpha;2026-01;1000;;",
            "alpha;02/2026;1 500,00;700;200",
            "alpha;mars 2026;1400;0;50",
            "alpha;2026-13;1;1;1",
            "alpha;2029-01;1;1;1",
        ),
        "accounts": csv(
            "comptes", "id_reseau;exercice;cotisations", "alpha;2025;10", "alpha;25;10"
        ),
        "team": csv(
            "equipes",
            "id_reseau;id_agent;fonction;type_contrat;etp;date_entree;date_sortie",
            "alpha;A01;direction;CDI;0,8;01/01/2020;",
            "alpha;A02;direction;cdi;0;01/01/2020;",
            "alpha;A03;direction;CDI;1,2;01/01/2020;",
            "alpha;A04;direction;CDI;1;01/01/2020;31/12/2019",
            "alpha;Prénom Nom;direction;CDI;1;01/01/2020;",
        ),
        "fabric": csv(
            "tissu_economique",
            "code_commune;naf_division;classe_taille;nb_entreprises",
            "45234;20;PME;12",
            "45234;1;PME;12",
            "45234;04;PME;12",
            "45234;21;PME;1,5",
            "28276;20;PME;3",
            "99999;20;PME;3",
            "Chartres;20;PME;3",
            "1004;20;PME;3",
            "75104;20;PME;3",
        ),
        "networks": csv(
            "reseaux",
            "id_reseau;nom;type;filiere;statut;rna;departements;naf_divisions;soutien_region;"
            "successeur",
            "alpha;Alpha;cluster;Eau;actif;W281000000;28|45;20|21;oui;",
            "beta;Beta;cluster;Eau;actif;281000000;28;20;non;",
            "gamma;Gamma;cluster;Eau;actif;;99;20;VRAI;",
            "delta;Delta;cluster;Eau;absorbe;;28, 45;20;peut-être;",
            "epsilon;Epsilon;cluster;Eau;absorbe;;28;20;non;alfa",
            "Zéta !;Zeta;cluster;Eau;actif;;28;20;non;",
        ),
        "sirene": csv(
            "etablissements",
            "siret,siren,trancheEffectifsUniteLegale,etatAdministratifEtablissement,longitude",
            f"{SIRET},413570375,1,A,1.48",
            f"{SIRET_2},413570375,12,A,1.48",
            f"{SIRET_ZEROS},,99,A,200",
        ),
    }


def _across() -> dict[str, Case]:
    return {
        "date_order": csv(
            "adhesions",
            "id_reseau;siret;college;date_adhesion;date_sortie",
            f"alpha;{SIRET};entreprise;01/01/2024;31/12/2023",
        ),
        "siren_and_siret_disagree": csv(
            "adhesions",
            "id_reseau;siret;siren;college;date_adhesion",
            f"alpha;{SIRET};442293775;entreprise;01/01/2024",
        ),
        "duplicate_key": members(member(), member(fee="600"), member(network="beta")),
        "unknown_network": members(member(network="alfa"), member(network="zzz")),
        "siret_not_in_sirene": members(member(siret="38012986600014")),
        "overlapping_stays": csv(
            "adhesions",
            "id_reseau;siret;siren;college;date_adhesion;date_sortie",
            f"alpha;{SIRET};;entreprise;01/01/2020;31/12/2022",
            "alpha;;413570375;entreprise;01/06/2022;",
            f"beta;{SIRET};;entreprise;01/06/2022;",
            f"alpha;{SIRET};;recherche;01/06/2022;",  # in another college: two stays
        ),
        "instalments": csv(
            "versements",
            "referenceDecision;rang;echeance_prevue;montant_prevu",
            "C-1;1;01/06/2025;400",
            "C-1;2;01/12/2025;500",
            "C-9;1;01/12/2025;500",
        ),
    }


def _scdl() -> dict[str, Case]:
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


def cases() -> dict[str, Case]:
    """Every case by name."""
    return {**_reading(), **_cells(), **_across(), **_scdl()}


if __name__ == "__main__":
    for name, case in cases().items():
        folder = Path(sys.argv[1]) / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / case.file).write_bytes(case.content)
