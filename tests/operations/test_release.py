"""A release contains what is in the repository, with an inventory of packages."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from method.settings import ROOT
from operations import release
from pipelines.refused import Refused

LOG = "# Changes\n\n## 1.2.0 — 2026-11\n- Un.\n\n## 1.1.0\n- Deux.\n\n## 1.0.0\n"
needs_git = pytest.mark.skipif(
    not (ROOT / ".git").exists() or not shutil.which("git"), reason="no repository here"
)


def test_the_section_of_a_version_and_no_other() -> None:
    assert release.section(LOG, "1.2.0").splitlines() == ["## 1.2.0 — 2026-11", "- Un."]
    assert "Un" not in release.section(LOG, "1.1.0")
    for absent in ("1.3.0", "1.2", "1.0.0"):
        with pytest.raises(Refused, match="CHANGELOG"):
            release.section(LOG, absent)


@needs_git
def test_the_archive_is_the_commit_and_the_same_bytes_each_time() -> None:
    assert release.pack("x") == release.pack("x")


@pytest.mark.deep
@needs_git
def test_the_wheel_is_the_code_of_the_archive_and_the_same_bytes_each_time() -> None:
    archive = release.pack("x")
    name, wheel = release.wheel(archive, "x")
    assert (name, wheel) == release.wheel(archive, "x")
    with zipfile.ZipFile(io.BytesIO(wheel)) as parts:
        code = {one for one in parts.namelist() if ".dist-info/" not in one}
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        assert {f"x/{one}" for one in code} <= set(tar.getnames())
    assert {"app.py", "method/secrecy.py", "pages/comprendre/adhesions.py"} <= code
    assert not [one for one in code if one.startswith(("tests/", "data/", "deploy/"))]


@needs_git
def test_every_package_is_in_the_inventory_with_hash_and_licence() -> None:
    inventory = json.loads(json.dumps(release.sbom("1.2.0")))
    assert (inventory["bomFormat"], inventory["specVersion"]) == ("CycloneDX", "1.6")
    parts = {part["name"]: part for part in inventory["components"]}
    assert len(parts) == len(release.locked()) > 60
    assert [n for n, part in parts.items() if not part["externalReferences"][0]["hashes"]] == []
    unknown = ("not told", "not installed here")
    of = {n: part["licenses"][0]["license"]["name"] for n, part in parts.items()}
    assert [n for n, licence in of.items() if licence in unknown] == []
    assert set(inventory["dependencies"][0]["dependsOn"]) == {p["bom-ref"] for p in parts.values()}
    assert release.licences().count("\n") == len(parts) + 4


def test_what_is_not_clean_is_not_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="MAJEUR"):
        release.release("1.2", tmp_path)
    with pytest.raises(Refused, match="pyproject"):
        release.release("99.0.0", tmp_path)
    monkeypatch.setattr(release, "_git", lambda *_: " M README.md")
    own = next(
        line for line in release.PROJECT.read_text("utf-8").splitlines() if "version =" in line
    )
    with pytest.raises(Refused, match="enregistrez"):
        release.release(own.split('"')[1], tmp_path)
    assert list(tmp_path.iterdir()) == []


REACHED = (
    {"name": "a", "version": "1", "vulns": []},
    {"name": "b", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]},
    {"name": "c", "skip_reason": "Dependency not found on PyPI"},
)


@pytest.mark.parametrize(
    ("said", "code", "told", "faults"),
    [
        (
            json.dumps({"dependencies": REACHED}),
            1,
            "2\u00a0paquets vérifiés, 1\u00a0non vérifié",
            1,
        ),
        (json.dumps({"dependencies": REACHED[:1]}), 0, "aucune faute connue", 0),
        # Output of pip-audit when its source is unreachable, with exit code 0.
        (json.dumps({"dependencies": REACHED[2:]}), 0, "NON VÉRIFIÉES", 0),
        ("", 1, "NON VÉRIFIÉES (pip-audit s’est arrêté : ERROR: no way out", 0),
        (None, 0, "NON VÉRIFIÉES (pip-audit n’est pas installé", 0),
    ],
)
def test_an_audit_that_did_not_run_never_passes(
    said: str | None,
    code: int,
    told: str,
    faults: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tool = tmp_path / "pip-audit"
    if said is not None:
        tool.write_text(
            f"#!/bin/sh\ncat <<'E'\n{said}\nE\necho 'ERROR: no way out' >&2\nexit {code}\n"
        )
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    result = release.audit()
    assert told in result.sentence() and told in result.text()
    assert len(result.faults) == faults
    assert ("aucune faute" in result.text()) == (faults == 0 and "NON" not in result.text())
