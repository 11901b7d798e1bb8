"""Titles of grant files, old and new, read by the deposit and by `fetch subventions` alike.

Names are those of the order of 17 November 2017 and of SCDL 2.1; titles are those that SCDL 1.1
and 2.0 to 2.1 print beside them, which many files use instead; the last list is what publishers
write (the aliases of Data.Subvention).
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from pipelines.fetch.subventions import OFFICIAL
from pipelines.ingest import check_file
from tests.files.builder import SIRET
from tests.ingest.world import TODAY, make_france
from tests.unit.fetch_site import Site, serve
from tests.unit.test_fetch_subventions import fetch, page, raw, resource

__all__ = ["raw"]

VALUES = {
    "nomAttribuant": "Région Centre-Val de Loire",
    "idAttribuant": "23450002300028",
    "dateConvention": "2019-04-05",
    "referenceDecision": "2019-12",
    "nomBeneficiaire": "Alpha",
    "idBeneficiaire": SIRET,
    "rnaBeneficiaire": "W181000001",
    "objet": "Actions",
    "montant": "25000",
    "nature": "aide en numéraire",
    "conditionsVersement": "échelonné",
    "datesPeriodeVersement": "2019-04-05_2019-12-31",
    "idRAE": "12345",
    "notificationUE": "non",
    "pourcentageSubvention": "1",
    "dispositifAide": "Clusters",
}
NOT_IN_2017 = {"rnaBeneficiaire", "dispositifAide"}
NAMES = {name: name for name in VALUES}
TITLES_1_1 = {
    "nomAttribuant": "Nom de l'attribuant",
    "idAttribuant": "Identification de l'attribuant",
    "dateConvention": "Date de la convention de subvention",
    "referenceDecision": "Référence de la décision",
    "nomBeneficiaire": "Nom du bénéficiaire",
    "idBeneficiaire": "Identification du bénéficiaire",
    "objet": "Objet de la subvention",
    "montant": "Montant total de la subvention",
    "nature": "Nature de la subvention",
    "conditionsVersement": "Conditions de versement de la subvention",
    "datesPeriodeVersement": "Date ou période de versement",
    "idRAE": "Numéro unique de référencement dans le Répertoire des Aides aux Entreprises",
    "notificationUE": "Aide d'Etat notifiée à la commission européenne",
    "pourcentageSubvention": (
        "Pourcentage du montant total de la subvention attribuée au bénéficiaire"
    ),
}
TITLES_2 = TITLES_1_1 | {
    "idBeneficiaire": "Identification SIRET du bénéficiaire",
    "rnaBeneficiaire": "Identification RNA du bénéficiaire",
    "idRAE": "Identifiant RAE de l’aide au titre de laquelle la subvention est attribuée",
    "notificationUE": "Aide d'Etat notifiée à la Commission Européenne",
    "dispositifAide": "Identifiant référençant le dispositif d'aide à l'origine de la subvention",
}
WRITTEN = {
    "nomAttribuant": ["nom Attribuant", "Autorité administrative"],
    "idAttribuant": ["id  Attribuant", "SIRET autorité administrative", "IDATTRIBUANT"],
    "dateConvention": ["datedeconvention", "Date de convention*", "Date convention"],
    "referenceDecision": ["reference Decision", "Référence délibération"],
    "nomBeneficiaire": ["NOM Bénéficiaire", "nomBénéficiaire", "Nom attributaire"],
    "idBeneficiaire": [
        *("Numéro Siret", "Id du bénéficiaire", "N° SIRET attributaire"),
        *("Identification du bénéficiaire*", "identification du bénéficiaire (SIRET)"),
    ],
    "objet": ["Objet de l'aide", "Objet convention", "Objet du dossier"],
    "montant": ["Montant total de la subvention*", "Montant voté", "Montant décidé ligne"],
    "nature": ["Nature de l'aide", "Nature subvention"],
    "conditionsVersement": ["Conditions de versement*", "conditions Versement"],
    "datesPeriodeVersement": [
        *("dateperiodedeversement", "Date(s) ou période(s) de versement", "datesPériodeVersement"),
        *("dates Periode Versement", "dateperiodedversement"),
    ],
    "pourcentageSubvention": [
        *("Pourcentage subvention", "% du mt de la subvention attribuée au bénéficiaire"),
        "Pourcentage du montant de la subvention attribué au bénéficiaire*",
    ],
    "idRAE": ["ID RAE", "Numéro de référencement au répertoire des entreprises"],
    "notificationUE": ["Notification UE"],
}
SETS = {
    "arrêté de 2017": {name: name for name in VALUES if name not in NOT_IN_2017},
    "SCDL 1.1, titres": TITLES_1_1,
    "SCDL 2.1, noms": NAMES,
    "SCDL 2.1, titres": TITLES_2,
}


def content(titles: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(titles.values())
    writer.writerow([VALUES[name] for name in titles])
    return text.getvalue().encode()


def read(folder: Path, titles: dict[str, str]) -> tuple[list[str], tuple]:
    """The deposit reader's issues about the headers, and the row that it keeps."""
    file = folder / "subventions.csv"
    file.write_bytes(content(titles))
    connection = make_france()
    report = check_file(file, "subventions", connection, TODAY)
    assert not report.refused, report.issues
    row = connection.execute(
        "select nomAttribuant, idAttribuant, dateConvention, referenceDecision, nomBeneficiaire, "
        "idBeneficiaire, objet, montant, nature, conditionsVersement, datesPeriodeVersement, "
        "pourcentageSubvention from raw.subventions"
    ).fetchone()
    issues = [f"{one.code} {one.value}" for one in report.issues if "column" in one.code]
    return issues, row


KEPT = (
    *("Région Centre-Val de Loire", "23450002300028", date(2019, 4, 5), "2019-12", "Alpha", SIRET),
    *("Actions", 25000.0, "aide en numéraire", "échelonné", "2019-04-05/2019-12-31", 1.0),
)


@pytest.mark.parametrize("titles", SETS.values(), ids=SETS)
def test_every_official_title_is_understood_by_the_deposit(
    tmp_path: Path, titles: dict[str, str]
) -> None:
    assert read(tmp_path, titles) == ([], KEPT)


@pytest.mark.deep
def test_what_publishers_write_is_understood(tmp_path: Path) -> None:
    wrong = {
        title: answer
        for name, titles in WRITTEN.items()
        for title in titles
        if (answer := read(tmp_path, NAMES | {name: title})) != ([], KEPT)
    }
    assert wrong == {}


@pytest.mark.parametrize("titles", SETS.values(), ids=SETS)
def test_every_official_title_is_understood_by_the_fetch(
    raw: Path, monkeypatch: pytest.MonkeyPatch, titles: dict[str, str]
) -> None:
    def search(path: str, query: dict[str, str]) -> bytes | None:
        if path == "/api/1/organizations/":
            return page([{"id": "region", "business_number_id": "23450002300028"}])
        if path == "/api/1/datasets/":
            one = resource(f"{site.address}/file.csv", "2026-01-01T00:00:00")
            return page([{"title": "Subventions", "resources": [one]}])
        return None

    with serve(Site(pages={"/file.csv": content(titles)}, search=search)) as site:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("OBSERVATOIRE_DATA_GOUV_URL", site.address)
        fetch(raw)
    with (raw / OFFICIAL.target).open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file, delimiter=";")
    assert (row["dateConvention"], row["referenceDecision"]) == ("2019-04-05", "2019-12")
    assert (float(row["montant"]), row["datesPeriodeVersement"]) == (
        25000,
        "2019-04-05/2019-12-31",
    )
