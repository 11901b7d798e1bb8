"""A table links to the web and to our own pages, and to nothing else."""

from __future__ import annotations

import pytest

from ui.table import safe_link


@pytest.mark.parametrize(
    "address",
    [
        "https://exemple.fr/a?b=c",
        "http://exemple.fr",
        "https://exemple.fr/x.invalid",
        "fiche?espace=demo&reseau=a-b",
    ],
)
def test_what_may_be_followed(address: str) -> None:
    assert safe_link(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)?x=1",
        "data:text/html,<b>",
        "//exemple.fr/fiche?a=b",
        "https://exemple.invalid/pole",
        "http://exemple.invalid",
        "fiche?reseau=<script>",
        "../fiche?reseau=a",
        "fiche?a=b\njavascript:alert(1)",
        "",
        None,
        float("nan"),
    ],
)
def test_what_may_not(address: object) -> None:
    assert safe_link(address) is None
