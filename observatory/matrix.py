"""Who reads what, as a page of the documentation: generated from the catalogues and the policy.

`python -m observatory.matrix` writes it between its markers in `docs/security.md`.
"""

from __future__ import annotations

from collections.abc import Sequence

from method.settings import ROOT
from observatory.gate.access import (
    OPEN_TABLES,
    OWN_TABLES,
    ROLES,
    VIEWS_ROOT,
    Role,
    own_column,
    reads_whole,
    sees_what,
    view_file,
)
from observatory.pages import PageEntry, load_pages

PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- matrix: python -m observatory.matrix -->", "<!-- end of the matrix -->"
NETWORK, FUNDER = Role("reseau:exemple"), Role("financeur:000000000")
READERS = (*ROLES, NETWORK, FUNDER)
CLOSED, WHOLE, PUBLIC, OWN = "—", "all", "public", "own"
# What leaves a page, why it reveals no more than the page, and the test that checks it.
CHANNELS = (
    ("page", "queries of the session that the router and the page chose", "app/test_owners.py"),
    ("export", "the figures of that session; the audit has a line", "secrecy/test_crawl.py"),
    (
        "link",
        "closed pages are hidden; an address opens what one may read",
        "app/test_router.py",
    ),
    ("hover", "made of the rows that the session gave", "secrecy/test_crawl.py"),
    ("quotation", "kept with the role that read it; the table below", "unit/test_roles.py"),
    ("cache", "keyed on the role, its subject and the tables it sees", "unit/test_kept.py"),
    ("search", "public names, and the pages that the role opens", "secrecy/test_crawl.py"),
    ("command line", "`export --role`: the same session", "secrecy/test_crawl.py"),
)


def page_of(entry: PageEntry, role: Role) -> str:
    """What a role reads on a page."""
    if not entry.is_for(role):
        return CLOSED
    if role.is_unrestricted:
        return WHOLE
    if role.is_owner:
        return OWN if role.kind in entry.owners else PUBLIC
    return str(role)


def table_of(table: str, role: Role) -> str:
    """What a role reads in a published table."""
    if reads_whole(table, role):
        return WHOLE
    if own_column(table, role):
        return OWN
    file = view_file(table, role)
    if file is None:
        return CLOSED
    return OWN if role.is_owner and file.parent.name == role.kind else file.parent.name


def document() -> str:
    """The matrix, as Markdown."""
    readers = [role.kind for role in READERS]
    page_rows = [[page.id, *(page_of(page, role) for role in READERS)] for page in load_pages()]
    channel_rows = [[by, why, f"`tests/{test}`"] for by, why, test in CHANNELS]
    quotation_rows = [
        [author.kind, *("yes" if sees_what(author, role) else CLOSED for role in READERS)]
        for author in READERS
    ]
    tables = {
        *OPEN_TABLES,
        *OWN_TABLES["reseau"],
        *(one.stem for one in VIEWS_ROOT.glob("*/*.sql")),
    }
    table_rows = [[f"`{t}`", *(table_of(t, role) for role in READERS)] for t in sorted(tables)]
    parts = (
        "### Pages",
        f"`{WHOLE}`: everything; `{OWN}`: its own rows, whole, and of others what the public reads;"
        f" `{CLOSED}`: closed.",
        _table(["page", *readers], page_rows),
        "### What leaves a page",
        _table(["by", "reveals no more because", "proved by"], channel_rows),
        "### Quotations",
        "Rows: who quoted. Columns: who finds it again. A network or a funder finds its own alone.",
        _table(["quoted by", *readers], quotation_rows),
        "### Tables",
        "What is not listed is for staff alone.",
        _table(["table", *readers], table_rows),
    )
    return "\n\n".join(parts)


def page_with_matrix(page: str) -> str:
    """The page with the current matrix between its markers."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{document()}\n\n{END}{rest.partition(END)[2]}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page_with_matrix(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
