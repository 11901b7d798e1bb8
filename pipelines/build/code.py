"""What a step of a build is made of besides its inputs: code and settings, as one hash.

A step is run again when the text of any module that it may load has moved, or any file of settings
that such a module names. The hash follows imports as they are written, without running them: a step
that is kept costs no import. What is named too widely only runs a step too often.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from threading import Lock

import duckdb

from method.settings import ROOT
from pipelines.build.workspace import CODE_ROOTS, CODE_SUFFIXES

# Moves when the memory of builds changes its own ways.
FORMAT = 1
SETTINGS = CODE_SUFFIXES - {".py"}
_ONE_AT_A_TIME = Lock()


def digest(parts: Iterable[str]) -> str:
    """Hash of some texts in their order."""
    found = hashlib.sha256()
    for part in parts:
        found.update(f"{len(part)}:{part}".encode())
    return found.hexdigest()[:32]


def sha_of(place: Path) -> str:
    """Hash of a file, or of those of a folder by name; of nothing where there is none."""
    files = sorted(place.glob("*")) if place.is_dir() else [place]
    parts = []
    for file in files:
        if file.is_file():
            with file.open("rb") as content:
                parts += [file.name, hashlib.file_digest(content, "sha256").hexdigest()]
    return digest(parts)


@cache
def code_of(*modules: str) -> str:
    """Hash of modules of ours, of all that they import of ours, and of the settings these name.

    Args:
        modules: dotted names; that of a package takes all that is under it.
    """
    files = sorted(files_of(*modules))
    return digest(text for file in files for text in (str(file.relative_to(ROOT)), _hash(file)))


def files_of(*modules: str) -> frozenset[Path]:
    """Files that `code_of` covers."""
    return frozenset(_closure(modules))


def parsed(file: Path) -> ast.Module:
    """The tree of a module of ours, made by one thread at a time.

    Python 3.11 counts the depth of the trees of all threads together: two publications at once
    would stop with `SystemError: AST constructor recursion depth mismatch`.
    """
    with _ONE_AT_A_TIME:
        return ast.parse(file.read_bytes())


@cache
def environment() -> str:
    """Hash of the interpreter and of every package installed, with its version."""
    folders = sorted({Path(p) for p in sys.path if p.endswith("-packages")})
    names = sorted(path.name for folder in folders for path in folder.glob("*.dist-info"))
    return digest([str(FORMAT), sys.version, duckdb.__version__, *names])


def _closure(modules: Iterable[str]) -> set[Path]:
    waiting = [file for name in modules for file in _files(name, whole=True)]
    found: set[Path] = set()
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += _named(file)
    return found


def _files(name: str, *, whole: bool = False) -> Iterator[Path]:
    """File of a module; of a package its `__init__`, or all that is under it, settings included."""
    place = ROOT.joinpath(*name.split("."))
    if place.with_suffix(".py").is_file():
        yield place.with_suffix(".py")
    elif whole and place.is_dir():
        yield from (file for file in place.rglob("*") if file.suffix in CODE_SUFFIXES)
    elif (place / "__init__.py").is_file():
        yield place / "__init__.py"


@cache
def _named(file: Path) -> tuple[Path, ...]:
    """Files of ours that a module imports, and those of settings that it names."""
    if file.suffix != ".py":
        return ()
    found: set[Path] = set()
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(_settings().get(node.value.rpartition("/")[2], ()))
            continue
        found.update(f for name in names if name.split(".")[0] in CODE_ROOTS for f in _files(name))
    return tuple(found)


@cache
def _settings() -> dict[str, list[Path]]:
    """Files of settings by name; two of one name are both taken."""
    found: dict[str, list[Path]] = {}
    for root in CODE_ROOTS:
        for file in (ROOT / root).rglob("*"):
            if file.suffix in SETTINGS:
                found.setdefault(file.name, []).append(file)
    return found


@cache
def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
