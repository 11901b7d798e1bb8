"""SQL templates that cover every raw file without naming any: the contracts fill them in.

A file that contains `{% … %}` is a template. It receives `contracts`, and writes an identifier with
`| quoted`, a string with `| text` and the date of a column with `| day`. Data is never inserted
this way.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2

from method.published import literal, quoted_name
from pipelines.contracts import FieldSpec, load, names

# A month or a year is represented by its last day.
DAYS = {"date": "{}", "yearmonth": "last_day({})", "year": "make_date(cast({} as int), 12, 31)"}


def environment(root: Path) -> jinja2.Environment:
    """SQL templates of a folder; an undefined name raises an error."""
    templates = jinja2.Environment(  # noqa: S701 SQL, not HTML
        loader=jinja2.FileSystemLoader(root),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Without it, each use of a template would look at the date of its file.
        auto_reload=False,
    )
    templates.filters["quoted"] = quoted_name
    templates.filters["text"] = literal
    templates.filters["day"] = day
    return templates


def texts(root: Path) -> Callable[..., str]:
    """Return a function that renders `<root>/<name>.sql` with the given variables.

    Only names and constants of the contracts and of the code may be inserted this way; values from
    a file are bound as parameters or read from a table.
    """
    templates = environment(root)

    def text(name: str, **names: Any) -> str:
        return templates.get_template(f"{name}.sql").render(**names)

    return text


def day(field: FieldSpec, alias: str) -> str:
    """SQL expression for the date of a column.

    Args:
        field: a column whose type is a date, a month or a year.
        alias: name of its table in the query.
    """
    return DAYS[field.type].replace("{}", f"{alias}.{quoted_name(field.name)}")


def text_of(file: Path) -> str:
    """Text of an SQL file, rendered with the contracts if it is a template."""
    text = file.read_text(encoding="utf-8")
    if "{%" not in text:
        return text
    contracts = [load(name) for name in names()]
    return environment(file.parent).get_template(file.name).render(contracts=contracts)
