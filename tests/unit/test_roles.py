"""A role: how it is written, what it allows, and to whom."""

from __future__ import annotations

import pytest

from observatory.gate.access import (
    OWN_TABLES,
    AccessError,
    Role,
    granted_roles,
    may_deposit,
    may_open,
    may_read,
    sees_what,
)
from observatory.gate.roles import name_of
from observatory.pages import pages_for

NETWORK, OTHER, FUNDER = Role("reseau:alpha"), Role("reseau:beta"), Role("financeur:234500023")
KNOWN = (*map(Role, ("public", "rapporteur", "staff", "admin")), NETWORK, OTHER, FUNDER)
WRONG = (
    "", "root", "PUBLIC", "staff:alpha", "public:", "reseau", "reseau:", "reseau:Alpha",
    "reseau:a b", "reseau:../b", "reseau:'x", "reseau:*", "reseau:a:b", "reseau:alpha\n",
    "financeur:12345678", "financeur:1234567890", "financeur:١٢٣٤٥٦٧٨٩", "emperor:alpha",
)  # fmt: skip
RULES = {
    "claim": "groups",
    "claims": {
        "devup": "staff", "chef": "admin", "ceser": "rapporteur", "alpha": "reseau:alpha",
        "beta": "reseau:beta", "region": "financeur:234500023", "typo": "reseau:", "tout": "public",
    },
}  # fmt: skip


def test_anything_else_than_a_role_is_refused() -> None:
    accepted = []
    for text in WRONG:
        try:
            accepted.append(Role(text))
        except AccessError:
            continue
    assert accepted == []
    assert [(role.kind, role.subject) for role in KNOWN[-2:]] == [
        ("reseau", "beta"), ("financeur", "234500023"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        ([], ["public"]),
        (["typo", "tout", "inconnu"], ["public"]),
        (["alpha"], ["reseau:alpha"]),
        (["beta", "alpha"], ["reseau:alpha", "reseau:beta"]),
        (["ceser", "alpha"], ["reseau:alpha", "rapporteur"]),
        (["alpha", "devup", "ceser"], ["staff"]),
        (["devup", "chef"], ["admin"]),
        (["region"], ["financeur:234500023"]),
    ],
)
def test_staff_have_one_role_and_others_each_that_they_are_given(
    groups: list[str], roles: list[str]
) -> None:
    assert list(granted_roles({"groups": groups}, RULES)) == roles


def test_what_one_saw_is_seen_again_by_herself_and_by_staff() -> None:
    readers = {owner: [role for role in KNOWN if sees_what(owner, role)] for owner in KNOWN}
    assert readers["public"] == list(KNOWN)
    assert readers["rapporteur"] == ["rapporteur", "staff", "admin"]
    assert readers[NETWORK] == ["staff", "admin", NETWORK]
    assert readers[FUNDER] == ["staff", "admin", FUNDER]
    assert readers["admin"] == ["admin"]


def test_an_owner_opens_what_the_public_opens_and_her_own_pages() -> None:
    public = {page.id for page in pages_for("public")}
    assert {page.id for page in pages_for(NETWORK)} - public == {"reseau"}
    assert {page.id for page in pages_for(FUNDER)} - public == {"financeur"}
    assert [role for role in KNOWN if may_deposit(role)] == ["staff", "admin", NETWORK, OTHER]
    assert not any(may_open(viewer, NETWORK) for viewer in ("rapporteur", "staff", "admin"))


def test_a_table_that_nobody_named_is_closed_to_an_owner() -> None:
    assert [role for role in KNOWN if may_read("marts.brand_new", role)] == ["staff", "admin"]
    money = {"core.cash_month", "marts.cash_forecast", "core.annual_account", "marts.fragility"}
    assert money <= set(OWN_TABLES["reseau"])
    assert not any(may_read(table, FUNDER) for table in money)


def test_the_history_says_a_role_in_words_and_a_name_as_it_is() -> None:
    assert [name_of(who) for who in ("staff", "reseau:alpha", "a.martin@devup.example")] == [
        "Équipe Dév’Up", "Réseau alpha", "a.martin@devup.example",
    ]  # fmt: skip
