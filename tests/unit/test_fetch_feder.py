"""`fetch feder`: the published list of operations, and the matches that people confirm."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.build.progress import silent
from pipelines.fetch.client import Client
from pipelines.fetch.errand import Errand
from pipelines.fetch.feder import KIND, OFFICIAL, fetch_feder
from pipelines.fetch.matching import queue
from pipelines.fetch.packages import FetchError
from pipelines.ingest import ingest_workspace
from tests.files.builder import SIRET, SIRET_2
from tests.ingest.world import make_france
from tests.unit.fetch_site import Site, serve

pytestmark = pytest.mark.deep

NOW = datetime(2026, 11, 23, tzinfo=UTC)
# Column titles of the March 2026 edition, in its order.
TITLES = [
    *("Numéro Opération", "NUMCCI", "Libellé Programme", "Intitulé du projet"),
    *("Nom du bénéficiaire", "Code postal du bénéficiaire", "Code postal de l'opération", "Zone"),
    *("Département de l'opération", "Région de l'opération", "Pays", "Fonds"),
    *("Objectif stratégique", "Objectif spécifique", "Type d'intervention"),
    *("Total des dépenses éligibles", "Taux de cofinancement", "Montant UE"),
    *("Date première convention", "Date de début de l'opération", "Date de fin de l'opération"),
]
HERE = "Programme Centre-Val de Loire FEDER-FSE+-FTJ 2021-2027"


def operation(number: str, beneficiary: str, **changes: object) -> dict[str, object]:
    return dict.fromkeys(TITLES, "") | {
        "Numéro Opération": number, "Libellé Programme": HERE, "Fonds": "FEDER",
        "Intitulé du projet": "Animation", "Nom du bénéficiaire": beneficiary,
        "Code postal du bénéficiaire": "45000", "Région de l'opération": "Centre-Val de Loire",
        "Total des dépenses éligibles": 250000, "Taux de cofinancement": 0.4, "Montant UE": 100000,
        "Date première convention": date(2024, 3, 14),
        "Date de début de l'opération": date(2024, 1, 1),
        "Date de fin de l'opération": date(2025, 12, 31),
    } | changes  # fmt: skip


OPERATIONS = [
    operation("CE1", "ASSOCIATION ALPHA BOIS"),
    operation("CE1", "ASSOCIATION ALPHA BOIS"),  # a second place of the same operation
    operation("CE2", "ASSOCIATION ALPHA BOIS", **{"Date première convention": ""}),
    operation("CE3", "Alpha Bois Industrie SAS"),
    operation("CE4", "Bêta Numérique"),
    operation("CE5", "Commune d’Orléans"),
    operation(
        "GE1", "Alpha Bois",
        **{"Libellé Programme": "Grand Est", "Région de l'opération": "Grand Est"},
    ),
]  # fmt: skip


def workbook(path: Path, rows: list[dict[str, object]], titles: list[str] = TITLES) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        notice = book.add_worksheet("Informations")
        notice.write(0, 0, "Liste des opérations conventionnées")
        sheet = book.add_worksheet("LISTE OPERATION AU 16 03 2026")
        for at, row in enumerate([dict(zip(titles, titles, strict=True)), *rows]):
            for column, title in enumerate(titles):
                value = row[title]
                if isinstance(value, date):
                    sheet.write_datetime(at, column, datetime.combine(value, datetime.min.time()))
                elif value != "":
                    sheet.write(at, column, value)
    return path


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    path = workbook(tmp_path / "list.xlsx", OPERATIONS)
    with serve(Site()) as site:
        site.pages = {
            "/page": (
                b'<a href="/files/20250601_liste_operations_conventionnees_FEDER.xlsx">avant</a>'
                b'<a href="/files/20260316_liste_operations_conventionnees_FEDER_0.xlsx">liste</a>'
                b'<a href="/files/20270101_notice.xlsx">notice</a>'
            ),
            "/files/20260316_liste_operations_conventionnees_FEDER_0.xlsx": path.read_bytes(),
        }
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("OBSERVATOIRE_FEDER_URL", f"{site.address}/page")
        yield site


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "workspace.toml").write_text('name = "x"\n')
    (folder / "reseaux.csv").write_text(
        "id_reseau;nom;type;filiere;statut;siren\n"
        f"alpha;Alpha Bois;cluster;bois;actif;{SIRET[:9]}\n"
        "beta;Bêta Numérique;cluster;bois;actif;\n"
    )
    return folder


def fetch(raw: Path) -> str:
    client = Client(per_second=1000, wait=lambda seconds: None)
    return fetch_feder(Errand(raw, make_france(), NOW, silent, client))


def deposited(raw: Path) -> list[dict[str, str]]:
    with (raw / OFFICIAL.target).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def say_yes(raw: Path, beneficiary: str) -> None:
    for match in queue.pending(raw, KIND):
        if match.pair.label == beneficiary:
            queue.settle(raw, match.pair.key, "yes", "Une personne", NOW)


def test_a_name_alone_is_proposed_and_not_written(site: Site, raw: Path) -> None:
    summary = fetch(raw)
    assert "0\u00a0opération européenne de réseaux confirmés, sur 5 de la région" in summary
    assert not (raw / OFFICIAL.target).exists()
    pairs = {(match.pair.label, match.pair.candidate) for match in queue.pending(raw, KIND)}
    assert ("ASSOCIATION ALPHA BOIS", "alpha") in pairs
    assert ("Alpha Bois Industrie SAS", "alpha") in pairs and ("Bêta Numérique", "beta") in pairs
    assert not {label for label, _ in pairs} & {"Commune d’Orléans", "Alpha Bois"}


def test_what_a_person_confirms_is_kept_as_the_list_says_it(
    site: Site, raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch(raw)
    say_yes(raw, "ASSOCIATION ALPHA BOIS")
    say_yes(raw, "Bêta Numérique")
    assert fetch(raw).startswith("1\u00a0opération européenne de réseaux confirmés, sur 5")
    (row,) = deposited(raw)
    assert {name: value for name, value in row.items() if value} == {
        "nomAttribuant": HERE, "dateConvention": "2024-03-14", "referenceDecision": "CE1",
        "nomBeneficiaire": "ASSOCIATION ALPHA BOIS", "idBeneficiaire": SIRET[:9],
        "objet": "Animation", "montant": "100000.00", "nature": "aide en numéraire",
        "datesPeriodeVersement": "2024-01-01/2025-12-31", "dispositifAide": "FEDER",
        "id_reseau": "alpha", "type_financeur": "europe",
    }  # fmt: skip
    output = capsys.readouterr().err
    assert "Opération CE2 (ligne 4) laissée de côté : date de première convention absent." in output
    assert "Opération CE4 (ligne 6) laissée de côté : SIREN du réseau absent." in output
    con = make_france()
    assert ingest_workspace(con, raw, NOW.date()).rows_rejected == 0
    assert con.execute("select montant from raw.subventions").fetchall() == [(100_000,)]


def test_a_list_brought_by_hand_needs_no_site(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mirror" / "feder"
    folder.mkdir(parents=True)
    monkeypatch.setenv("OBSERVATOIRE_MIROIR", str(tmp_path / "mirror"))
    monkeypatch.setenv("OBSERVATOIRE_FEDER_URL", "http://127.0.0.1:1/")
    with (folder / "20260316_liste.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, TITLES, delimiter=";")
        writer.writeheader()
        writer.writerows(OPERATIONS)
    assert "sur 5 de la région (20260316_liste.csv)" in fetch(raw)


@pytest.mark.parametrize(
    ("pages", "message"),
    [
        ({"/page": b"<p>maintenance</p>"}, "aucun lien"),
        ({"/files/20260316_liste_operations_conventionnees_FEDER_0.xlsx": b"<html>"}, "FEDER|xlsx"),
        ({}, "colonnes absentes \\(Montant UE\\)"),
    ],
)
def test_a_list_that_cannot_be_read_changes_nothing(
    site: Site, raw: Path, tmp_path: Path, pages: dict[str, bytes], message: str
) -> None:
    fetch(raw)
    say_yes(raw, "ASSOCIATION ALPHA BOIS")
    fetch(raw)
    before = {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()}
    if not pages:
        renamed = [title if title != "Montant UE" else "Somme" for title in TITLES]
        rows = [{"Somme": 1} | row for row in OPERATIONS]
        other = workbook(tmp_path / "other.xlsx", rows, renamed).read_bytes()
        pages = {"/files/20260316_liste_operations_conventionnees_FEDER_0.xlsx": other}
    site.pages |= pages
    with pytest.raises(FetchError, match=message):
        fetch(raw)
    assert {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()} == before


def test_two_networks_of_one_beneficiary_are_never_both_right(site: Site, raw: Path) -> None:
    text = (raw / "reseaux.csv").read_text()
    (raw / "reseaux.csv").write_text(f"{text}gamma;Alpha Bois Sud;cluster;b;actif;{SIRET_2[:9]}\n")
    fetch(raw)
    say_yes(raw, "ASSOCIATION ALPHA BOIS")
    fetch(raw)
    assert len({row["id_reseau"] for row in deposited(raw)}) == 1
