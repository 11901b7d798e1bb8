"""SQL that covers every raw file without naming any: the contracts fill it in.

A file that holds `{% … %}` is such a template. It receives `contracts`, and writes an identifier
with `| quoted`, a text with `| text` and the day that a column gives with `| day`. No data goes in
this way.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2

from method.published import quoted_name
from pipelines.contracts import FieldSpec, load, names

# A month and a year stand for their last day.
DAYS = {"date": "{}", "yearmonth": "last_day({})", "year": "make_date(cast({} as int), 12, 31)"}


def environment(root: Path) -> jinja2.Environment:
    """SQL templates of a folder; using a name that is not given is an error."""
    made = jinja2.Environment(  # noqa: S701 SQL, not HTML
        loader=jinja2.FileSystemLoader(root),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["quoted"] = quoted_name
    made.filters["text"] = _text
    made.filters["day"] = day
    return made


def texts(root: Path) -> Callable[..., str]:
    """What gives the text of `<root>/<name>.sql`, given its name and what it is filled in with.

    Only names and constants of the contracts and of the code go in this way; what comes from a file
    is bound as a parameter or read from a table.
    """
    made = environment(root)

    def text(name: str, **names: Any) -> str:
        return made.get_template(f"{name}.sql").render(**names)

    return text


def day(field: FieldSpec, alias: str) -> str:
    """SQL expression for the day that a column gives.

    Args:
        field: a column whose type is a date, a month or a year.
        alias: name of its table in the query.
    """
    return DAYS[field.type].replace("{}", f"{alias}.{quoted_name(field.name)}")


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def text_of(file: Path) -> str:
    """Text of an SQL file, filled in from the contracts when it is a template."""
    text = file.read_text(encoding="utf-8")
    if "{%" not in text:
        return text
    contracts = [load(name) for name in names()]
    return environment(file.parent).get_template(file.name).render(contracts=contracts)
