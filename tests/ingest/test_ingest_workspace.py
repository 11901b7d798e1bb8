"""A whole raw folder: which files are data, what is loaded, rejected and reported."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from pipelines import contracts
from pipelines.ingest import ingest_workspace, run
from tests.files import scdl
from tests.files.builder import MEMBERS, SIRET, SIRET_2, csv, member, xlsx
from tests.ingest.world import TODAY


def write(raw: Path, name: str, *lines: str) -> None:
    path = raw / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def fetch(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:
    return connection.execute(query).fetchall()


def test_every_contract_has_its_typed_table(france, raw: Path) -> None:
    """Empty where no file was sent, with the columns of the contract and the lineage."""
    ingest_workspace(france, raw, TODAY)
    for name in contracts.names():
        columns = fetch(
            france,
            "select column_name, data_type from information_schema.columns "
            f"where table_schema = 'raw' and table_name = '{name}' order by ordinal_position",
        )
        expected = [(field.name, field.sql_type) for field in contracts.load(name).fields]
        assert columns == [*expected, ("source_file", "VARCHAR"), ("source_line", "BIGINT")]
    assert (
        fetch(france, "select schema_name from duckdb_schemas() where schema_name = 'ingest'") == []
    )


def test_a_folder_of_files_is_one_table(france, raw: Path) -> None:
    write(raw, "adhesions/alpha.csv", MEMBERS, member())
    case = xlsx(
        "adhesions",
        {
            "A": [
                ["siret", "id_reseau", "college", "date_adhesion"],
                [SIRET, "beta", "entreprise", "01/01/2021"],
            ]
        },
    )
    (raw / "adhesions" / "beta.xlsx").write_bytes(case.content)
    report = ingest_workspace(france, raw, TODAY)
    assert (report.rows_read, report.rows_kept) == (4, 4)
    assert fetch(
        france, "select id_reseau, source_file, source_line from raw.adhesions order by 1"
    ) == [
        ("alpha", "adhesions/alpha.csv", 2),
        ("beta", "adhesions/beta.xlsx", 2),
    ]


def test_files_are_read_together_as_one_by_one(france, raw: Path, monkeypatch) -> None:
    """With other headers, a file that is refused, and dates and amounts that each file decides."""
    turned = ";".join(reversed(MEMBERS.split(";")))
    write(raw, "adhesions/a.csv", MEMBERS, member(joined="03/04/2020", fee="1.250"))
    write(raw, "adhesions/b.csv", MEMBERS, member(siret=SIRET_2, joined="03/25/2020"), member("?"))
    write(raw, "adhesions/c.csv", "rien")
    write(raw, "adhesions/d.csv", MEMBERS, member("beta", fee="1.250,50"), "court")
    write(raw, "adhesions/e.csv", turned, ";".join(reversed(member("beta", SIRET_2).split(";"))))
    write(raw, "adhesions/f.csv", MEMBERS, member("beta", SIRET_2, joined="", fee="néant"))
    tables = [
        "from raw.adhesions",
        "from quality.rejects order by all",
        "from quality.warnings order by all",
        "from quality.checks order by all",
        "from meta.source_file order by all",
    ]
    together = ingest_workspace(france, raw, TODAY)
    found = [fetch(france, query) for query in tables]
    monkeypatch.setattr(run, "ROWS_TOGETHER", 0)
    assert ingest_workspace(france, raw, TODAY) == together
    assert [fetch(france, query) for query in tables] == found
    assert {len(one.issues) for one in together.files if one.contract == "adhesions"} >= {0, 1, 2}


def test_a_key_is_unique_across_the_files_of_a_folder(france, raw: Path) -> None:
    write(raw, "adhesions/a.csv", MEMBERS, member())
    write(raw, "adhesions/b.csv", MEMBERS, member(), member(siret=SIRET_2))
    ingest_workspace(france, raw, TODAY)
    assert fetch(france, "select file, line, code from quality.rejects") == [
        ("adhesions/b.csv", 2, "duplicate_key")
    ]


def test_a_damaged_first_row_does_not_hide_its_sound_twin(france, raw: Path) -> None:
    write(raw, "adhesions.csv", MEMBERS, member(college=""), member())
    ingest_workspace(france, raw, TODAY)
    assert fetch(france, "select source_line from raw.adhesions") == [(3,)]


def test_rejects_hold_the_row_as_it_was_sent(france, raw: Path) -> None:
    write(raw, "adhesions.csv", MEMBERS.replace("siret", "N° SIRET"), member(siret="12 34"))
    ingest_workspace(france, raw, TODAY)
    [(file, line, contract, column, code, message, severity, content)] = fetch(
        france, "from quality.rejects"
    )
    assert (file, line, contract, column, code, severity) == (
        "adhesions.csv", 2, "adhesions", "siret", "siret_format", "error",
    )  # fmt: skip
    assert "12 34" in message
    assert json.loads(content) == {
        "id_reseau": "alpha",
        "N° SIRET": "12 34",
        "college": "entreprise",
        "date_adhesion": "01/01/2020",
        "cotisation_annuelle": "550",
    }


def test_warnings_keep_the_row_and_are_counted(france, raw: Path) -> None:
    write(raw, "adhesions.csv", MEMBERS, member(college="ENTREPRISE"))
    ingest_workspace(france, raw, TODAY)
    assert fetch(france, "select college from raw.adhesions") == [("entreprise",)]
    assert fetch(france, "select line, code, severity from quality.warnings") == [
        (2, "enum_mapped", "warning")
    ]
    checks = dict(
        fetch(france, "select code, rows_flagged from quality.checks where contract = 'adhesions'")
    )
    assert checks["enum_mapped"] == 1
    assert checks["siret_key"] == 0  # a check without issues is listed too


def test_what_is_not_data_is_skipped_and_what_is_unknown_is_reported(france, raw: Path) -> None:
    write(raw, "LISEZMOI.md", "# Lisez-moi")
    write(raw, "source.json", "{}")
    write(raw, "_history/adhesions.csv", "n'importe quoi")
    write(raw, "~$adhesions.csv", "verrou")
    write(raw, "adhesion.csv", MEMBERS, member())
    report = ingest_workspace(france, raw, TODAY)
    codes = {file.file: [issue.code for issue in file.issues] for file in report.files}
    assert codes == {"reseaux.csv": [], "adhesion.csv": ["ignored_file"]}
    assert "adhesions" in report.files[-1].issues[0].hint
    assert not report.refused, report.issues


def test_two_places_for_one_table_are_refused(france, raw: Path) -> None:
    """If both were read, a file without a key would count twice."""
    lines = ("id_reseau;date;intitule;thematique", "alpha;01/01/2026;Atelier;rh")
    write(raw, "actions.csv", *lines)
    write(raw, "actions/alpha.csv", *lines)
    report = ingest_workspace(france, raw, TODAY)
    assert report.refused
    assert [issue.code for file in report.files for issue in file.issues] == ["two_sources"]
    assert fetch(france, "select count(*) from raw.actions") == [(0,)]


def test_a_refused_file_says_so_and_the_others_are_still_checked(france, raw: Path) -> None:
    write(raw, "adhesions.csv", "id_reseau;siret", "alpha;1")
    write(raw, "tresorerie.csv", "id_reseau;mois;solde_fin_mois", "alpha;2026-13;1")
    report = ingest_workspace(france, raw, TODAY)
    assert report.refused
    assert fetch(france, "select path, is_refused from meta.source_file order by path") == [
        ("adhesions.csv", True),
        ("reseaux.csv", False),
        ("tresorerie.csv", False),
    ]
    assert fetch(france, "select code from quality.rejects") == [("month_invalid",)]


def test_source_file_records_how_each_file_was_read(france, raw: Path) -> None:
    case = csv("adhesions", MEMBERS, member(fee="1,5"), member(siret="x"), encoding="cp1252")
    (raw / case.file).write_bytes(case.content.replace(b"550", b"5,50"))
    ingest_workspace(france, raw, TODAY)
    row = fetch(
        france,
        "select contract, bytes, rows_read, rows_kept, rows_rejected, delimiter, decimal_mark, "
        "length(sha256), header_line from meta.source_file where path = 'adhesions.csv'",
    )
    assert row == [("adhesions", (raw / case.file).stat().st_size, 2, 1, 1, ";", ",", 64, 1)]


def test_every_line_of_a_source_file_is_accounted_for(france, raw: Path) -> None:
    lines = ("Titre", "", MEMBERS, member(), member(siret="x"), MEMBERS, "alpha", ";;")
    write(raw, "adhesions.csv", *lines)
    ingest_workspace(france, raw, TODAY)
    assert fetch(
        france,
        "select lines, rows_kept, rows_rejected, header_lines, title_lines, empty_lines, "
        "continued_lines, told_lines from meta.source_file where path = 'adhesions.csv'",
    ) == [(8, 1, 2, 1, 1, 2, 0, 1)]


def test_cash_months_become_month_ends(france, raw: Path) -> None:
    write(
        raw, "tresorerie.csv", "id_reseau;mois;solde_fin_mois", "alpha;2026-02;1", "alpha;03/2026;1"
    )
    ingest_workspace(france, raw, TODAY)
    assert [str(mois) for (mois,) in fetch(france, "select mois from raw.tresorerie")] == [
        "2026-02-28",
        "2026-03-31",
    ]


def test_shared_grant_before_split_is_split_once(france, raw: Path) -> None:
    case = scdl.cases()["scdl_shared_before_split"]
    (raw / case.file).write_bytes(case.content)
    ingest_workspace(france, raw, TODAY)
    assert fetch(france, "select montant from raw.subventions order by 1") == [
        (8000.0,),
        (12000.0,),
    ]


def test_a_siren_in_the_siret_column_names_the_company(france, raw: Path) -> None:
    write(raw, "adhesions.csv", MEMBERS, member(siret="413570375"))
    ingest_workspace(france, raw, TODAY)
    assert fetch(france, "select siret, siren from raw.adhesions") == [(None, "413570375")]
