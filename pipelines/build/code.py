"""Hash of what a step of a build depends on besides its inputs: code and settings.

A step is run again when the text of any module that it may load has changed, or any settings file
that such a module names. The hash follows the import statements without running them, so that a
step that is kept costs no import. A name that matches too widely only runs a step too often.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from threading import Lock

import duckdb

from method.settings import ROOT
from pipelines.build.parses import names_in
from pipelines.build.workspace import CODE_ROOTS, CODE_SUFFIXES

# Incremented when the format of the memory of builds changes.
FORMAT = 3
SETTINGS = CODE_SUFFIXES - {".py"}
# A text that ends with the name of a file: `"a.yaml"`, `"folder/b.sql"`.
_NAMED_SETTING = re.compile(r"""["'/}](\w[\w.-]*\.(?:sql|yaml|json))["']""")
# Before the name of a settings file, which may end like that of a module.
_FILE = "/"
_ONE_AT_A_TIME = Lock()


def digest(parts: Iterable[str]) -> str:
    """Hash of a sequence of texts."""
    hasher = hashlib.sha256()
    for part in parts:
        hasher.update(f"{len(part)}:{part}".encode())
    return hasher.hexdigest()[:32]


def sha_of(place: Path) -> str:
    """Hash of a file, or of the files of a folder by name; hash of nothing if absent."""
    files = sorted(place.glob("*")) if place.is_dir() else [place]
    parts = []
    for file in files:
        if file.is_file():
            with file.open("rb") as content:
                parts += [file.name, hashlib.file_digest(content, "sha256").hexdigest()]
    return digest(parts)


@cache
def code_of(*modules: str) -> str:
    """Hash of project modules, of their project imports, and of the settings that these name.

    Args:
        modules: dotted names; a package includes everything under it.
    """
    files = sorted(files_of(*modules))
    return digest(text for file in files for text in (str(file.relative_to(ROOT)), _hash(file)))


def files_of(*modules: str) -> frozenset[Path]:
    """Files that `code_of` covers."""
    return frozenset(_closure(modules))


def parsed(file: Path) -> ast.Module:
    """Syntax tree of a project module, parsed by one thread at a time.

    Python 3.11 counts the depth of the trees of all threads together: two publications at once
    would fail with `SystemError: AST constructor recursion depth mismatch`.
    """
    return _tree(file.read_bytes())


def _tree(text: bytes) -> ast.Module:
    with _ONE_AT_A_TIME:
        return ast.parse(text)


@cache
def environment() -> str:
    """Hash of the interpreter and of every installed package with its version."""
    folders = sorted({Path(p) for p in sys.path if p.endswith("-packages")})
    names = sorted(path.name for folder in folders for path in folder.glob("*.dist-info"))
    return digest([str(FORMAT), sys.version, duckdb.__version__, *names])


def _closure(modules: Iterable[str]) -> set[Path]:
    waiting = [file for name in modules for file in _files(name, whole=True)]
    files: set[Path] = set()
    while waiting:
        file = waiting.pop()
        if file not in files:
            files.add(file)
            waiting += _named(file)
    return files


def _files(name: str, *, whole: bool = False) -> Iterator[Path]:
    """File of a module; for a package, its `__init__`, or everything under it with `whole`."""
    place = ROOT.joinpath(*name.split("."))
    if place.with_suffix(".py").is_file():
        yield place.with_suffix(".py")
    elif whole and place.is_dir():
        yield from (file for file in place.rglob("*") if file.suffix in CODE_SUFFIXES)
    elif (place / "__init__.py").is_file():
        yield place / "__init__.py"


@cache
def _named(file: Path) -> tuple[Path, ...]:
    """Project files that a module imports, and settings files that it names."""
    if file.suffix != ".py":
        return ()
    files: set[Path] = set()
    for name in names_in(file.read_bytes(), (Path(__file__),), _names):
        if name.startswith(_FILE):
            files.update(_settings().get(name.removeprefix(_FILE), ()))
        elif name.split(".")[0] in CODE_ROOTS:
            files.update(_files(name))
    return tuple(files)


def _names(text: bytes) -> Iterator[str]:
    """Modules that a module imports, dotted, and settings files that it names, after `_FILE`."""
    yield from (_FILE + name for name in _NAMED_SETTING.findall(text.decode()))
    for line in _statements(_tree(text)):
        if isinstance(line, ast.Import):
            yield from (alias.name for alias in line.names)
        elif isinstance(line, ast.ImportFrom) and line.module:
            yield line.module
            yield from (f"{line.module}.{alias.name}" for alias in line.names)


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Statements at any depth: an import is nowhere else, and expressions are most of a tree."""
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        yield (node := waiting.pop())
        for name in ("body", "orelse", "handlers", "finalbody", "cases"):
            inner = getattr(node, name, ())
            waiting += inner if isinstance(inner, list) else ()


@cache
def _settings() -> dict[str, list[Path]]:
    """Settings files by name; several files with one name are all included."""
    by_name: dict[str, list[Path]] = {}
    for root in CODE_ROOTS:
        for file in (ROOT / root).rglob("*"):
            if file.suffix in SETTINGS:
                by_name.setdefault(file.name, []).append(file)
    return by_name


@cache
def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
