"""Files and rows from which the cases of this folder are made."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date, time, timedelta
from xml.sax.saxutils import escape

import xlsxwriter

SIRET = "41357037500027"
SIRET_2 = "44229377500015"
SIRET_ZEROS = "00572078400015"
SIREN_ZEROS = "005720784"
NBSP, NNBSP = "\u00a0", "\u202f"


@dataclass(frozen=True)
class Case:
    """One file: its intended contract, its name and its content."""

    contract: str
    file: str
    content: bytes


def csv(contract: str, *lines: str, encoding: str = "utf-8", newline: str = "\n") -> Case:
    """A CSV from its lines."""
    text = newline.join(lines) + newline
    return Case(contract, f"{contract}.csv", text.encode(encoding))


def xlsx(contract: str, sheets: dict[str, list[list[object]]]) -> Case:
    """An XLSX from its sheets; dates are real Excel dates, None is an empty cell."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        hours = workbook.add_format({"num_format": "[h]:mm"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(r, c, cell, day)
                    elif isinstance(cell, time | timedelta):
                        sheet.write_datetime(r, c, cell, hours)
                    elif isinstance(cell, str):
                        sheet.write_string(r, c, cell)
                    elif cell is not None:
                        sheet.write(r, c, cell)
    return Case(contract, f"{contract}.xlsx", buffer.getvalue())


def ods(contract: str, rows: list[list[str]]) -> Case:
    """A minimal ODS of text cells."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = "".join(
        "<table:table-row>" + "".join(cell.format(escape(c)) for c in row) + "</table:table-row>"
        for row in rows
    )
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        f'xmlns:office="{oasis}:office:1.0" xmlns:table="{oasis}:table:1.0" '
        f'xmlns:text="{oasis}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Feuille1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    manifest_ns = f"{oasis}:manifest:1.0"
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{manifest_ns}">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        "</manifest:manifest>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mime, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return Case(contract, f"{contract}.ods", buffer.getvalue())


MEMBERS = "id_reseau;siret;college;date_adhesion;cotisation_annuelle"
SCDL = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,"
    "objet,montant,nature,conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,"
    "pourcentageSubvention"
)
REGION = "Région,23450002300028"


def member(
    network: str = "alpha",
    siret: str = SIRET,
    college: str = "entreprise",
    joined: str = "01/01/2020",
    fee: str = "550",
) -> str:
    """A membership row under `MEMBERS`."""
    return ";".join((network, siret, college, joined, fee))


def members(*rows: str) -> Case:
    """A memberships file whose first row is valid."""
    return csv("adhesions", MEMBERS, member(siret=SIRET_2), *rows)


def grant(
    reference: str = "D-1",
    beneficiary: str = SIRET,
    purpose: str = "Actions",
    amount: str = "25000",
    nature: str = "aide en numéraire",
    terms: str = "unique",
    period: str = "2025-04-01/2026-03-31",
    part: str = "1",
    day: str = "2025-03-14",
) -> str:
    """A grant row under `SCDL`."""
    return (
        f"{REGION},{day},{reference},Association,{beneficiary},{purpose},{amount},{nature},"
        f"{terms},{period},,non,{part}"
    )


def grants(*rows: str) -> Case:
    """A comma-separated grants file."""
    return csv("subventions", SCDL, *rows)
