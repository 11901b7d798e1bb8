"""Files whose cells can only be read from the whole column, and rows kept without a cell."""

from __future__ import annotations

from datetime import date, time, timedelta

from tests.files.builder import (
    MEMBERS,
    SIRET,
    SIRET_2,
    SIRET_ZEROS,
    Case,
    csv,
    grant,
    grants,
    member,
    members,
    xlsx,
)

STAYS = "id_reseau;siret;siren;college;date_adhesion;date_sortie;cotisation_annuelle"
SITES = "siret,siren,codeCommuneEtablissement,etatAdministratifEtablissement"
FABRIC = "code_commune;naf_division;classe_taille;nb_entreprises"
INSTALMENTS = ["referenceDecision", "rang", "echeance_prevue", "montant_prevu"]
CASH = "id_reseau;mois;solde_fin_mois;encaissements"


def fees(*amounts: str) -> Case:
    """Memberships of one company in successive years, one for each fee."""
    return csv(
        "adhesions",
        "id_reseau;siret;college;date_adhesion;date_sortie;cotisation_annuelle",
        *(
            f"alpha;{SIRET};entreprise;01/01/{2000 + rank};31/12/{2000 + rank};{amount}"
            for rank, amount in enumerate(amounts)
        ),
    )


def _numbers() -> dict[str, Case]:
    return {
        "thousands_settled_by_the_column": fees("1.500,00", "12.500", "2.000 €", "950,00"),
        "thousands_in_doubt": fees("12.500", "950,00", "1 200"),
        "thousands_in_doubt_required": csv(
            "tresorerie", CASH, "alpha;2026-01;12.500;", "alpha;2026-02;13000;1.234.567"
        ),
        "decimals_settled_by_the_column": fees("12.500", "950.25", "1200.5"),
        "thousands_in_whole_numbers": csv(
            "tissu_economique",
            FABRIC,
            "28085;20;PME;1.250",
            "45234;20;PME;2.000",
            "28085;21;PME;12 entreprises",
        ),
        "three_decimals_of_a_number_cell": xlsx(
            "adhesions",
            {
                "Membres": [
                    MEMBERS.split(";"),
                    ["alpha", SIRET, "entreprise", date(2024, 1, 1), 12.345],
                ]
            },
        ),
        "numbers_written_by_people": fees(
            "12€50",
            "1 200 € 50",
            "(1 200)",
            "€ 30",
            "550 €/an",
            " -   € ",
            "1,2 M€",
            "75 k€",
            "12€5",
        ),
        "durations_of_a_workbook": xlsx(
            "sollicitations",
            {
                "Demandes": [
                    ["id_reseau", "date", "demandeur", "nature", "heures"],
                    ["alpha", date(2024, 1, 15), "Région", "reporting", timedelta(hours=26)],
                    ["alpha", date(2024, 1, 16), "Région", "reporting", time(3, 30)],
                    ["alpha", date(2024, 1, 17), "Région", "reporting", "2 h 15"],
                    ["alpha", date(2024, 1, 18), "Région", "reporting", "45 min"],
                    ["alpha", date(2024, 1, 19), "Région", "reporting", 1.125],
                ]
            },
        ),
    }


def _dates() -> dict[str, Case]:
    return {
        "dates_month_first": members(
            *(member(joined=day) for day in ("03/14/2024", "04/05/2024", "12/31/2023"))
        ),
        "dates_in_both_orders": members(
            *(member(joined=day) for day in ("03/14/2024", "05/14/2024", "04/05/2024")),
            member(joined="25/03/2024"),
        ),
        "dates_mostly_day_first": csv(
            "adhesions",
            MEMBERS,
            *(
                member(joined=day)
                for day in ("03/14/2024", "25/03/2024", "26/03/2024", "04/05/2024", "06/06/2024")
            ),
        ),
        "words_for_nothing": csv(
            "adhesions",
            STAYS,
            f"alpha;{SIRET};;entreprise;15/01/2010;-;550",
            f"alpha;{SIRET_2};;entreprise;15/01/2024;31/12/9999;550",
            f"alpha;{SIRET_ZEROS};;entreprise;15/01/2024;; -   € ",
            "alpha;NC;380129866;entreprise;16/01/2024;;550",
            f"beta;{SIRET};;entreprise;17/01/2024;;néant",
            f"beta;{SIRET_2};;entreprise;1900-01-01;;sans objet",
            f"beta;{SIRET_2};;N.C.;01/01/2020;00/00/0000;n/a",
        ),
        "nothing_in_a_required_text": csv(
            "sollicitations", "id_reseau;date;demandeur;nature", "alpha;01/01/2024;NC;reporting"
        ),
    }


def _codes() -> dict[str, Case]:
    moment = "id_reseau;siret;college;date_adhesion"
    return {
        "references_of_a_workbook": xlsx(
            "versements",
            {
                "F": [
                    INSTALMENTS,
                    [date(2025, 12, 1), 1, date(2024, 1, 15), 100],
                    [2025.10, 1, date(2024, 1, 15), 200],
                    ["2025.1", 1, date(2024, 1, 15), 300],
                    [True, 1, date(2024, 1, 15), 400],
                ]
            },
        ),
        "references_of_a_text": csv(
            "versements",
            ";".join(INSTALMENTS),
            *(
                f"{code};1;15/01/2024;100"
                for code in ("C-1", "2025-12", "déc-25", "01/12/2025", "2025,1", "1,2E+05", "VRAI")
            ),
        ),
        "identifiers_by_groups_and_formulas": csv(
            "adhesions",
            moment,
            "alpha;356.000.000;entreprise;15/01/2024",
            'alpha;"=""00572078400015""";entreprise;15/01/2024',
            "alpha;41357037500000;entreprise;15/01/2024",
            "alpha;SIRET 44229377500015;entreprise;15/01/2024",
            "alpha;N° SIREN : 380 129 866;entreprise;15/01/2024",
            "beta;572078400015.0;entreprise;15/01/2024",
        ),
        "sirens_rounded": csv("partenaires", "id_projet;siren;role", "P-1;413570000;partenaire"),
        "postal_codes_in_the_whole_column": csv(
            "tissu_economique",
            FABRIC,
            *(f"{code};20;PME;3" for code in ("37000", "45000", "45100", "28000", "41000")),
        ),
        "postal_codes_among_insee_codes": csv(
            "tissu_economique",
            FABRIC,
            *(f"{code};20;PME;3" for code in ("45234", "28085", "45000", "45100")),
        ),
        "postal_codes_of_seats": csv(
            "etablissements", SITES, f"{SIRET},413570375,28000,A", f"{SIRET_2},442293775,45000,A"
        ),
        "activities_of_other_nomenclatures": csv(
            "etablissements",
            f"{SITES},activitePrincipaleEtablissement,nomenclatureActivitePrincipaleEtablissement",
            f"{SIRET},413570375,28085,A,20.42Y,NAF2025",
            f"{SIRET_2},442293775,28085,A,57.10,NAP",
            "38012986600014,380129866,28085,A,20.42Z,NAFRev2",
            f"{SIRET_ZEROS},005720784,28085,A,20.42A,NAFRev1",
        ),
        "activities_without_their_nomenclature": csv(
            "etablissements",
            f"{SITES},activitePrincipaleEtablissement",
            f"{SIRET},413570375,28085,A,20.42Y",
            f"{SIRET_2},442293775,28085,A,20.42Z",
            f"{SIRET_ZEROS},005720784,28085,A,47.11F",
        ),
        "points_nowhere_near": csv(
            "etablissements",
            f"{SITES},longitude,latitude",
            f"{SIRET},413570375,28085,A,0,0",
            f"{SIRET_2},442293775,28085,A,48.44,1.48",
            "38012986600014,380129866,28085,A,1.48,48.44",
            f"{SIRET_ZEROS},005720784,28085,A,5.37,43.29",
            "35600000000048,356000000,,A,-74.0,40.7",
            "55203253400646,552032534,,A,1.48,",
        ),
        "members_abroad": csv(
            "adhesions",
            "id_reseau;siret;siren;pays;identifiant_etranger;college;date_adhesion;raison_sociale",
            "alpha;;;BE;0403170701;entreprise;15/01/2024;Un",
            "alpha;;;Allemagne;HRB 12345;entreprise;15/01/2024;Deux",
            "alpha;;;;HRB 12346;entreprise;15/01/2024;Trois",
            "alpha;;;FR;123;entreprise;15/01/2024;Quatre",
            "alpha;;;Atlantide;HRB 12347;entreprise;15/01/2024;Cinq",
            f"alpha;{SIRET};;BE;;entreprise;15/01/2024;Six",
        ),
    }


def _rows() -> dict[str, Case]:
    return {
        "one_decision_of_several_grants": grants(
            grant("D-1", purpose="Salon", amount="1000"),
            grant("D-1", purpose="Formation", amount="4000"),
            grant("D-1", purpose="Formation", amount="4000"),
        ),
        "instalments_of_one_decision": csv(
            "versements",
            "referenceDecision;objet;rang;echeance_prevue;montant_prevu",
            "C-1;;1;01/06/2025;1000",
            "C-1;Voyage;1;01/06/2025;1000",
        ),
        "scdl_official_titles": csv(
            "subventions",
            "Nom de l'attribuant;Identification de l'attribuant;"
            "Date de la convention de subvention;Référence de la décision;Nom du bénéficiaire;"
            "Identification du bénéficiaire;Objet de la subvention;Montant total de la subvention;"
            "Nature de la subvention;Date ou période de versement;Pourcentage du montant total de "
            "la subvention attribuée au bénéficiaire;Montant du prêt",
            f"Région;23450002300028;2025-01-10;2025-12;Asso;{SIRET};Salon;1000;aide en numéraire;"
            "2025-02-01;1;50000",
        ),
        "no_proposal_of_another_meaning": csv(
            "subventions",
            "Attribuant;Date (AAAA-MM-JJ);Référence;Bénéficiaire;SIREN;Objet;"
            "Montant du prêt;nature",
            "a;b;c;d;e;f;g;h",
        ),
        "part_of_the_attendees": csv(
            "actions",
            "id_reseau;date;intitule;thematique;participants;dont_tpe_pme;reseaux_associes",
            "alpha;2025-03-04;Atelier;rh;18;12;beta|alpha",
            "alpha;2025-03-05;Atelier;rh;18;20;beta|gama",
        ),
    }


def cases() -> dict[str, Case]:
    """Every case by name."""
    return {**_numbers(), **_dates(), **_codes(), **_rows()}
