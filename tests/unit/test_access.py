"""Roles: from a sign-in to what they open."""

from __future__ import annotations

import pytest

from observatory.gate.access import (
    OPEN_TABLES,
    ROLES,
    UNRESTRICTED,
    VIEWS_ROOT,
    granted_role,
    may_open,
    may_read,
    offered_roles,
    reads_whole,
)

RULES = {
    "claim": "groups",
    "claims": {"devup": "staff", "ceser": "rapporteur", "typo": "emperor"},
    "emails": {"Chef@devup.example": "admin"},
}


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({}, "public"),
        ({"groups": "devup"}, "staff"),
        ({"groups": ["ceser"]}, "rapporteur"),
        ({"groups": ["ceser", "devup", "unknown"]}, "staff"),
        ({"groups": ["typo"]}, "public"),
        ({"email": "chef@DEVUP.example"}, "admin"),
        ({"email": "chef@devup.example", "email_verified": False}, "public"),
        ({"email": "chef@devup.example", "email_verified": False, "groups": "ceser"}, "rapporteur"),
        ({"email": "other@devup.example", "email_verified": True}, "public"),
    ],
)
def test_the_widest_role_that_a_claim_or_an_address_gives(claims: dict, role: str) -> None:
    assert granted_role(claims, RULES) == role


def test_without_rules_everybody_is_public() -> None:
    assert granted_role({"groups": "devup", "email": "a@b.fr"}, {}) == "public"


def test_a_table_that_nobody_named_is_for_staff_alone() -> None:
    readers = [role for role in ROLES if may_read("marts.brand_new", role)]
    assert set(readers) == UNRESTRICTED


def test_a_rapporteur_reads_at_least_what_the_public_reads() -> None:
    for table in OPEN_TABLES | {file.stem for file in VIEWS_ROOT.glob("*/*.sql")}:
        assert may_read(table, "rapporteur") >= may_read(table, "public")


def test_a_view_restricts_even_an_open_table() -> None:
    for file in VIEWS_ROOT.glob("public/*.sql"):
        assert not reads_whole(file.stem, "public")


def test_pages_open_from_the_widest_audience_down() -> None:
    assert [may_open("public", role) for role in ROLES] == [True] * 4
    assert [may_open("rapporteur", role) for role in ROLES] == [False, True, True, True]
    assert [may_open("staff", role) for role in ROLES] == [False, False, True, True]


def test_the_role_chooser_is_for_fictional_data() -> None:
    def offered(is_fictional: bool, is_signed_in: bool | None, granted: str) -> tuple[str, ...]:
        return offered_roles(is_fictional=is_fictional, is_signed_in=is_signed_in, granted=granted)

    assert offered(True, None, "public") == ROLES
    assert offered(True, False, "public") == ("public",)
    assert offered(True, True, "staff") == ("staff",)
    assert offered(False, None, "public") == ("public",)
    assert offered(False, True, "staff") == ("staff",)
