"""No text of the data is interpreted as code: the calls that would do so are refused.

Exceptions are listed below with their reason; nothing else is accepted.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import source

SCREEN = ("app.py", "pages", "ui")

# ── What is rendered ──────────────────────────────────────────────────────────────────────────────
# Calls whose first text is a template, or is put on a page unescaped.
RENDERING = {
    "Element", "Figure", "Html", "IFrame", "JsCode", "MacroElement", "Template", "from_string",
    "Markup", "html", "iframe", "render_template_string", "Function", "eval", "exec", "compile",
}  # fmt: skip
# Texts given to folium are templates too: branca renders them a second time.
FOLIUM_WORDS = {"tooltip", "popup", "attr", "name", "icon", "html", "tiles"}
# Calls with one of these names that are harmless.
OTHER_CALLS = {"go.Figure", "re.compile", "typst.compile", "pc.compile"}
# Our `Figure` is a value; branca's `Figure` is a template.
OWN_FIGURE = re.compile(
    r"^class Figure:|from observatory.figures.figure import [^\n]*\bFigure\b", re.MULTILINE
)

MAP_FILE = "observatory/territories/map_file.py"
RENDERED = {
    (MAP_FILE, "script"): "Leaflet, a file of this project",
    (MAP_FILE, "sheet"): "Leaflet, a file of this project",
    (MAP_FILE, "root.header.render()"): "folium was given codes, numbers and colours alone",
    (MAP_FILE, "root.html.render()"): "folium was given codes, numbers and colours alone",
    (MAP_FILE, "root.script.render()"): "folium was given codes, numbers and colours alone",
    ("app.py", "ROOT / 'static' / 'app.css'"): "the style sheet, a file of this project",
    ("ui/html.py", "rendered"): "what templates of ui/templates gave, autoescaped",
}
# `.format` of a text that is not a literal: the text chooses which attributes are read.
FORMATTED = {
    ("observatory/fragility/reasons.py", "clause.text"): "a sentence of clauses.yaml",
    ("observatory/fragility/reasons.py", "clause.small"): "a sentence of clauses.yaml",
    (
        "observatory/fragility/reasons.py",
        "clause.moved or clause.text",
    ): "a sentence of clauses.yaml",
    ("observatory/comparison/peers.py", "words"): "one of the constants beside it",
    ("pipelines/fetch/territory_sources.py", "template"): "an address of the module's own list",
    ("pipelines/ingest/columns.py", "read"): "an expression of the table beside it",
    ("pipelines/ingest/messages.py", "self.message"): "a sentence of messages.yaml",
    ("pipelines/ingest/messages.py", "(near or self.hint)"): "a sentence of messages.yaml",
    ("pipelines/ingest/messages.py", "near or self.hint"): "a sentence of messages.yaml",
}
UNESCAPED = {"pipelines/contracts/sql.py": "SQL, given names of the contracts and no data"}

# ── What Streamlit reads as Markdown ──────────────────────────────────────────────────────────────
MARKDOWN = {
    "badge", "button", "caption", "chat_message", "checkbox", "date_input", "download_button",
    "error", "expander", "file_uploader", "form_submit_button", "header", "info", "link_button",
    "markdown", "metric", "multiselect", "number_input", "page_link", "popover", "progress",
    "select_slider", "selectbox", "slider", "spinner", "status", "subheader", "success", "tabs",
    "text_area", "text_input", "title", "toast", "toggle", "warning", "write",
}  # fmt: skip
# Their options are read as Markdown too.
OPTIONS_READ = {"radio", "pills", "segmented_control"}
SECOND = {"page_link", "progress"}
WORDS = {"label", "body", "text", "help"}
# They escape, or return numbers, dates and words of this project.
SAFE = {"plain", "plain_target", "fr", "fr_date", "fr_month", "fr_euros", "plural", "fr_short_date"}
WRITTEN_HERE = "Markdown of this project, whose names it escapes itself"
SHOWN = {
    ("ui/detection/__init__.py", "headline"): WRITTEN_HERE,
    ("ui/detection/__init__.py", "details"): "lines escaped in `_listed`",
    ("ui/fragility/detail.py", "stage_sentence(rules)"): WRITTEN_HERE,
    ("ui/fragility/detail.py", "aggregation_sentence(opened[0])"): WRITTEN_HERE,
    ("ui/filters.py", "[*shown.values()]"): "labels escaped in the line above",
    ("pages/citer/methode.py", "text.body"): "a legal text of observatory/content",
    ("ui/opinion/text.py", "opinion.url"): "an address of opinion.yaml",
}


def _calls(file: Path) -> Iterator[ast.Call]:
    return (node for node in source.nodes(file) if isinstance(node, ast.Call))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def rendered_texts(file: Path) -> Iterator[str]:
    """Texts given to a call that renders them, except literals."""
    others = OTHER_CALLS | ({"Figure"} if OWN_FIGURE.search(source.text(file)) else set())
    for call in _calls(file):
        whole, name = ast.unparse(call.func), _called(call)
        if name in RENDERING and whole not in others:
            texts = [*call.args[:1], *(word.value for word in call.keywords)]
            yield from (ast.unparse(text) for text in texts if not isinstance(text, ast.Constant))
        if whole.startswith("folium."):
            yield from (
                f"{whole}({word.arg}={ast.unparse(word.value)})"
                for word in call.keywords
                if word.arg in FOLIUM_WORDS and not isinstance(word.value, ast.Constant)
            )


def formats_of_others(file: Path) -> Iterator[str]:
    """Receivers of `.format` and `.format_map` that are not literals."""
    constants = _constants(source.tree(file))
    for call in _calls(file):
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("format", "format_map"):
            receiver = call.func.value
            is_own = isinstance(receiver, ast.Constant) or ast.unparse(receiver) in constants
            if not is_own:
                yield ast.unparse(receiver)


def _constants(tree: ast.Module) -> set[str]:
    """Names that the module sets once, to a literal."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and not any(map(_reads_something, source.walk(node.value)))
    }


def _reads_something(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) != "load_rules"


class Screen:
    """Texts that a file passes to Streamlit as Markdown, and whether each is known to be plain."""

    def __init__(self, file: Path) -> None:
        self.tree = source.tree(file)
        self.constants = _constants(self.tree) | {"NBSP", "NNBSP"} | _shouted(self.tree)
        self.imported = {
            alias.asname or alias.name.split(".")[0]
            for node in source.walk(self.tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        } - {"st"}

    def unknown(self) -> Iterator[str]:
        """Parts of texts that are not known to be plain."""
        for function in self._functions():
            local = _assigned(function)
            for call in source.walk(function):
                if isinstance(call, ast.Call) and self._is_drawn(call):
                    for text in _texts_of(call):
                        yield from self._unknown(text, local)

    def _functions(self) -> Iterator[ast.AST]:
        functions = [n for n in source.walk(self.tree) if isinstance(n, ast.FunctionDef)]
        yield from functions
        inside = {id(part) for function in functions for part in source.walk(function)}
        yield from (n for n in self.tree.body if id(n) not in inside)

    def _is_drawn(self, call: ast.Call) -> bool:
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in MARKDOWN:
            return False
        root = call.func.value
        while isinstance(root, ast.Attribute):
            root = root.value
        name = root.id if isinstance(root, ast.Name) else ""
        # `write` is also a method of other objects.
        return name not in self.imported and (call.func.attr != "write" or name == "st")

    def _unknown(self, node: ast.expr, local: dict[str, list[ast.expr]]) -> Iterator[str]:
        for part in self._parts(node):
            if isinstance(part, ast.Name) and part.id in local:
                rest = {name: values for name, values in local.items() if name != part.id}
                for value in local[part.id]:
                    yield from self._unknown(value, rest)
            elif not self._is_plain(part):
                yield ast.unparse(part)

    def _parts(self, node: ast.expr) -> Iterator[ast.expr]:
        """Parts of a text."""
        inside: list[ast.expr] | None = None
        if isinstance(node, ast.JoinedStr):
            inside = [v.value for v in node.values if isinstance(v, ast.FormattedValue)]
        elif isinstance(node, ast.IfExp):
            inside = [node.body, node.orelse]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            is_number = any(
                isinstance(side, ast.Constant) and isinstance(side.value, int)
                for side in (node.left, node.right)
            )
            inside = [] if is_number else [node.left, node.right]
        elif isinstance(node, ast.Call) and _called(node) == "join" and node.args:
            items = node.args[0]
            inside = [items.elt] if isinstance(items, ast.GeneratorExp | ast.ListComp) else [items]
        if inside is None:
            yield node
        else:
            for part in inside:
                yield from self._parts(part)

    def _is_plain(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Constant):
            return True
        if isinstance(node, ast.Call):
            return _called(node) in SAFE
        base = node.value if isinstance(node, ast.Subscript) else node
        return isinstance(base, ast.Name) and base.id in self.constants


def _shouted(tree: ast.Module) -> set[str]:
    """Constants of other modules, written in capitals."""
    return {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.isupper()
    }


def _assigned(function: ast.AST) -> dict[str, list[ast.expr]]:
    """Values assigned to each name in a function; names set by a loop are unknown."""
    values: dict[str, list[ast.expr]] = {}
    for node in source.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            values.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, ast.NamedExpr):
            values.setdefault(node.target.id, []).append(node.value)
    return values


def _texts_of(call: ast.Call) -> list[ast.expr]:
    first = 1 if _called(call) in SECOND else 0
    return [
        *call.args[first : first + 1],
        *(word.value for word in call.keywords if word.arg in WORDS),
    ]


def test_no_text_of_the_data_is_rendered() -> None:
    offenders = {
        (source.name(file), text)
        for file in source.files(*source.PRODUCT)
        for text in rendered_texts(file)
    }
    assert offenders - RENDERED.keys() == set()
    assert RENDERED.keys() - offenders == set(), "a reason whose place is gone"


def test_no_text_of_the_data_is_a_format() -> None:
    offenders = {
        (source.name(file), text)
        for file in source.files(*source.PRODUCT)
        for text in formats_of_others(file)
    }
    assert offenders - FORMATTED.keys() == set()


def test_every_environment_of_templates_escapes() -> None:
    wrong = [
        source.name(file)
        for file in source.files(*source.PRODUCT)
        for call in _calls(file)
        if _called(call) == "Environment"
        and not any(
            word.arg == "autoescape"
            and isinstance(word.value, ast.Constant)
            and word.value.value is True
            for word in call.keywords
        )
    ]
    assert set(wrong) == UNESCAPED.keys()


def test_no_text_of_the_data_is_markdown() -> None:
    offenders = {
        (source.name(file), text)
        for file in source.files(*SCREEN)
        for text in Screen(file).unknown()
    }
    assert offenders - SHOWN.keys() == set(), "put it in `plain(…)`"
    assert SHOWN.keys() - offenders == set(), "a reason whose place is gone"


def test_no_list_whose_options_are_markdown() -> None:
    offenders = [
        source.name(f)
        for f in source.files(*SCREEN)
        for c in _calls(f)
        if _called(c) in OPTIONS_READ
    ]
    assert offenders == []


def test_no_html_is_let_through() -> None:
    words = {
        word.arg for f in source.files(*SCREEN) for call in _calls(f) for word in call.keywords
    }
    assert not words & {"unsafe_allow_html", "unsafe_allow_javascript"}


@pytest.mark.parametrize(
    "code",
    [
        "st.header(name)",
        "st.caption(f'Deux pages sur {names[chosen]}')",
        "st.markdown('**' + row['name'] + '**')",
        "st.expander(label=title)",
        "st.page_link(file, label=page.title)",
        "left.warning(', '.join(names))",
        "st.toggle('Oui', help=told)",
    ],
)
def test_the_rule_sees(code: str, tmp_path: Path) -> None:
    page, element, text = (tmp_path / name for name in ("page.py", "element.py", "text.py"))
    page.write_text(f"import streamlit as st\n\ndef draw(name, title):\n    {code}\n")
    assert list(Screen(page).unknown())
    element.write_text("from branca.element import Element\n\nElement('{%raw%}' + text)\n")
    assert list(rendered_texts(element))
    text.write_text("(title + '{}').format(1)\n")
    assert list(formats_of_others(text))
