"""The accessibility statement is counted from a list that names each criterion at most once."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from method.settings import ROOT
from observatory.content import accessibility, texts
from observatory.content.accessibility import CRITERIA, Service

SPACES = str.maketrans("\u00a0\u202f", "  ")


def test_the_rgaa_has_its_106_criteria() -> None:
    assert len(CRITERIA) == len(set(CRITERIA)) == 106
    assert {"1.9", "4.13", "8.10", "13.12"} <= set(CRITERIA)
    assert not {"1.10", "4.14", "14.1"} & set(CRITERIA)


def test_what_nobody_checked_is_not_counted_as_met() -> None:
    one = Service(met=("1.1", "8.3"), not_met=("7.1",), absent=("4.1",))
    assert (one.applicable, one.unchecked) == (105, 102)
    assert accessibility.sentence(one).translate(SPACES) == (
        "2 critères respectés sur 105 qui s’appliquent (1,9 %), 1 non respecté, 102 non évalués"
    )


@pytest.mark.parametrize("met", [("1.10",), ("8.3", "8.3"), ("4.1",)])
def test_an_unknown_or_duplicate_criterion_is_refused(met: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError):
        Service(met=met, not_met=(), absent=("4.1",))


def test_the_statement_says_what_is_counted_and_what_is_not_known() -> None:
    statement = {one.name: one for one in texts.load()}["accessibilite"]
    assert "{" not in statement.body
    for service in accessibility.services().values():
        assert accessibility.sentence(service) in statement.body
    for word in ("non conformes", "non évalué", "Défenseur des droits", "autoévaluation"):
        assert word in statement.body
    footer = (ROOT / "ui" / "templates" / "footer.html").read_text("utf-8")
    assert "non conforme, faute d’audit" in footer


def test_a_legal_text_is_read_block_by_block() -> None:
    blocks = [*texts.blocks("Un **mot**.\n\n### Titre\n\n- a\n  suite\n- **b** c")]
    assert [one.kind for one in blocks] == ["p", "h", "ul"]
    assert blocks[0].lines[0][1] == texts.Run("mot", is_strong=True)
    assert [len(line) for line in blocks[2].lines] == [1, 2]
