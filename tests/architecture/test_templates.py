"""Every call that renders a template gives all its values: a missing one stops the page."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jinja2 import Environment, meta, nodes

from method.settings import ROOT
from tests.architecture import source

TEMPLATES = ROOT / "ui" / "templates"
# Given to every template by `ui.html.render`.
ALWAYS = {"fr"}


def _drawn() -> Iterator[tuple[str, str, set[str]]]:
    """Where a template is rendered, its name, and the values passed by keyword."""
    for file in source.files("ui", "pages"):
        for node in source.nodes(file):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            first = node.args[0]
            name = first.value if isinstance(first, ast.Constant) else None
            values = {one.arg for one in node.keywords}
            if isinstance(name, str) and (TEMPLATES / name).is_file() and None not in values:
                yield f"{source.name(file)}:{node.lineno}", name, {one for one in values if one}


def test_every_value_of_a_template_is_given() -> None:
    environment, missing, count = Environment(autoescape=True), {}, 0
    for where, name, values in _drawn():
        count += 1
        tree = environment.parse((TEMPLATES / name).read_text(encoding="utf-8"))
        own = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "store"}
        needed = meta.find_undeclared_variables(tree) - ALWAYS - own
        if needed - values:
            missing[where] = (name, sorted(needed - values))
    assert count > 20
    assert missing == {}
