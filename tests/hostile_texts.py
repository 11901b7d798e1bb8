"""Injection attempts, and how to detect that one of them was executed.

Each starts with the same name, so that it can be found on a page. `CANARY` is what template
languages would print; `WITNESS` is the file that they would write.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

WITNESS = Path(tempfile.gettempdir()) / "obs-witness"
CANARY = "1337"
_JINJA = "{{7*191}}{%if 1%}{{7*191}}{%endif%}"
_REACH = f"{{{{cycler.__init__.__globals__.__builtins__.open('{WITNESS}','w')}}}}"

TEXTS = {
    "jinja": "Nom " + _JINJA + _REACH,
    "branca": "Nom {% endraw %}" + _JINJA + _REACH + "{% raw %}",
    "literal": "Nom `${7*191}` ${7*191} \\",
    "format": "Nom {0.__class__} {name} %(name)s %s {7*191}",
    "plotly": "Nom %{customdata} %{x}<extra>x</extra> $7 \\times 191$",
    "typst": 'Nom #(7*191) #eval("7*191") #import "x": * $7$ @x <x> *gras*',
    "html": "Nom <b onclick=alert(1)>x</b><img src=x onerror=alert(1)><script>alert(1)</script>",
    "attribute": "Nom \"' onmouseover='alert(1)' x=\"",
    "link": "Nom [ici](https://evil.example) ![x](https://evil.example/x.png) <https://evil.example>",
    "bare link": "Nom https://evil.example www.evil.example moi@evil.example",
    "marks": "Nom **gras** _i_ `code` ~~x~~ | a | $x$ :red[rouge] :material/home: :+1: -> &lt;",
    "block": "# Nom\n\n- un\n1. deux\n> trois\n\n```\nx\n```\n---",
    "sql": "Nom'; drop table core.network; --",
    "equals": "=cmd|'/C calc'!A0",
    "plus": "+33 Nom",
    "minus": "-1+Nom",
    "at": "@SUM(A1:A2) Nom",
    "control": "Nom\x01\x0b\x1b[31m\ufffe\uffff fin",
    "direction": "Nom \u202egnp.exe\u202c \u2066x\u2069 z\u200be\u200dr\ufeffo",
    "long": "Nom " + "x" * 30_000,
    "long words": "Nom " + "mot " * 7_500,
    "spaces": "\u00a0\u2003Nom\u00a0\n\tici",
}


def was_run() -> bool:
    """Whether a text wrote its file; removes the file."""
    exists = WITNESS.exists()
    WITNESS.unlink(missing_ok=True)
    return exists
