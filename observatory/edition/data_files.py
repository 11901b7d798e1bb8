"""Figures as files: CSV for spreadsheets, JSON for programs, and the package that describes them.

The package is a Data Package (https://specs.frictionlessdata.io): each CSV with its Table Schema,
its licence and its source. A value that is withheld or missing is a sign (`s`, `n.d.`) in the CSV,
null with a status in the JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from method.build import Build
from observatory.edition import addresses
from observatory.edition.model import Shown, document_of
from observatory.exports import csv_file
from observatory.exports.spreadsheet import header, is_known, value
from observatory.figures.columns import Column, is_empty
from observatory.figures.quoting import FICTIONAL, LICENCE, SITE

LICENCES = [
    {
        "name": "etalab-2.0",
        "title": LICENCE,
        "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    }
]
DIALECT = {"delimiter": ";", "lineTerminator": "\r\n", "header": True}
# Signs of a cell without a value: see the page Méthode.
MISSING = ["", "n.d.", "s"]
_TEXT, _NUMBER, _DATE = "string", "number", "date"
_DIGITS = 12

FIGURE_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Une figure de l’Observatoire des clusters",
    "type": "object",
    "additionalProperties": False,
    "required": [
        "key",
        "title",
        "reading",
        "scope",
        "source",
        "licenses",
        "version",
        "as_of",
        "fictional",
        "warning",
        "csv",
        "schema",
        "rows",
    ],
    "properties": {
        "key": {"type": "string", "description": "Nom stable de la figure."},
        "title": {"type": "string"},
        "reading": {"type": "string", "description": "Comment se lit une valeur."},
        "scope": {"type": "string", "description": "Ce que la figure couvre."},
        "source": {"type": "string"},
        "licenses": {"type": "array", "minItems": 1},
        "version": {"type": "string", "description": "Version publiée des données."},
        "as_of": {"type": "string", "format": "date"},
        "fictional": {"type": "boolean"},
        "warning": {"type": "string", "description": "Non vide quand les données sont fictives."},
        "csv": {"type": "string", "description": "Le même tableau, à côté de ce fichier."},
        "schema": {
            "type": "object",
            "description": "Colonnes : nom, titre, type, unité (une part est une fraction).",
            "required": ["fields"],
            "properties": {
                "fields": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["name", "title", "type"],
                        "properties": {
                            "name": {"type": "string"},
                            "title": {"type": "string"},
                            "type": {"enum": [_TEXT, _NUMBER, _DATE]},
                            "unit": {"type": "string"},
                        },
                    },
                }
            },
        },
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": {"type": ["string", "number", "null"]},
            },
        },
    },
}


def csv(shown: Shown, build: Build) -> bytes:
    """The table as read by French spreadsheets; fictional data is marked on every line."""
    return csv_file.write(document_of(shown.figure, build))


def table_schema(shown: Shown, build: Build) -> dict[str, Any]:
    """Table Schema of `csv`: one field per column, in order."""
    records = shown.figure.rows.to_dict("records")
    fields = [_field(column, records) for column in shown.figure.columns]
    fields.append({"name": "Version des données", "type": _TEXT})
    if build.is_fictional:
        fields.append({"name": "Avertissement", "type": _TEXT})
    return {"fields": fields, "missingValues": MISSING}


def as_json(shown: Shown, build: Build) -> bytes:
    """The table as JSON: numbers in the unit of their column, shares as fractions."""
    figure = shown.figure
    records = figure.rows.to_dict("records")
    columns = [
        {
            "name": column.key,
            "title": column.label,
            "type": _kind(column, records),
            **({"unit": column.unit} if column.unit else {}),
        }
        for column in figure.columns
    ]
    content = {
        "key": figure.key,
        "title": figure.title,
        "reading": figure.note.lecture,
        "scope": figure.note.champ,
        "source": figure.note.source,
        "licenses": LICENCES,
        "version": build.id,
        "as_of": build.as_of.isoformat(),
        "fictional": build.is_fictional,
        "warning": FICTIONAL if build.is_fictional else "",
        "csv": f"{shown.base.rpartition('/')[2]}.csv",
        "schema": {"fields": columns},
        "rows": [_row(record, figure.columns) for record in records],
    }
    return packed(content)


def package(files: Iterable[Shown], build: Build) -> bytes:
    """`datapackage.json`: the index of every file, with licences and schemas."""
    warning = f"{FICTIONAL}. " if build.is_fictional else ""
    return packed(
        {
            "profile": "tabular-data-package",
            "name": f"observatoire-clusters-{build.workspace}",
            "title": f"{warning}{SITE}{' : ' if build.label else ''}{build.label}",
            "description": f"{warning}Chiffres publics, données arrêtées au "
            f"{build.as_of.isoformat()}.",
            "version": build.id,
            "created": f"{build.built_at.isoformat()}Z",
            "licenses": LICENCES,
            "resources": [_resource(shown, build) for shown in files],
        }
    )


def packed(content: Any) -> bytes:
    """Readable JSON, without NaN."""
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()


def _resource(shown: Shown, build: Build) -> dict[str, Any]:
    path = addresses.data(shown.base, "csv").removeprefix("donnees/")
    return {
        "profile": "tabular-data-resource",
        "name": shown.base.replace("/", ".").lower(),
        "title": shown.figure.title,
        "description": shown.figure.note.champ,
        "path": path,
        "json": f"{path.removesuffix('.csv')}.json",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": DIALECT,
        "licenses": LICENCES,
        "sources": [{"title": shown.figure.note.source}],
        "schema": table_schema(shown, build),
    }


def _field(column: Column, records: list[dict[Any, Any]]) -> dict[str, Any]:
    kind = _kind(column, records)
    more = {_NUMBER: {"decimalChar": ","}, _DATE: {"format": "%d/%m/%Y"}}.get(kind, {})
    return {"name": header(column), "title": column.label, "type": kind, **more}


def _kind(column: Column, records: list[dict[Any, Any]]) -> str:
    """Type of a column: from its values, or from its unit if it has none."""
    kinds = {
        _DATE if isinstance(cell, date) else _NUMBER if isinstance(cell, float) else _TEXT
        for cell in (value(row, column) for row in records)
        if cell not in MISSING
    }
    if len(kinds) == 1:
        return kinds.pop()
    return _TEXT if kinds or column.unit is None else _NUMBER


def _row(record: Mapping[Any, Any], columns: Iterable[Column]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in columns:
        row[column.key] = _plain(record, column)
        if column.status:
            row[f"{column.key}_status"] = str(record[column.status])
    return row


def _plain(record: Mapping[Any, Any], column: Column) -> str | float | None:
    raw = record[column.key]
    if is_empty(raw) or not is_known(record, column):
        return None
    if isinstance(raw, date):
        return raw.isoformat()[:10]
    exported = value(record, column)
    return float(f"{exported:.{_DIGITS}g}") if isinstance(exported, float) else str(raw)
