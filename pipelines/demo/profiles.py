"""The twenty fictional networks and their stories.

Names are invented, and chosen so that no real body has them; seats are in real communes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

POLE = "pole_competitivite"
CLUSTER = "cluster"
EMERGING = "demarche_emergente"


@dataclass(frozen=True)
class Profile:
    """Settings specific to a network; everything else follows from its type.

    `members` are the target members at the end of each October from 2021 to 2026 (0 before the
    network exists). `public_share` is the share of public grants in its income. `floor_days` is
    the lowest cash of the last two years, in days of spending. `grant_weight` shares the regional
    envelope of the clusters. `no_director` are the days between which the network has no director,
    `paid_late` the days on which the Region pays the balance and the advance due in `LATE_YEAR`,
    when every funder pays late. `leave_factor` multiplies the departures of members.
    """

    slug: str
    name: str
    kind: str
    sector: str
    divisions: tuple[str, ...]
    seat: str
    departments: tuple[str, ...]
    created: str
    labelled: str | None
    stage: str
    members: tuple[int, ...]
    public_share: float
    floor_days: float
    outside: float = 0.04
    fte_factor: float = 1.0
    cost_factor: float = 1.0
    fee_factor: float = 1.0
    grant_weight: float = 1.0
    supported: bool = True
    success: float = 0.55
    projects_a_year: tuple[int, ...] = (2, 2, 2, 2, 2, 2)
    reach_km: float = 45.0
    no_director: tuple[str, str] | None = None
    paid_late: tuple[str, str] | None = None
    leave_factor: float = 1.0
    story: str = ""
    shares_with: str = ""
    shared: float = field(default=0.0)


ALL_DEPARTMENTS = ("18", "28", "36", "37", "41", "45")

PROFILES: tuple[Profile, ...] = (
    Profile(
        "pole-corvelune", "Pôle Corvelune", POLE, "Chimie fine et senteurs", ("20", "21", "46"),
        "41018", ALL_DEPARTMENTS, "1996-05-14", "2005-07-12", "developpement",
        (575, 580, 588, 596, 604, 610), 0.36, 62, outside=0.34, cost_factor=1.35, fee_factor=1.5,
        success=0.58, projects_a_year=(24, 22, 25, 24, 26, 25), reach_km=110,
    ),
    Profile(
        "pole-ondafrene", "Pôle Ondafrène", POLE, "Électronique et énergie", ("26", "27", "35"),
        "18033", ALL_DEPARTMENTS, "2003-09-02", "2005-07-12", "developpement",
        (182, 196, 216, 240, 268, 300), 0.38, 105, outside=0.22, cost_factor=1.15,
        success=0.92, projects_a_year=(10, 13, 16, 20, 24, 28), reach_km=110,
        story="pole_en_croissance",
    ),
    Profile(
        "pole-mirellastre", "Pôle Mirellastre", POLE, "Plasturgie et matériaux souples",
        ("22", "24"), "45208", (*ALL_DEPARTMENTS, "89", "77"), "2006-02-21", "2007-07-05",
        "developpement", (372, 376, 380, 378, 381, 380), 0.44, 40, outside=0.70,
        success=0.55, projects_a_year=(14, 15, 13, 15, 14, 14), reach_km=120,
        story="pole_interregional",
    ),
    Profile(
        "pole-hydrivelle", "Pôle Hydrivelle", POLE, "Eau et milieux", ("36", "37", "38", "39"),
        "37261", ALL_DEPARTMENTS, "2008-03-18", "2010-05-11", "perennisation",
        (104, 106, 108, 108, 110, 112), 0.50, 22, outside=0.18,
        success=0.48, projects_a_year=(8, 8, 6, 7, 8, 8), reach_km=100,
    ),
    Profile(
        "pole-vertambule", "Pôle Vertambule", POLE, "Végétal et semences", ("01", "10", "72"),
        "28134", ALL_DEPARTMENTS, "2004-11-30", "2005-07-12", "developpement",
        (210, 214, 218, 222, 224, 226), 0.46, 70, outside=0.28,
        success=0.52, projects_a_year=(12, 11, 13, 12, 12, 13), reach_km=110,
    ),
    Profile(
        "galvacier", "Galvacier", CLUSTER, "Métallurgie et mécanique", ("24", "25", "28"),
        "18279", ("18", "36", "41"), "2009-01-22", "2011-03-10", "perennisation",
        (112, 114, 116, 118, 119, 120), 0.46, 3, grant_weight=1.25,
        paid_late=("2026-09-28", "2026-10-20"), story="solde_en_retard",
    ),
    Profile(
        "aerolinde", "Aérolinde", CLUSTER, "Aéronautique et espace", ("25", "30", "33"),
        "41194", ("18", "36", "37", "41", "45"), "2008-06-17", "2010-02-09", "perennisation",
        (84, 86, 88, 90, 91, 90), 0.48, 34, grant_weight=1.05,
        no_director=("2026-01-31", "2026-06-02"), story="direction_vacante",
    ),
    Profile(
        "goutelune", "Goûtelune", CLUSTER, "Agroalimentaire", ("10", "11"), "41269",
        ALL_DEPARTMENTS, "2007-10-04", "2010-02-09", "perennisation",
        (78, 80, 82, 84, 86, 68), 0.44, 32, story="hausse_des_cotisations",
    ),
    Profile(
        "rayonnac", "Rayonnac", CLUSTER, "Agencement et commerce", ("31", "43", "74"), "37003",
        ("37", "41"), "2010-04-15", "2012-06-28", "perennisation",
        (48, 49, 50, 51, 52, 53), 0.52, 58, story="saisonnalite",
    ),
    Profile(
        "semaphyte", "Sémaphyte", CLUSTER, "Numérique agricole", ("01", "62", "63"), "45252",
        ("28", "45"), "2015-04-08", "2016-09-20", "perennisation", (58, 60, 62, 64, 66, 66),
        0.55, 36, story="membres_communs",
    ),
    Profile(
        "octamarelle", "Octamarelle", CLUSTER, "Logiciels et données", ("62", "63"), "37132",
        ("37", "41", "45"), "2013-02-12", "2015-01-15", "perennisation", (56, 58, 59, 60, 62, 62),
        0.50, 66, story="membres_communs", shares_with="semaphyte", shared=0.31,
    ),
    Profile(
        "tertiorame", "Tertiorame", CLUSTER, "Services aux entreprises", ("70", "71", "74", "82"),
        "36088", ("18", "36"), "2012-09-25", "2014-05-06", "perennisation",
        (36, 37, 37, 38, 38, 38), 0.80, 16, cost_factor=0.92, fee_factor=0.6, grant_weight=1.25,
        story="un_seul_financeur",
    ),
    Profile(
        "galenombre", "Galénombre", CLUSTER, "Médicament", ("20", "21", "32", "72"), "45155",
        ("28", "37", "45"), "2002-12-03", "2006-03-14", "developpement",
        (330, 345, 360, 376, 390, 402), 0.28, 84, outside=0.20, fte_factor=1.3, cost_factor=1.1,
        grant_weight=1.15, projects_a_year=(5, 6, 6, 7, 7, 8), reach_km=85,
    ),
    Profile(
        "sylvambre", "Sylvambre", CLUSTER, "Forêt et bois", ("02", "16", "31"), "18197",
        ALL_DEPARTMENTS, "2005-05-19", "2008-11-04", "perennisation",
        (100, 101, 103, 104, 104, 105), 0.50, 48, grant_weight=1.1,
    ),
    Profile(
        "logivague", "Logivague", CLUSTER, "Transport et logistique", ("49", "52", "53"), "28280",
        ("28", "41", "45"), "2011-11-08", "2013-10-01", "perennisation",
        (42, 43, 44, 45, 45, 45), 0.56, 15, story="tresorerie_absente",
    ),
    Profile(
        "cuirlande", "Cuirlande", CLUSTER, "Cuir et mode", ("14", "15"), "36044", ("36", "37"),
        "2014-03-27", "2017-04-12", "perennisation", (40, 40, 38, 36, 32, 26), 0.68, 2,
        cost_factor=0.95, no_director=("2026-04-30", "2026-09-14"), leave_factor=3.0,
        paid_late=("2026-12-15", "2026-12-15"), story="cumul",
    ),
    Profile(
        "medivelours", "Médivelours", EMERGING, "Dispositifs médicaux", ("26", "32", "86"), "37261",
        ("37", "41"), "2025-03-11", None, "impulsion", (0, 0, 0, 0, 12, 27), 0.66, 18,
        supported=False, cost_factor=0.9, projects_a_year=(0, 0, 0, 0, 0, 1), story="jeune_reseau",
    ),
    Profile(
        "torchibelle", "Torchibelle", EMERGING, "Écoconstruction", ("41", "43"), "37072",
        ("36", "37"), "2018-10-16", None, "impulsion", (38, 40, 42, 44, 46, 48), 0.64, 20,
        supported=False, projects_a_year=(1, 1, 1, 1, 1, 1),
    ),
    Profile(
        "dihydrelle", "Dihydrelle", EMERGING, "Hydrogène", ("20", "35", "49"), "45234",
        ALL_DEPARTMENTS, "2019-06-20", None, "impulsion", (26, 28, 30, 32, 34, 35), 0.60, 22,
        supported=False, projects_a_year=(1, 1, 1, 2, 2, 2),
    ),
    Profile(
        "ludofrise", "Ludofrise", EMERGING, "Images et jeux", ("58", "59", "60", "90"), "37261",
        ("18", "37"), "2017-02-09", None, "perennisation", (27, 28, 29, 30, 31, 31), 0.58, 35,
        supported=False, projects_a_year=(1, 1, 1, 1, 1, 1),
    ),
)  # fmt: skip

# Story of a territory without a network.
DENSE_EPCI = "200071587"
DENSE_DIVISION = "13"

# Dates set by the stories.
# The balance of 2025 was due on 30 April 2026; that year every funder pays late.
LATE_YEAR = 2026
LATE_VOTE_DAYS = 120
LATE_STATE_DAYS = 95
PRESIDENT_CHANGES = "2026-03-17"
FEE_RISE_YEAR = 2026
FEE_RISE_FACTOR = 2.0
FEE_RISE_LEAVE_RATE = 0.42
LAST_CASH_MONTH = "2026-02"

STORIES: dict[str, tuple[str, str, str]] = {
    "solde_en_retard": (
        "Un solde payé cinq mois en retard",
        "Galvacier",
        "Le solde régional de la convention 2025, dû le 30 avril 2026, arrive le 28 septembre "
        "2026, les autres versements tardent aussi : la trésorerie passe sous 30 jours.",
    ),
    "cumul": (
        "Un réseau où tout arrive à la fois",
        "Cuirlande",
        "Des adhérents qui partent, la direction vacante du 30 avril au 14 septembre 2026, et la "
        "Région qui doit encore le solde de 2025 et l’avance de 2026 : le réseau devient fragile.",
    ),
    "direction_vacante": (
        "Une direction vacante quatre mois, une présidence qui change",
        "Aérolinde",
        "La direction part le 31 janvier 2026 et n’est remplacée que le 2 juin 2026 ; la "
        "présidence change le 17 mars 2026.",
    ),
    "pole_en_croissance": (
        "Un pôle qui grandit et maîtrise ses projets",
        "Pôle Ondafrène",
        "De 182 à 300 membres en cinq ans, plus de sept dossiers sur dix accordés, toujours plus "
        "de projets financés.",
    ),
    "jeune_reseau": (
        "Un jeune réseau en impulsion",
        "Médivelours",
        "Créé en mars 2025 : une personne, quelques dizaines de membres, moins de deux ans de "
        "recul.",
    ),
    "hausse_des_cotisations": (
        "Des TPE perdues après une hausse de cotisation",
        "Goûtelune",
        "La cotisation des TPE double en 2026 ; quatre sur dix partent au 1er janvier, avec "
        "le motif « hausse de la cotisation ».",
    ),
    "un_seul_financeur": (
        "Un seul financeur, des conventions d’un an",
        "Tertiorame",
        "La Région seule, par conventions de douze mois, pour les quatre cinquièmes du budget.",
    ),
    "pole_interregional": (
        "Un pôle interrégional",
        "Pôle Mirellastre",
        "La moitié des membres est hors de la région.",
    ),
    "membres_communs": (
        "Deux réseaux qui partagent un tiers de leurs membres et ne font rien ensemble",
        "Sémaphyte et Octamarelle",
        "Un tiers de membres communs, aucun projet commun, aucune action d’interclustering.",
    ),
    "territoire_sans_reseau": (
        "Un territoire dense dans une activité, sans réseau",
        "aucun réseau : CC Loches Sud Touraine, division 13 (textile)",
        "L’activité y est très concentrée et aucun des vingt réseaux ne la vise.",
    ),
    "saisonnalite": (
        "Saisonnalité des cotisations et des dépenses",
        "Rayonnac, et tous les autres",
        "Cotisations encaissées au premier trimestre, dépenses en juin et en novembre, creux en "
        "août.",
    ),
    "tresorerie_absente": (
        "Une trésorerie qui n’arrive plus",
        "Logivague",
        "Dernier mois transmis : février 2026, huit mois avant la date des données.",
    ),
}
