"""Files returned to senders: the template of each contract, and their own file annotated."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from pipelines import contracts
from pipelines.contracts.templates import INSTRUCTIONS, write_template
from pipelines.desk.annotate import annotate
from pipelines.ingest import check_file
from tests.files.builder import MEMBERS, csv, member, xlsx
from tests.ingest.world import TODAY


@pytest.mark.parametrize("name", contracts.names())
def test_template(name: str, france, tmp_path: Path) -> None:
    """Headers in order, a list for each enumeration; the template is a valid empty file."""
    path = tmp_path / f"{name}.xlsx"
    write_template(name, path)
    contract = contracts.load(name)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[name]
    assert [cell.value for cell in sheet[1]] == contract.field_names
    lists = {
        str(rule.sqref).split("2")[0]: rule.formula1.strip('"').split(",")
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    for cell, field in zip(sheet[1], contract.fields, strict=True):
        if field.type == "boolean":
            assert lists[cell.column_letter] == ["oui", "non"]
        elif field.constraints.enum and field.kind != "nature":
            assert lists[cell.column_letter] == list(field.constraints.enum)
        assert field.example in cell.comment.text
    labels = {row[0].value for row in workbook[INSTRUCTIONS].iter_rows()}
    assert labels >= set(contract.field_names)
    report = check_file(path, name, france, TODAY)
    assert (report.refused, report.rows_read, report.issues) == (False, 0, [])


@pytest.mark.parametrize("name", contracts.names())
def test_the_examples_of_a_contract_are_sound(name: str, check) -> None:
    """A row of the examples breaks no rule of its columns."""
    fields = contracts.load(name).fields
    row = [field.example for field in fields]
    codes = {
        "id_reseau": "alpha",
        "successeur": "",
        "commune_siege": "28085",
        "code_commune": "45234",
    }
    row = [codes.get(field.name, cell) for field, cell in zip(fields, row, strict=True)]
    case = xlsx(name, {"A": [[field.name for field in fields], row]})
    report = check(name, case.file, case.content)
    assert [issue for issue in report.issues if issue.severity == "error"] == []
    assert report.rows_kept == 1


def annotated(france, tmp_path: Path, case) -> openpyxl.Workbook:
    source = tmp_path / case.file
    source.write_bytes(case.content)
    out = tmp_path / "annoté.xlsx"
    annotate(check_file(source, case.contract, france, TODAY), source, out)
    return openpyxl.load_workbook(out)


def test_wrong_cells_are_coloured_and_commented_where_they_are(france, tmp_path: Path) -> None:
    case = csv(
        "adhesions", "Titre;;;;", MEMBERS, member(), member(siret="8,13E+13", fee="=1+1"), "a;b"
    )
    sheet = annotated(france, tmp_path, case).worksheets[0]
    marked = {cell.coordinate: cell for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(marked) == {"B4", "E4", "A5"}
    assert marked["B4"].value == "8,13E+13"
    assert "scientifique" in marked["E4"].comment.text or "nombre" in marked["E4"].comment.text
    assert marked["E4"].data_type == "s"  # a formula from the sender stays text
    assert marked["B4"].fill.fgColor.rgb != sheet["B3"].fill.fgColor.rgb


def test_the_list_of_remarks_is_included(france, tmp_path: Path) -> None:
    workbook = annotated(france, tmp_path, csv("adhesions", MEMBERS, member(college="x")))
    rows = list(workbook["Remarques"].iter_rows(values_only=True))
    assert rows[1][:4] == (2, "college", "erreur", "x")


def test_an_unreadable_file_still_gives_its_remarks(france, tmp_path: Path) -> None:
    case = csv("adhesions", "rien;du;tout")
    workbook = annotated(france, tmp_path, case)
    assert workbook.sheetnames == ["Remarques"]
