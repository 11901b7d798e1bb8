"""Roles: from a sign-in to what each role can read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.gate.access import (
    OPEN_TABLES,
    PUBLIC,
    ROLES,
    VIEWS_ROOT,
    AccessError,
    Role,
    check_role,
    granted_roles,
    identity,
    may_open,
    may_read,
    offered_roles,
    reads_whole,
)

RULES = {
    "claim": "groups",
    "claims": {"devup": "staff", "ceser": "rapporteur", "typo": "emperor"},
    "emails": {"Chef@devup.example": "admin"},
    "issuers_without_email_verified": ["https://sans.example"],
}
CHEF = "chef@DEVUP.example"
OWNER = Role("reseau:alpha")


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({}, "public"),
        ({"groups": "devup"}, "staff"),
        ({"groups": ["ceser"]}, "rapporteur"),
        ({"groups": ["ceser", "devup", "unknown"]}, "staff"),
        ({"groups": ["typo"]}, "public"),
        ({"email": CHEF}, "public"),
        ({"email": CHEF, "email_verified": True}, "admin"),
        ({"email": CHEF, "iss": "https://sans.example"}, "admin"),
        ({"email": CHEF, "iss": "https://sans.example", "email_verified": None}, "public"),
        ({"email": CHEF, "iss": "https://autre.example"}, "public"),
        ({"groups": {"devup": 1}}, "public"),
        ({"groups": ["devup", 1]}, "public"),
        ({"groups": None}, "public"),
        ({"groups": 3}, "public"),
        ({"email": "chef@devup.example", "email_verified": False}, "public"),
        ({"email": "chef@devup.example", "email_verified": False, "groups": "ceser"}, "rapporteur"),
        ({"email": "other@devup.example", "email_verified": True}, "public"),
    ],
)
def test_the_widest_role_that_a_claim_or_an_address_gives(claims: dict, role: str) -> None:
    assert granted_roles(claims, RULES)[0] == role


# Any JSON value, with the keywords of the rules among the texts.
TEXTS = st.sampled_from(["devup", "ceser", CHEF, "https://sans.example", "true"]) | st.text()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(TEXTS, inside, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["email", "email_verified", "groups", "iss", "name", "sub"]) | st.text()


@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_no_form_of_token_fails_or_gives_more_than_it_states(claims: dict[str, Any]) -> None:
    groups = claims.get("groups")
    listed = groups if isinstance(groups, list) else [groups]
    is_list_of_texts = all(isinstance(one, str) for one in listed)
    role = granted_roles(claims, RULES)[0]
    if role == "admin":
        assert str(claims["email"]).lower() == CHEF.lower()
        assert claims.get("email_verified", claims.get("iss") == "https://sans.example") is True
    elif role in ("staff", "rapporteur"):
        assert is_list_of_texts and ("devup" in listed) == (role == "staff")
    else:
        assert not is_list_of_texts or not {"devup", "ceser"} & set(listed)
    person = identity(claims)
    assert person is None or (person.isprintable() and person)


@given(VALUES, st.dictionaries(NAMES, VALUES, max_size=3))
def test_no_shape_of_the_rules_fails(value: Any, claims: dict[str, Any]) -> None:
    for name in ("claim", "claims", "emails", "issuers_without_email_verified"):
        assert set(granted_roles(claims, {**RULES, name: value})) <= set(ROLES)


def test_without_rules_everybody_is_public() -> None:
    assert granted_roles({"groups": "devup", "email": "a@b.fr"}, {}) == ("public",)


def test_a_table_that_nobody_named_is_for_staff_only() -> None:
    readers = [role for role in ROLES if may_read("marts.brand_new", role)]
    assert readers == ["staff", "admin"]


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


@pytest.mark.parametrize("setting", ["", "0", "oui", "true", None])
def test_without_its_setting_fictional_data_are_as_closed_as_any(
    monkeypatch: pytest.MonkeyPatch, setting: str | None
) -> None:
    monkeypatch.delenv("OBSERVATOIRE_DEMO_LIBRE", raising=False)
    if setting is not None:
        monkeypatch.setenv("OBSERVATOIRE_DEMO_LIBRE", setting)
    offered = offered_roles(
        is_fictional=True, is_signed_in=None, granted=(PUBLIC,), owners=(OWNER,)
    )
    assert offered == ("public",)
    with pytest.raises(AccessError, match="connexion"):
        check_role("staff", is_fictional=True, is_signed_in=None)


def test_the_role_chooser_is_for_fictional_data_on_a_free_server() -> None:
    def offered(is_fictional: bool, is_signed_in: bool | None, granted: str) -> tuple[str, ...]:
        return offered_roles(
            is_fictional=is_fictional,
            is_signed_in=is_signed_in,
            granted=(Role(granted),),
            owners=(OWNER,),
        )

    assert offered(True, None, "public") == (*ROLES, OWNER)
    assert offered(False, True, OWNER) == (OWNER,)
    assert offered(False, True, "reseau:ailleurs") == ("public",)
    assert offered(True, False, "public") == ("public",)
    assert offered(True, True, "staff") == ("staff",)
    assert offered(False, None, "public") == ("public",)
    assert offered(False, True, "staff") == ("staff",)
