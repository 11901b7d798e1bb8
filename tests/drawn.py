"""Elements rendered by every page: recorded before a change, compared after it.

    python -m tests.drawn record BEFORE.json
    python -m tests.drawn compare BEFORE.json

Every page is opened by `app.py` for each role on each workspace, for all networks and for one. Each
difference is printed with its page and position; the exit code is 1 when there are any. The builds
are those of `OBSERVATOIRE_CURATED`, the same for both runs.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from method.settings import ROOT
from observatory.gate.access import STAFF
from observatory.pages import PageEntry, load_pages

VIEWS = (
    {"espace": "cvl"},
    {"espace": "demo", "profil": "public"},
    {"espace": "demo", "profil": "rapporteur"},
    {"espace": "demo", "profil": STAFF},
    {"espace": "demo", "profil": STAFF, "reseau": "cuirlande"},
    {"espace": "demo", "profil": "public", "territoire": "epci-243700754"},
)
# Values that change at each run.
PASSING = re.compile(
    r'/media/[0-9a-f]+\.\w+|(?<=\$\$ID-)[0-9a-f]{32}|(?<="deferredFileId": ")[0-9a-f]{32}'
)
# Characters printed on each side of the first difference.
CONTEXT = 120


def drawn(page: PageEntry, view: dict[str, str]) -> list[str]:
    """The elements of one page, in order, each as one line of JSON with its kind."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    at.query_params.update(view)
    at.run()
    at.switch_page(str(page.file.relative_to(ROOT)))
    at.query_params.update(view)
    at.run()
    return [*_lines(at._tree)] + [f"exception {error.message}" for error in at.exception]


def _lines(node: Any) -> Iterator[str]:
    proto = getattr(node, "proto", None)
    if proto is not None:
        content = MessageToDict(proto) if hasattr(proto, "DESCRIPTOR") else str(proto)
        if isinstance(content, dict) and "bytes" in content:  # a chart, as JSON
            content["bytes"] = json.loads(base64.b64decode(content["bytes"]))
        text = json.dumps(_plain(content), sort_keys=True, ensure_ascii=False)
        yield f"{getattr(node, 'type', '?')} {PASSING.sub('…', text)}"
    children = getattr(node, "children", {})
    for child in children.values():
        yield from _lines(child)


def _plain(value: Any) -> Any:
    """Parse JSON stored as text inside an element, so that the order of keys does not matter."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str) and value[:1] == "{":
        try:
            return _plain(json.loads(value))
        except json.JSONDecodeError:
            return value
    return value


def everything(only: str) -> dict[str, list[str]]:
    """Elements by page and view; `only` restricts to one page."""
    recorded = {}
    for page in load_pages():
        if only and page.id != only:
            continue
        for view in VIEWS:
            name = f"{page.id} {' '.join(view.values())}"
            recorded[name] = drawn(page, view)
            print(f"{name}: {len(recorded[name])}", file=sys.stderr)
    return recorded


def differences(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """Differences between two recordings, one entry for each block of elements."""
    messages = []
    for name, old in before.items():
        new = after.get(name, [])
        for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "replace" and i2 - i1 == j2 - j1:
                pairs = zip(old[i1:i2], new[j1:j2], strict=True)
                messages += [f"{name}, element {i1}:\n{_around(was, now)}" for was, now in pairs]
            elif kind != "equal":
                removed = [f"  - {line[:CONTEXT]}" for line in old[i1:i2]]
                added = [f"  + {line[:CONTEXT]}" for line in new[j1:j2]]
                messages.append("\n".join([f"{name}, element {i1}:", *removed, *added]))
    return messages


def _around(was: str, now: str) -> str:
    first = next((i for i, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), len(was))
    start = max(0, first - CONTEXT)
    return "\n".join(
        f"  {sign} {line[:30]} … {line[start : first + CONTEXT]}"
        for sign, line in (("-", was), ("+", now))
    )


def main() -> int:
    """Record or compare; see the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["record", "compare"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--page", default="", help="one page alone")
    options = parser.parse_args()
    os.environ.setdefault("OBSERVATOIRE_DEMO_LIBRE", "1")
    now = everything(options.page)
    if options.what == "record":
        options.file.write_text(json.dumps(now, ensure_ascii=False), encoding="utf-8")
        return 0
    before = json.loads(options.file.read_text(encoding="utf-8"))
    common = {name: lines for name, lines in before.items() if name in now}
    messages = differences(common, now)
    print("\n".join(messages) or f"{sum(map(len, common.values()))} elements, no difference")
    return 1 if messages else 0


if __name__ == "__main__":
    sys.exit(main())
