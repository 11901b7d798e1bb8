"""Files in which rows, cells or letters could be lost before any cell is checked."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time, timedelta

import openpyxl
from openpyxl.cell.cell import TYPE_ERROR
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.files.builder import (
    MEMBERS,
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

SIRET_3 = "38012986600014"
NAMED = f"{MEMBERS};raison_sociale"
HEAD = MEMBERS.split(";")
CASH = "id_reseau;mois;solde_fin_mois;encaissements;decaissements"


def named(name: str, siret: str = SIRET, joined: str = "01/01/2020") -> str:
    """A membership row under `NAMED`."""
    return f"{member(siret=siret, joined=joined)};{name}"


def raw(content: bytes) -> Case:
    """A memberships file from bytes."""
    return Case("adhesions", "adhesions.csv", content)


def patched(case: Case, part: str, before: str, after: str) -> Case:
    """A workbook with some of the XML of one part replaced."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(case.content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert before.encode() in content
                content = content.replace(before.encode(), after.encode())
            target.writestr(name, content)
    return Case(case.contract, case.file, buffer.getvalue())


def _quotes() -> dict[str, Case]:
    others = [named(f"Suivant {n}", SIRET_3, f"0{n}/02/2024") for n in range(1, 4)]
    return {
        "quote_open_in_last_column": csv(
            "adhesions", NAMED, named("Premier"), named('"Deuxième', SIRET_2), *others
        ),
        "quote_open_on_the_last_line": csv("adhesions", NAMED, *others, named('"Dernier')),
        "quote_swallows_rows_then_closes": csv(
            "adhesions", NAMED, named('"Un', SIRET_2), *others, named('Cinq"')
        ),
        "quote_joins_two_rows": csv(
            "adhesions",
            "id_reseau;siret;raison_sociale;college;date_adhesion",
            f'alpha;{SIRET};"Un;entreprise;01/01/2020',
            f'alpha;{SIRET_2};Deux";entreprise;01/01/2020',
        ),
    }


def _blocks() -> dict[str, Case]:
    row = ["alpha", SIRET, "entreprise", "01/01/2020", 550]
    second = ["alpha", SIRET_2, "entreprise", "01/01/2021", 100]
    titles = [f"Note {n};;;;" for n in range(1, 14)]
    return {
        "headers_repeated": members(member(), MEMBERS, member(joined="02/01/2021")),
        "second_table": members("", "siret;id_reseau;date_adhesion;college", f"{SIRET};alpha;;"),
        "headers_on_line_15": csv("adhesions", *titles, ";;;;", MEMBERS, member()),
        "line_break_in_first_header": csv(
            "adhesions", '"id_\nreseau"' + MEMBERS[len("id_reseau") :], member()
        ),
        "total_and_units": csv(
            "tresorerie",
            CASH,
            ";aaaa-mm;€;€;€",
            "alpha;2026-01;1000;0;0",
            "alpha;2026-02;1100;100;0",
            "TOTAL;;2100;100;0",
        ),
        "units_not_euros": csv("tresorerie", CASH, ";;k€;k€;k€", "alpha;2026-01;1;0;0"),
        "column_in_thousands": csv(
            "tresorerie",
            "id_reseau;mois;solde_fin_mois (k€);encaissements en k€",
            "alpha;2026-01;1;0",
        ),
        "value_of_a_long_list": csv(
            "actions", "id_reseau;date;intitule;thematique", "alpha;01/01/2026;Atelier;divers"
        ),
        "headers_of_another_file": csv("subventions", "nom;prénom", "a;b"),
        "notes_under_the_table": csv(
            "tresorerie",
            CASH,
            "alpha;2026-01;1000;0;0",
            ";;;1000;0",
            ";;;vu avec Paul;",
            "Fait à Tours",
        ),
        "first_line_too_long": csv("adhesions", "x" * 70_000),
        "same_header_twice": csv(
            "adhesions", "id_reseau;siret;siret;college;date_adhesion", f"alpha;{SIRET};;autre;"
        ),
        "cells_left_out": csv(
            "adhesions",
            "id_reseau;siret;college;date_adhesion;date_sortie;motif_sortie",
            f"alpha;{SIRET};entreprise;15/01/2024;31/12/2025;demission",
            f"alpha;{SIRET_2};entreprise;15/01/2024",
            f"alpha;{SIRET_3};entreprise;15/01/2024;",
            f"alpha;{SIRET_3}",
        ),
        "separators_glued": csv(
            "adhesions",
            NAMED.replace(";", ",") + ";;;",
            f'"alpha,{SIRET},entreprise,01/01/2020,550,""Dupont, fils""";;;',
            f"alpha,{SIRET_2},entreprise,01/01/2020,550,Durand;;;",
        ),
        "two_sheets_unequal": xlsx("adhesions", {"2025": [HEAD, row], "2026": [HEAD[:4], row[:4]]}),
        "sheet_not_read": xlsx("adhesions", {"A": [HEAD, row], "Suite": [second, second]}),
        "hidden_sheet_beside": hidden({"Vieux": [HEAD, second], "Membres": [HEAD, row]}, "Vieux"),
        "hidden_sheet_read": hidden({"Membres": [HEAD, row], "Page": [["Bonjour"]]}, "Membres"),
        "hidden_rows": patched(
            xlsx("adhesions", {"A": [HEAD, row, second]}),
            "xl/worksheets/sheet1.xml",
            '<row r="3" ',
            '<row r="3" hidden="1" ',
        ),
    }


def hidden(sheets: dict[str, list[list[object]]], name: str) -> Case:
    """A workbook with one hidden sheet."""
    case = xlsx("adhesions", sheets)
    return patched(case, "xl/workbook.xml", f'name="{name}" ', f'name="{name}" state="hidden" ')


def _cells() -> dict[str, Case]:
    row = ["alpha", SIRET, "entreprise", "01/01/2020", "VOID"]
    required = ["alpha", SIRET_2, "VOID", "01/01/2020", "1"]
    cell = 'office:value-type="string"><text:p>VOID</text:p>'
    sheet = ods("adhesions", [HEAD, row, required])
    error = (
        'table:formula="of:=#REF!" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#REF!</text:p>'
    )
    return {
        "cell_errors_xlsx": with_errors(),
        "cell_errors_ods": patched(sheet, "content.xml", cell, error),
        "formulas_uncalculated_ods": patched(
            sheet, "content.xml", cell, 'table:formula="of:=500+50">'
        ),
        "hidden_rows_ods": patched(
            ods("adhesions", [HEAD, [*required[:2], "entreprise", *required[3:]]]),
            "content.xml",
            "<table:table-row>",
            '<table:table-row table:visibility="filter">',
        ),
        "merged_cells_xlsx": with_merged_cells(),
        "days_since_1904": with_days_since_1904(),
        "merged_cells_ods": patched(
            patched(
                ods("adhesions", [HEAD, row, ["", *required[1:2], "entreprise", *required[3:]]]),
                "content.xml",
                'office:value-type="string"><text:p>alpha',
                'table:number-rows-spanned="2" office:value-type="string"><text:p>alpha',
            ),
            "content.xml",
            '<table:table-cell office:value-type="string"><text:p></text:p></table:table-cell>',
            "<table:covered-table-cell/>",
        ),
        "cell_errors_csv": csv(
            "adhesions",
            NAMED,
            named("#N/A"),
            named("#1 du bois", SIRET_2),
            member(siret=SIRET_ZEROS, fee="#REF!") + ";",
        ),
        "durations": with_durations(),
    }


def saved(contract: str, workbook: openpyxl.Workbook) -> Case:
    """A workbook as a file."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    return Case(contract, f"{contract}.xlsx", buffer.getvalue())


def with_errors() -> Case:
    """Error cells and formulas saved without a result, as some programs write them."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(HEAD)
    sheet.append(["alpha", SIRET, "entreprise", datetime(2020, 1, 1), "#REF!"])
    sheet.append(["alpha", SIRET_2, "entreprise", datetime(2020, 1, 1), "=500+50"])
    sheet.append(["alpha", SIRET_3, "#N/A", datetime(2020, 1, 1), 550])
    sheet.append(["alpha", SIRET_3, "=A1", time(3, 30), 550])
    for place in ("E2", "C4"):
        sheet[place].data_type = TYPE_ERROR
    return saved("adhesions", workbook)


def with_days_since_1904() -> Case:
    """A workbook of an old Excel for Mac: a date, and day numbers whose format was lost."""
    workbook = openpyxl.Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    sheet = workbook.worksheets[0]
    sheet.append(HEAD)
    sheet.append(["alpha", SIRET, "entreprise", datetime(2020, 1, 1), 550])
    sheet.append(["alpha", SIRET_2, "entreprise", 42369, 43831])
    return saved("adhesions", workbook)


def with_merged_cells() -> Case:
    """A network and a fee each over two lines, a title across the table, an area without value."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(HEAD)
    for siret in (SIRET, SIRET_2, SIRET_3):
        sheet.append(["alpha", siret, "entreprise", datetime(2020, 1, 1), 550])
    sheet.append(["Sortis en 2020"])
    sheet.append(["beta", SIRET, "entreprise", datetime(2020, 1, 1)])
    sheet.append(["beta", SIRET_2, "entreprise", datetime(2020, 1, 1)])
    for area in ("A2:A3", "E3:E4", "A5:E5", "E6:E7", "A9:E12"):
        sheet.merge_cells(area)
    return saved("adhesions", workbook)


def with_durations() -> Case:
    """Hours stored as durations, one longer than a day; a date of zero."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["id_reseau", "date", "demandeur", "nature", "heures"])
    sheet.append(["alpha", datetime(2024, 1, 15), "Région", "reporting", timedelta(hours=26)])
    sheet.append(["alpha", datetime(2024, 1, 15), "Région", "reporting", time(3, 30)])
    sheet.append(["alpha", 0, "Région", "reporting", 2])
    sheet["B4"].number_format = "dd/mm/yyyy"
    return saved("sollicitations", workbook)


def _letters() -> dict[str, Case]:
    names = ("Société Éléphant", "Crêperie de l’été", "Forêt où rêver", "Façade à côté")
    rows = [named(name, joined=f"0{n}/01/2020") for n, name in enumerate(names, start=1)]
    latin = [*rows, named("Cœur de bœuf, 100 €", joined="09/01/2020")]
    lines = [NAMED, *rows]
    return {
        "encoding_mixed": raw(
            "\n".join(lines).encode() + b"\n" + named("Crêperie", SIRET_2).encode("cp1252")
        ),
        "encoding_latin_9": raw("\n".join([NAMED, *latin]).replace("’", "'").encode("iso8859-15")),
        "encoding_mac": raw("\r".join([NAMED, *latin]).encode("mac_roman")),
        "encoding_dos": raw("\r\n".join(lines).replace("’", "'").encode("cp850")),
        "encoding_utf16_without_mark": raw("\n".join(lines).encode("utf-16-le")),
        "text_mangled": csv(
            "adhesions", NAMED, named("Société".encode().decode("cp1252")), named("Cr\ufffdperie")
        ),
        "mac_line_ends": raw(
            "\r".join([MEMBERS, *(member(joined=f"{n:02}/01/2020") for n in range(1, 30))]).encode()
        ),
    }


def cases() -> dict[str, Case]:
    """Every case by name."""
    return {**_quotes(), **_blocks(), **_cells(), **_letters()}
