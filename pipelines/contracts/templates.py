"""The blank workbook of a contract: typed columns, drop-down lists, a sheet of instructions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.contracts import Contract, FieldSpec, load

if TYPE_CHECKING:
    from xlsxwriter.workbook import Format, Workbook
    from xlsxwriter.worksheet import Worksheet

ROWS = 5_000  # rows covered by drop-down lists and formats
INSTRUCTIONS = "Mode d’emploi"
NUMBER_FORMATS = {
    "date": "dd/mm/yyyy",
    "number": "#,##0.00",
    "integer": "0",
    "year": "0",
}
# Everything else is text, so that Excel leaves leading zeros and « 2026-06 » alone.
TEXT_FORMAT = "@"
EXCEL_LIST_LIMIT = 255
MIN_WIDTH, MAX_WIDTH = 14, 40
TYPES_IN_FRENCH = {
    "string": "texte",
    "date": "date",
    "yearmonth": "mois (AAAA-MM)",
    "number": "nombre",
    "integer": "nombre entier",
    "year": "année",
    "boolean": "oui ou non",
}


def write_template(contract: str, out: Path) -> None:
    """Write the XLSX template of a contract.

    Args:
        contract: name of the contract.
        out: file to write; its folder is created if missing.

    Raises:
        KeyError: no contract has this name.
        OSError: the file cannot be written.
    """
    # Only here: a deposit imports this module for the name of a sheet.
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    spec = load(contract)
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with xlsxwriter.Workbook(out) as workbook:
            workbook.set_properties({"title": spec.title, "comments": spec.description})
            _write_table(workbook, spec)
            _write_instructions(workbook, spec)
    except FileCreateError as error:
        raise error.args[0] from None


def _write_table(workbook: Workbook, contract: Contract) -> None:
    sheet = workbook.add_worksheet(contract.name)
    required = workbook.add_format({"bold": True, "bg_color": "#0B4F8A", "font_color": "white"})
    optional = workbook.add_format({"bold": True, "bg_color": "#DCE6F0"})
    formats = {
        pattern: workbook.add_format({"num_format": pattern})
        for pattern in {*NUMBER_FORMATS.values(), TEXT_FORMAT}
    }
    for index, field in enumerate(contract.fields):
        sheet.write_string(0, index, field.name, required if field.required else optional)
        sheet.write_comment(0, index, _help(field))
        width = min(max(len(field.name) + 2, MIN_WIDTH), MAX_WIDTH)
        sheet.set_column(index, index, width, formats[_number_format(field)])
        rule = _validation(field)
        if rule:
            sheet.data_validation(1, index, ROWS, index, rule)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, 0, len(contract.fields) - 1)


def _number_format(field: FieldSpec) -> str:
    return TEXT_FORMAT if field.kind else NUMBER_FORMATS.get(field.type, TEXT_FORMAT)


def _validation(field: FieldSpec) -> dict[str, Any] | None:
    choices = list(field.constraints.enum)
    if field.type == "boolean":
        choices = [*field.true_values, *field.false_values]
    if choices and sum(len(choice) + 1 for choice in choices) <= EXCEL_LIST_LIMIT:
        return {
            "validate": "list",
            "source": choices,
            "error_title": "Valeur hors de la liste",
            "error_message": f"Choisissez une valeur de la liste pour {field.title}."[:255],
        }
    if field.type == "date":
        return {
            "validate": "date",
            "criteria": ">=",
            "value": "=DATE(1900,1,1)",
            "error_title": "Date attendue",
            "error_message": "Écrivez une date, par exemple 31/12/2025.",
        }
    return None


def _help(field: FieldSpec) -> str:
    need = "obligatoire" if field.required else "facultatif"
    return f"{field.title} ({need})\n{field.description}\nExemple : {field.example}"


def _write_instructions(workbook: Workbook, contract: Contract) -> None:
    sheet = workbook.add_worksheet(INSTRUCTIONS)
    title = workbook.add_format({"bold": True, "font_size": 14})
    head = workbook.add_format({"bold": True, "bottom": 1})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, f"{contract.title} : mode d’emploi", title)
    sheet.write_string(1, 0, contract.description)
    advice = (
        f"Remplissez la feuille « {contract.name} », une ligne par enregistrement, "
        "sans changer les en-têtes.",
        "Les colonnes sur fond bleu foncé sont obligatoires.",
        "Une information inconnue se laisse vide : ni zéro, ni « NC ».",
    )
    for row, sentence in enumerate(advice, start=2):
        sheet.write_string(row, 0, sentence)
    _write_columns(sheet, contract, len(advice) + 3, head, wrapped)
    for column, width in enumerate((24, 30, 14, 18, 60, 40, 28)):
        sheet.set_column(column, column, width)


def _write_columns(
    sheet: Worksheet, contract: Contract, first_row: int, head: Format, wrapped: Format
) -> None:
    titles = (
        "Colonne",
        "Intitulé",
        "Obligatoire",
        "Type",
        "Description",
        "Valeurs possibles",
        "Exemple",
    )
    for column, text in enumerate(titles):
        sheet.write_string(first_row, column, text, head)
    for row, field in enumerate(contract.fields, start=first_row + 1):
        cells = (
            field.name,
            field.title,
            "oui" if field.required else "non",
            TYPES_IN_FRENCH[field.type],
            field.description,
            ", ".join(field.constraints.enum),
            field.example,
        )
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, wrapped)
