"""Files that cannot be opened as a table, cells that break their contract, rows that disagree."""

from __future__ import annotations

from datetime import date

from tests.files.builder import (
    MEMBERS,
    NBSP,
    NNBSP,
    SIRET,
    SIRET_2,
    SIRET_ZEROS,
    Case,
    csv,
    member,
    members,
    ods,
    xlsx,
)


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
        "separator_unknown": csv(
            "adhesions", MEMBERS.replace(";", "|"), member().replace(";", "|")
        ),
        "missing_column": csv(
            "adhesions", "id_reseau;siret;colege;date_adhesion", f"alpha;{SIRET};entreprise;x"
        ),
        "other_contract": csv("adhesions", "id_reseau;mois;solde_fin_mois", "alpha;2026-05;10"),
        "lying_table": csv(
            "tresorerie",
            "Plan 2026;janv-26;févr-26",
            "Encaissements;5000;3000",
            "Décaissements;4000;1",
        ),
        "network_by_its_name": csv(
            "tresorerie", "Réseau;Mois;Solde", "Bêta;2026-05;10", "L’Alpha;2026-05;10"
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


def cases() -> dict[str, Case]:
    """Every case by name."""
    return {**_reading(), **_cells(), **_across()}
