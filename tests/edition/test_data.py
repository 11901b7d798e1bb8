"""Data files of the edition: exactly the public data, conforming to their schemas."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from method.catalog import load_catalog
from observatory.gate.store import Store
from tests.edition.reading import files

pytestmark = pytest.mark.deep

ATOM = "{http://www.w3.org/2005/Atom}"


def read(folder: Path, path: str) -> dict:
    return json.loads((folder / path).read_text("utf-8"))


def test_every_file_of_figures_is_in_the_index_and_follows_its_schema(edition: Path) -> None:
    package = read(edition, "donnees/datapackage.json")
    described = {f"donnees/{one['path']}": one for one in package["resources"]}
    paths = [path for path in files(edition) if path.endswith(".csv")]
    assert sorted(described) == sorted(paths)
    names = [one["name"] for one in package["resources"]]
    assert len(names) == len(set(names))
    faults = [
        f"{path}: {fault}"
        for path, one in described.items()
        for fault in _csv_faults(edition / path, one)
    ]
    assert faults == []


def _csv_faults(file: Path, resource: dict) -> list[str]:
    """Errors that a Table Schema validator would report."""
    text = file.read_text(resource["encoding"])
    head, *rows = csv.reader(io.StringIO(text), delimiter=resource["dialect"]["delimiter"])
    fields, missing = resource["schema"]["fields"], set(resource["schema"]["missingValues"])
    errors = [] if head == [one["name"] for one in fields] else [f"headers {head}"]
    errors += [] if len(set(head)) == len(head) else [f"a header twice in {head}"]
    errors += [] if resource["licenses"] and resource["sources"] else ["no licence or no source"]
    for row in rows:
        for cell, field in zip(row, fields, strict=True):
            if cell in missing:
                continue
            try:
                if field["type"] == "number":
                    float(cell.replace(field["decimalChar"], "."))
                elif field["type"] == "date":
                    datetime.strptime(cell, field["format"])
            except ValueError:
                errors.append(f"{field['name']}: {cell!r} is no {field['type']}")
    return errors


def test_every_json_of_a_figure_follows_the_schema_beside_it(edition: Path) -> None:
    check = jsonschema.Draft202012Validator(read(edition, "donnees/figure.schema.json"))
    paths = [path for path in files(edition) if path.endswith(".csv")]
    for path in paths:
        content = read(edition, path.replace(".csv", ".json"))
        check.validate(content)
        assert content["licenses"][0]["name"] == "etalab-2.0"
        assert content["csv"] == Path(path).name
        names = {field["name"] for field in content["schema"]["fields"]}
        for row in content["rows"]:
            assert names <= set(row)
            withheld = [name for name in row if name.endswith("_status") and row[name] != "ok"]
            assert all(row[name.removesuffix("_status")] is None for name in withheld)


@pytest.mark.parametrize("workspace", ["cvl", pytest.param("demo", marks=pytest.mark.deep)])
def test_values_are_those_that_the_gate_gives_the_public(
    workspace: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(workspace)
    curated: Path = request.getfixturevalue(f"{workspace}_curated")
    session = Store(curated.parent).session(workspace, "public")
    networks = session.query("network_names")["network_id"].tolist()
    rows = session.query(
        "indicator_series",
        until=session.build.as_of,
        networks=["*", *networks],
        indicators=[*load_catalog().indicators],
    )
    shown_rows = rows[rows["value"].notna() & rows["status"].eq("ok")]
    expected = {
        (one.indicator_id, one.network_id, f"{one.as_of:%Y-%m-%d}"): one.value
        for one in shown_rows.itertuples()
    }
    in_edition = {}
    for path in files(folder):
        if path.startswith("donnees/indicateurs/") and path.endswith(".json"):
            name = Path(path).stem
            for row in read(folder, path)["rows"]:
                if row["value"] is not None:
                    in_edition[name, row["network_id"], row["as_of"]] = row["value"]
    assert set(in_edition) == set(expected)
    assert all(math.isclose(in_edition[key], expected[key], rel_tol=1e-11) for key in in_edition)
    assert (workspace == "cvl") == (not in_edition)


@pytest.mark.deep
def test_no_network_shows_what_only_staff_read(demo: Path) -> None:
    staff = {one.id for one in load_catalog().indicators.values() if one.viewer == "staff"}
    leaks = [
        path
        for path in files(demo)
        if path.startswith("donnees/indicateurs/") and path.endswith(".json")
        if Path(path).stem in staff
        and any(
            row["network_id"] != "*" and row["value"] is not None
            for row in read(demo, path)["rows"]
        )
    ]
    assert leaks == []
    assert not [path for path in files(demo) if "fragilite" in path or "financeurs" in path]


def test_the_feed_lists_each_publication_once(edition: Path) -> None:
    feed = ElementTree.parse(edition / "atom.xml").getroot()
    entries = feed.findall(f"{ATOM}entry")
    published = read(edition, "donnees/publications.json")
    assert [one.find(f"{ATOM}summary").text for one in entries] == [p["summary"] for p in published]
    assert feed.find(f"{ATOM}updated").text == published[0]["published"]
    for name in ("title", "id", "author", "rights"):
        assert feed.find(f"{ATOM}{name}") is not None
    assert published[0]["version"] == read(edition, "donnees/datapackage.json")["version"]
