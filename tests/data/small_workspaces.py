"""Small random workspaces, with many days on the edge of a window."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.data.raw_records import Raw, month_end

AS_OF = date(2025, 12, 31)
FIRST = date(2020, 1, 1)
NETWORKS = ("ana", "bob", "cid")
FUNDERS = (("Région", "region"), ("État", "etat"), ("Europe", "europe"), ("EPCI", "epci"))


class Maker:
    """Draws the records of one workspace."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def raw(self) -> Raw:
        """Every file, some of them empty, some networks missing from some files."""
        rng = self.rng
        networks = NETWORKS[: rng.randint(1, 3)]
        raw: Raw = {
            "reseaux": [
                {
                    "id_reseau": name,
                    "siren": str(900000000 + i),
                    "date_fin": self.day(date(2023, 1, 1)) if rng.random() < 0.2 else None,
                }
                for i, name in enumerate(networks)
            ],
            "etablissements": [self.establishment(i) for i in range(12)],
        }
        makers = {
            "adhesions": self.members, "subventions": self.grants, "tresorerie": self.cash,
            "comptes": self.accounts, "equipes": self.staff, "gouvernance": self.seats,
            "sollicitations": self.requests, "dossiers": self.files, "projets": self.projects,
            "actions": self.actions,
        }  # fmt: skip
        for name, make in makers.items():
            raw[name] = [
                {"id_reseau": network, **row}
                for network in networks
                if rng.random() < 0.85
                for row in make(network)
            ]
        raw["versements"] = [bill for grant in raw["subventions"] for bill in self.bills(grant)]
        raw["partenaires"] = [
            {"id_projet": p["id_projet"], "siren": self.siren(i), "role": "partenaire"}
            for p in raw["projets"]
            for i in rng.sample(range(15), rng.randint(0, 3))
        ]
        return raw

    def day(self, first: date = FIRST, last: date = date(2026, 12, 31)) -> date:
        """A day; half of them are a month end, the day before or the day after."""
        day = first + timedelta(days=self.rng.randint(0, (last - first).days))
        if self.rng.random() < 0.5:
            day = month_end(day) + timedelta(days=self.rng.choice((-1, 0, 1)))
        return day

    def after(self, start: date, longest: int, open_share: float = 0.4) -> date | None:
        """A later day, or none."""
        if self.rng.random() < open_share:
            return None
        return start + timedelta(days=self.rng.randint(1, longest))

    def maybe(self, value: float, missing: float = 0.1) -> float | None:
        """A value that is sometimes missing."""
        return None if self.rng.random() < missing else value

    def eur(self, low: int = 0, high: int = 50_000) -> float:
        """A round amount."""
        return float(self.rng.randint(low, high))

    def paid(self, due: float) -> float:
        """All, part, none or more than the amount due."""
        return due * self.rng.choice((1, 1, 1, 0.5, 0, 1.2))

    @staticmethod
    def siren(number: int) -> str:
        return str(100000000 + number)

    def establishment(self, number: int) -> dict:
        return {
            "siret": self.siren(number) + "00001",
            "siren": self.siren(number),
            "categorieEntreprise": self.rng.choice(("PME", "PME", "ETI", "GE", None)),
            "trancheEffectifsUniteLegale": self.rng.choice(("NN", "01", "11", "32", "52", None)),
        }

    def members(self, network: str) -> list[dict]:
        rows = []
        for number in self.rng.sample(range(12), self.rng.randint(1, 8)):
            start = self.day(last=AS_OF)
            rows.append(
                {
                    "siret": self.siren(number) + "00001", "siren": None,
                    "college": self.rng.choice(("entreprise", "entreprise", "recherche")),
                    "date_adhesion": start, "date_sortie": self.after(start, 1_500, 0.6),
                }
            )  # fmt: skip
        return rows

    def grants(self, network: str) -> list[dict]:
        rows = []
        for number in range(self.rng.randint(1, 6)):
            funder, kind = self.rng.choice(FUNDERS)
            start, months = self.day(), self.rng.choice((6, 12, 12, 24, 36))
            # Half of the payments are over before the agreement.
            last = month_end(start, months if number % 2 else months // 2)
            rows.append(
                {
                    "referenceDecision": f"{network}-{number}", "nomAttribuant": funder,
                    "type_financeur": self.maybe(kind, 0.3),
                    "idAttribuant": "23450002300028" if kind == "region" else None,
                    "dateConvention": self.day(), "montant": self.eur(1),
                    "idBeneficiaire": str(900000000 + NETWORKS.index(network)) + "00001",
                    "duree_mois": self.maybe(float(months), 0.3),
                    "datesPeriodeVersement": self.rng.choice(
                        (None, f"{start}/{last}", f"{start}/{last}")
                    ),
                }
            )  # fmt: skip
        return rows

    def bills(self, grant: dict) -> list[dict]:
        rows = []
        for rank in range(self.rng.randint(0, 4)):
            due = self.day(date(2022, 1, 1))
            paid = None
            if self.rng.random() < 0.7:
                paid = min(due + timedelta(days=self.rng.randint(-40, 400)), AS_OF)
            eur = self.eur(1)
            rows.append(
                {
                    "referenceDecision": grant["referenceDecision"], "rang": rank + 1,
                    "echeance_prevue": due, "montant_prevu": eur, "date_versement": paid,
                    "montant_verse": self.maybe(self.paid(eur)) if paid else None,
                }
            )  # fmt: skip
        return rows

    def cash(self, network: str) -> list[dict]:
        missing = self.rng.choice((0, 0, 0, 0.03))
        rows = []
        for back in range(self.rng.choice((5, 20, 40, 60))):
            if self.rng.random() >= missing:
                rows.append(
                    {
                        "mois": str(month_end(AS_OF, -back))[:7],
                        "solde_fin_mois": self.maybe(self.eur(-20_000, 90_000), missing),
                        "encaissements": self.maybe(self.eur(), missing),
                        "decaissements": self.maybe(self.eur(1), missing),
                    }
                )
        return rows

    def accounts(self, network: str) -> list[dict]:
        names = (
            "cotisations", "prestations", "subventions_publiques", "autres_produits",
            "charges_personnel", "autres_charges", "fonds_propres", "dettes_long_terme",
            "immobilisations_nettes", "creances", "subventions_a_recevoir", "dettes_court_terme",
            "disponibilites",
        )  # fmt: skip
        years = self.rng.sample(range(2019, 2026), self.rng.randint(1, 6))
        return [
            {"exercice": year, **{name: self.maybe(self.eur(), 0.03) for name in names}}
            for year in years
        ]

    def staff(self, network: str) -> list[dict]:
        rows = {}
        for agent in range(self.rng.randint(1, 4)):
            end: date | None = self.day(last=AS_OF)
            for _ in range(self.rng.randint(1, 3)):
                if end is None:
                    break
                start = end + timedelta(days=self.rng.choice((-20, 0, 1, 30, 31, 32, 300)))
                end = self.after(start, 700)
                rows[agent, start] = {
                    "id_agent": f"a{agent}", "date_entree": start, "date_sortie": end,
                    "fonction": self.rng.choice(("direction", "direction", "projets")),
                    "type_contrat": self.rng.choice(("CDI", "CDD")),
                    "etp": self.rng.choice((0.2, 0.5, 0.8, 1.0)),
                    "motif_sortie": self.rng.choice((None, "demission", "mobilite", "retraite"))
                    if end else None,
                }  # fmt: skip
        return list(rows.values())

    def seats(self, network: str) -> list[dict]:
        rows = []
        for number in range(self.rng.randint(1, 6)):
            start = self.day(last=AS_OF)
            rows.append(
                {
                    "id_mandat": f"s{number}", "date_debut": start,
                    "date_fin": self.after(start, 1_200),
                    "fonction": self.rng.choice(("presidence", "presidence", "administrateur")),
                    "college": self.rng.choice(("entreprise", "recherche", None)),
                }
            )  # fmt: skip
        return rows

    def requests(self, network: str) -> list[dict]:
        return [
            {"date": self.day(), "heures": self.maybe(float(self.rng.randint(1, 9)), 0.2)}
            for _ in range(self.rng.randint(1, 12))
        ]

    def files(self, network: str) -> list[dict]:
        rows = []
        for number in range(self.rng.randint(1, 10)):
            filed = self.day()
            decision = self.rng.choice(("accorde", "refuse", "en_cours", "abandonne"))
            is_over = decision != "en_cours"
            rows.append(
                {
                    "id_dossier": f"{network}-{number}", "date_depot": filed, "decision": decision,
                    "date_decision": self.after(filed, 300, 0) if is_over else None,
                    "montant_obtenu": (
                        self.maybe(self.eur(0, 1) * 9_000) if decision == "accorde" else None
                    ),
                    "heures_montage": self.maybe(float(self.rng.randint(1, 90))),
                    "heures_controle": self.maybe(float(self.rng.randint(0, 9)), 0.3),
                }
            )  # fmt: skip
        return rows

    def projects(self, network: str) -> list[dict]:
        rows = []
        for number in range(self.rng.randint(1, 8)):
            labelled = self.day()
            rows.append(
                {
                    "id_projet": f"{network}-{number}", "europeen": self.rng.choice(("oui", "non")),
                    "date_labellisation": self.maybe(labelled),
                    "date_financement": self.after(labelled, 400),
                    "budget_total": self.maybe(self.eur(1)),
                    "aide_publique": self.maybe(self.rng.choice((self.eur(1), 0.0))),
                }
            )  # fmt: skip
        return rows

    def actions(self, network: str) -> list[dict]:
        themes = ("rh", "transition_ecologique", "interclustering", "autre")
        rows = []
        for _ in range(self.rng.randint(1, 12)):
            came = self.rng.randint(0, 30)
            rows.append(
                {
                    "date": self.day(), "thematique": self.rng.choice(themes),
                    "participants": self.maybe(came),
                    "dont_tpe_pme": self.maybe(self.rng.randint(0, came), 0.3),
                }
            )  # fmt: skip
        return rows
