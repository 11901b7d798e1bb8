"""The contracts are consistent, and their documentation page is up to date."""

from __future__ import annotations

import pytest

from method.settings import ROOT
from pipelines import contracts
from pipelines.contracts.document import page
from pipelines.ingest.checks import applicable_codes
from pipelines.ingest.messages import catalogue
from pipelines.ingest.statements import ROOT as STATEMENTS


def test_the_page_is_generated() -> None:
    assert (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8") == page()


def test_one_contract_a_file() -> None:
    assert {path.stem for path in contracts.ROOT.glob("*.json")} == set(contracts.names())


@pytest.mark.parametrize("name", contracts.names())
def test_a_contract_names_what_exists(name: str) -> None:
    contract = contracts.load(name)
    assert contract.name == name
    assert applicable_codes(contract) <= set(catalogue())
    for key in contract.foreign_keys:
        assert key.reference.fields in contracts.load(key.reference.resource).field_names
        assert key.code in catalogue()
    for rule in contract.rules:
        assert (STATEMENTS / f"rule_{rule}.sql").exists()


def test_what_a_contract_points_to_comes_before_it() -> None:
    order = contracts.names()
    for name in order:
        for key in contracts.load(name).foreign_keys:
            assert order.index(key.reference.resource) <= order.index(name)


@pytest.mark.parametrize("code", catalogue())
def test_a_message_is_french_typography(code: str) -> None:
    message = catalogue()[code]
    for text in (message.title, message.message, message.hint, message.nearest_hint or "."):
        assert "« " not in text and " »" not in text  # no-break spaces inside quotes
        assert not any(f" {sign}" in text for sign in ":;?!")
    assert message.message.endswith(".")
    assert message.hint.endswith((".", "?"))


def test_unknown_contract() -> None:
    with pytest.raises(KeyError):
        contracts.load("../secrets")
