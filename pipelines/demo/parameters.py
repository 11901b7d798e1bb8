"""Every figure that shapes the fictional workspace, with its source or the word « hypothèse ».

The generator reads its settings only here, and `readme.py` prints this list into `LISEZMOI.md`, so
that the values shown are the values used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

HYPOTHESIS = "hypothèse"
CESER = "CESER Centre-Val de Loire, « Clusters de demain », avril 2023"
GRAPPES = "évaluation nationale de 101 grappes d’entreprises, 2013-2015 (letowski.fr)"
POLES = "enquête DGE sur les pôles de compétitivité, 2014 (letowski.fr)"
POLES_TEAM = "pôles de compétitivité, 2011 (letowski.fr)"
FEES = "grille publiée par le pôle Synergîle, prise comme ordre de grandeur"
PAYMENT = "votre-expert-des-associations.fr, 2025"
LAW_2021 = "loi n° 2021-875 du 1er juillet 2021"
LEADER = "groupe de travail LEADER, 2016 (doczz.fr)"
BOARDS = "cinq conseils hors région : 12, 17, 20, 28 et 40 sièges"


@dataclass(frozen=True)
class Parameter(Generic[T]):
    """One setting: what the code reads (`value`) and what people read (`label`, `shown`)."""

    label: str
    value: T
    shown: str
    source: str


MIX_CLUSTER = Parameter(
    "Membres d’un cluster : TPE, PME, ETI, GE, recherche, autres",
    (0.345, 0.345, 0.06, 0.034, 0.09, 0.126),
    "34,5 / 34,5 / 6 / 3,4 / 9 / 12,6 %",
    GRAPPES,
)
MIX_POLE_COMPANIES = Parameter(
    "Entreprises d’un pôle : TPE, PME, ETI, GE",
    (0.40, 0.40, 0.11, 0.09),
    "40 / 40 / 11 / 9 % (PME 75 à 83 % dont la moitié sous 10 salariés, ETI 8 à 17 %, GE 8 à 9 %)",
    POLES,
)
POLE_COMPANY_SHARE = Parameter(
    "Entreprises parmi les membres d’un pôle",
    0.78,
    "78 %",
    "Végépolys Valley, 2022 (lejournaldesentreprises.com)",
)
POLE_RESEARCH_SHARE = Parameter(
    "Recherche et formation parmi les membres d’un pôle", 0.17, "17 %", "CCI France (cci.fr)"
)
MEMBERS_PER_FTE = Parameter(
    "Membres par équivalent temps plein : pôle, cluster",
    {"pole_competitivite": 17.0, "cluster": 33.0, "demarche_emergente": 33.0},
    "17 et 33 (± 30 % selon le réseau)",
    f"{POLES_TEAM} ; {GRAPPES}",
)
FEE_GRID = Parameter(
    "Cotisation annuelle : moins de 6 salariés, 6 à 9, 10 à 49, 50 à 249, ETI et GE",
    (220, 550, 1100, 1650, 2200),
    "220 / 550 / 1 100 / 1 650 / 2 200 €",
    f"{FEES} (tranches de chiffre d’affaires rapportées à l’effectif : hypothèse)",
)
FEE_INSTITUTION = Parameter(
    "Cotisation : établissement de recherche, de formation, institution ; groupement",
    (1100, 110),
    "1 100 € ; 110 €",
    FEES,
)
REGION_ENVELOPE = Parameter(
    "Région : total annuel des 11 clusters soutenus",
    (812_000, 888_000),
    "de 812 000 à 888 000 € selon l’année (800 à 900 k€)",
    CESER,
)
REGION_POLE = Parameter(
    "Région : subvention annuelle par pôle",
    170_000,
    "environ 170 000 €",
    "680 000 € pour quatre pôles, 2018 (magcentre.fr)",
)
REGION_DURATION = Parameter("Région : durée des conventions", 12, "12 mois", CESER)
PAYMENT_DELAY_DAYS = Parameter(
    "Délai entre la décision et le premier versement",
    (90, 180),
    "3 à 6 mois, uniforme",
    PAYMENT,
)
DUE_DAYS = Parameter("Échéance légale après la décision", 60, "60 jours", LAW_2021)
EU_DELAY_MONTHS = Parameter(
    "Délai de versement des fonds européens après la demande de paiement",
    (6, 24),
    "6 à 24 mois, uniforme",
    f"{LEADER} ; {HYPOTHESIS} pour la loi",
)
SHARED_COMPANIES = Parameter(
    "Adhésions nouvelles d’entreprises déjà membres d’un autre réseau",
    0.24,
    "24 % des arrivées (61 % des membres dans une seule grappe, 23 % aussi dans un pôle)",
    f"{GRAPPES} ; {HYPOTHESIS} pour le rythme",
)
BOARD_SEATS = Parameter("Sièges au conseil", (12, 28), "12 à 28", BOARDS)
BOARD_COMPANY_SHARE = Parameter(
    "Sièges tenus par des entreprises", 0.62, "62 % (TPE et PME : 59 % des sièges)", GRAPPES
)
PROJECT_FINANCED = Parameter(
    "Projets labellisés qui sont financés",
    0.43,
    "43 % (43 retenus sur 100)",
    "Elastopôle, 2015 (environnement-magazine.fr)",
)
PROJECT_AID_RATE = Parameter(
    "Aide publique rapportée au budget des projets financés",
    0.34,
    "34 %",
    "Elastopôle, 2015 (environnement-magazine.fr)",
)
HR_ACTION_SHARE = Parameter(
    "Actions consacrées aux ressources humaines",
    0.08,
    "8 % (moins de 10 % du temps des pôles)",
    "pôles, 2011 (rapport du CESE, 123dok.net)",
)
SALARY_EUR = Parameter(
    "Coût mensuel chargé par ETP : direction, animation, projets, administration, autre",
    {
        "direction": 5600,
        "animation": 4500,
        "projets": 4900,
        "administration": 3700,
        "autre": 3900,
    },
    "5 600 / 4 500 / 4 900 / 3 700 / 3 900 €, sur treize mois",
    f"{HYPOTHESIS}, pour un budget par ETP de 87 à 200 k€ (Végépolys Valley, Polepharma, "
    "Cosmetic Valley)",
)
OVERHEAD_EUR = Parameter(
    "Charges externes annuelles par ETP", 30_000, "30 000 €, + 2 % par an", HYPOTHESIS
)
MARGIN = Parameter("Résultat visé, rapporté aux charges", 0.015, "1,5 %", HYPOTHESIS)
PAYMENT_LAG = Parameter(
    "Charges payées le mois suivant : salaires (cotisations sociales), charges externes",
    (0.22, 0.40),
    "22 % et 40 %",
    HYPOTHESIS,
)
SERVICE_LAG = Parameter(
    "Prestations encaissées le mois suivant, le deuxième mois", (0.6, 0.4), "60 / 40 %", HYPOTHESIS
)
CAPITAL_EUR = Parameter(
    "Immobilisations par ETP : au départ, achetées chaque année, amorties chaque année",
    (4000, 1200, 1100),
    "4 000 / 1 200 / 1 100 €",
    HYPOTHESIS,
)
LEAVE_RATE = Parameter(
    "Départs par an : TPE, PME, ETI, GE, hors entreprises",
    (0.105, 0.065, 0.045, 0.035, 0.03),
    "10,5 / 6,5 / 4,5 / 3,5 / 3 %",
    HYPOTHESIS,
)
FIRST_YEAR_LEAVE_FACTOR = Parameter(
    "Départs la première année, par rapport aux suivantes", 1.7, "× 1,7", HYPOTHESIS
)
JOIN_MONTHS = Parameter(
    "Arrivées de janvier à décembre",
    (0.45, 0.10, 0.06, 0.05, 0.04, 0.04, 0.02, 0.01, 0.12, 0.06, 0.03, 0.02),
    "45 % en janvier, 12 % en septembre",
    HYPOTHESIS,
)
LEAVE_DECEMBER = Parameter("Départs en fin d’année (au 1er janvier)", 0.70, "70 %", HYPOTHESIS)
CLOSURE_SHARE = Parameter("Départs dus à la cessation de l’entreprise", 0.14, "14 %", HYPOTHESIS)
RETURN_SHARE = Parameter(
    "Anciens membres qui reviennent, après 60 ou 120 jours", 0.03, "3 %", HYPOTHESIS
)
FEE_LAG = Parameter(
    "Encaissement des cotisations, mois après l’appel de janvier",
    (0.15, 0.35, 0.25, 0.15, 0.10),
    "15 / 35 / 25 / 15 / 10 %",
    HYPOTHESIS,
)
SPENDING_MONTHS = Parameter(
    "Charges externes de janvier à décembre",
    (0.05, 0.06, 0.09, 0.07, 0.08, 0.13, 0.06, 0.03, 0.10, 0.10, 0.14, 0.09),
    "pointes en juin et en novembre (salons), creux en août",
    HYPOTHESIS,
)
SERVICE_MONTHS = Parameter(
    "Prestations facturées de janvier à décembre",
    (0.04, 0.06, 0.10, 0.08, 0.09, 0.14, 0.05, 0.02, 0.10, 0.12, 0.13, 0.07),
    "pointes en juin et à l’automne",
    HYPOTHESIS,
)
STAFF_TENURE_YEARS = Parameter(
    "Ancienneté moyenne d’un salarié permanent au départ : direction, autres",
    (7.0, 4.5),
    "7 et 4,5 ans",
    HYPOTHESIS,
)
BOARD_REELECTION = Parameter(
    "Mandats renouvelés à leur terme de trois ans", 0.65, "65 %", HYPOTHESIS
)
REQUESTS_PER_MONTH = Parameter(
    "Sollicitations par mois : pôle, cluster, démarche émergente",
    {"pole_competitivite": 11.0, "cluster": 6.5, "demarche_emergente": 3.0},
    "11 / 6,5 / 3",
    HYPOTHESIS,
)
HOURS_PER_FILE = Parameter(
    "Heures de montage par dossier : Région, État, Europe, collectivités",
    {"region": 26, "etat": 40, "europe": 95, "departement": 14, "epci": 14},
    "26 / 40 / 95 / 14 h",
    HYPOTHESIS,
)
UNKNOWN_SIZE = Parameter(
    "Entreprises sans tranche d’effectifs connue (taille « inconnue »)", 0.04, "4 %", HYPOTHESIS
)
NO_COORDINATES = Parameter("Établissements sans coordonnées", 0.03, "3 %", HYPOTHESIS)
OTHER_FUNDERS = Parameter(
    "Subventions hors Région, par financeur : pôle, cluster, démarche émergente",
    {
        "pole_competitivite": {"etat": 0.45, "europe": 0.33, "epci": 0.14, "departement": 0.08},
        "cluster": {"etat": 0.34, "europe": 0.22, "epci": 0.26, "departement": 0.18},
        "demarche_emergente": {"etat": 0.30, "epci": 0.45, "departement": 0.25},
    },
    "État 45 / 34 / 30 %, Europe 33 / 22 / 0 %, agglomérations 14 / 26 / 45 %, départements "
    "8 / 18 / 25 %",
    HYPOTHESIS,
)
EU_STEPS = Parameter(
    "Fonds européens : demandes de paiement (mois après le début, part)",
    ((12, 0.30), (24, 0.35), (36, 0.35)),
    "12, 24 et 36 mois ; 30, 35 et 35 %",
    HYPOTHESIS,
)
LOANS_EUR = Parameter(
    "Emprunts de 2020, remboursés en cinq ans",
    {"sylvambre": 45_000, "cuirlande": 24_000, "pole-hydrivelle": 90_000},
    "Sylvambre 45 000 €, Cuirlande 24 000 €, Pôle Hydrivelle 90 000 €",
    HYPOTHESIS,
)
PROJECT_BUDGET_EUR = Parameter(
    "Budget médian d’un projet : pôle, cluster, démarche émergente",
    {"pole_competitivite": 1_200_000, "cluster": 320_000, "demarche_emergente": 120_000},
    "1 200 000 / 320 000 / 120 000 €",
    HYPOTHESIS,
)
PROJECT_EU_SHARE = Parameter(
    "Projets européens : pôle, cluster, démarche émergente",
    {"pole_competitivite": 0.16, "cluster": 0.08, "demarche_emergente": 0.0},
    "16 / 8 / 0 %",
    HYPOTHESIS,
)
ACTIONS_A_MONTH = Parameter(
    "Actions par mois : pôle, cluster, démarche émergente",
    {"pole_competitivite": 3.6, "cluster": 1.6, "demarche_emergente": 0.8},
    "3,6 / 1,6 / 0,8",
    HYPOTHESIS,
)
SMALL_FIRM_ATTENDEES = Parameter(
    "Participants d’une action venus d’une TPE ou d’une PME", 0.55, "55 %", HYPOTHESIS
)
DETAILED_ACTIONS = Parameter(
    "Actions dont le réseau a noté les TPE et PME venues, ou avec qui il l’a tenue",
    0.75,
    "75 %",
    HYPOTHESIS,
)
EXIT_REASONS = Parameter(
    "Fins de CDI : démission, mobilité, retraite, licenciement, autre, non dit",
    {
        "demission": 0.50,
        "mobilite": 0.16,
        "retraite": 0.10,
        "licenciement": 0.08,
        "autre": 0.08,
        "": 0.08,
    },
    "50 / 16 / 10 / 8 / 8 / 8 %",
    HYPOTHESIS,
)
MORE_SITES = Parameter(
    "Chances d’un deuxième et d’un troisième établissement : TPE, PME, ETI, GE, institutions",
    ((0.03, 0.0), (0.24, 0.06), (0.60, 0.30), (0.80, 0.55), (0.10, 0.0)),
    "3 et 0 %, 24 et 6 %, 60 et 30 %, 80 et 55 %, 10 et 0 %",
    HYPOTHESIS,
)
NO_CATEGORY = Parameter("Catégorie d’entreprise absente, TPE et PME", 0.06, "6 %", HYPOTHESIS)
SPECIALISATION = Parameter(
    "Spécialisation des EPCI, écart type du logarithme : industrie, autres activités ; "
    "activité du territoire dense",
    (0.75, 0.18, 16.0),
    "0,75 et 0,18 ; × 16",
    HYPOTHESIS,
)
FABRIC = Parameter(
    "Tissu économique : entreprises par division, tailles par secteur",
    "pipelines/demo/activities.py",
    "tables de `pipelines/demo/activities.py`",
    HYPOTHESIS,
)
TARGET_DIVISION_SHARE = Parameter(
    "Entreprises membres dans les divisions NAF visées par le réseau", 0.72, "72 %", HYPOTHESIS
)

ALL: tuple[Parameter, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Parameter)
)
