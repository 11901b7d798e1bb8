"""Who draws a template gives it every value that it names: a missing one stops the page."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jinja2 import Environment, meta, nodes

from method.settings import ROOT
from tests.architecture import source

TEMPLATES = ROOT / "ui" / "templates"
# Given to each by `ui.html.render`.
ALWAYS = {"fr"}


def _drawn() -> Iterator[tuple[str, str, set[str]]]:
    """Where a template is drawn, its name, and the values that it is given by name."""
    for file in source.files("ui", "pages"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            first = node.args[0]
            name = first.value if isinstance(first, ast.Constant) else None
            given = {one.arg for one in node.keywords}
            if isinstance(name, str) and (TEMPLATES / name).is_file() and None not in given:
                yield f"{source.name(file)}:{node.lineno}", name, {one for one in given if one}


def test_every_value_of_a_template_is_given() -> None:
    environment, missing, seen = Environment(autoescape=True), {}, 0
    for where, name, given in _drawn():
        seen += 1
        tree = environment.parse((TEMPLATES / name).read_text(encoding="utf-8"))
        own = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "store"}
        wanted = meta.find_undeclared_variables(tree) - ALWAYS - own
        if wanted - given:
            missing[where] = (name, sorted(wanted - given))
    assert seen > 20
    assert missing == {}
