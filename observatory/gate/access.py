"""Who may read what: the roles, and the published tables that each one sees.

Owns the policy only; `observatory/gate/store.py` applies it to every query. A published table that
no rule names is read by staff alone, so that a new table is secret until somebody decides
otherwise.

A rule is either the name of a table in `OPEN_TABLES` (everybody reads it whole) or a file
`observatory/gate/views/<role>/<schema>.<table>.sql`: what that role sees of the table. `rapporteur`
sees what `public` sees, its own files coming first.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from method.errors import ReaderError
from method.settings import is_demo_free

VIEWS_ROOT = Path(__file__).parent / "views"

PUBLIC = "public"
RAPPORTEUR = "rapporteur"
STAFF = "staff"
ADMIN = "admin"
ROLES = (PUBLIC, RAPPORTEUR, STAFF, ADMIN)
UNRESTRICTED = frozenset({STAFF, ADMIN})

ROLE_LABELS = {
    PUBLIC: "Public",
    RAPPORTEUR: "Rapporteur du CESER",
    STAFF: "Équipe Dév’Up",
    ADMIN: "Administration",
}

# Identity, calendar, territories, and what the law already publishes (subsidies: SCDL).
OPEN_TABLES = frozenset(
    {
        "core.grant",
        "core.label",
        "core.month",
        "core.network",
        "core.network_department",
        "core.network_division",
        "core.network_scope",
        "core.public_figure",
        "core.reference_figure",
        "core.territory",
        "marts.detection",
        "marts.funding_flow",
        "marts.network_pair",
        "marts.network_position",
        "marts.public_release",
        "marts.team_class",
    }
)

# Views of a role, the first that has a file for the table decides.
_VIEW_FOLDERS = {PUBLIC: (PUBLIC,), RAPPORTEUR: (RAPPORTEUR, PUBLIC)}


class AccessError(ReaderError):
    """The reader may not see what was asked; the message is in French and says why."""


def check_role(role: str | None, *, is_fictional: bool, is_signed_in: bool | None) -> str:
    """Return the role when the workspace grants it to this reader.

    Args:
        role: role asked for; None when nobody set one.
        is_fictional: the workspace holds invented data.
        is_signed_in: an identity provider vouches for the role; None where none is configured.

    Raises:
        AccessError: no role, an unknown one, or one that needs a sign-in.
    """
    if role is None:
        raise AccessError("Aucun profil n’a été défini : rien ne peut être consulté.")
    if role not in ROLES:
        raise AccessError(f"Le profil « {role} » n’existe pas.")
    if role != PUBLIC and not is_signed_in and not is_free(is_fictional, is_signed_in):
        raise AccessError(
            f"Le profil « {ROLE_LABELS[role]} » demande une connexion : "
            "sans elle, seules les données publiques sont consultables."
        )
    return role


def offered_roles(
    *, is_fictional: bool, is_signed_in: bool | None, granted: str
) -> tuple[str, ...]:
    """Roles among which the reader may choose: all where they are free, else the granted one."""
    return ROLES if is_free(is_fictional, is_signed_in) else (granted,)


def is_free(is_fictional: bool, is_signed_in: bool | None) -> bool:
    """Whether any role may be taken without a sign-in: on fictional data, where a setting says so.

    A role loads files and writes notes, so that the setting alone opens it, and never where a
    provider is configured: that server is one that others reach.
    """
    return is_fictional and is_signed_in is None and is_demo_free()


@cache
def view_file(table: str, role: str) -> Path | None:
    """File that says what a restricted role sees of a `schema.table`, None without one."""
    for folder in _VIEW_FOLDERS.get(role, ()):
        file = VIEWS_ROOT / folder / f"{table}.sql"
        if file.exists():
            return file
    return None


def reads_whole(table: str, role: str) -> bool:
    """Whether the role reads every row and column of the table."""
    return role in UNRESTRICTED or (table in OPEN_TABLES and view_file(table, role) is None)


def may_read(table: str, role: str) -> bool:
    """Whether the role sees anything of a published `schema.table`."""
    return reads_whole(table, role) or view_file(table, role) is not None


def may_open(viewer: str, role: str) -> bool:
    """Whether a page or an indicator meant for `viewer` is shown to `role`.

    `viewer` is a role; the order of `ROLES` ranks them, from the widest audience.
    """
    return ROLES.index(role) >= ROLES.index(viewer)


def granted_role(claims: Mapping[str, Any], rules: Mapping[str, Any]) -> str:
    """Role of a signed-in reader: the widest that a claim or the list of addresses gives.

    A claim is read by its type; one of another type than those below is no claim.

    Args:
        claims: what the identity provider says: `email`, a text; `email_verified`, `True` or
            nothing; the claim that `rules` names, a text or a list of texts.
        rules: the `[access]` section of the configuration: `claim`, its name; `claims`, value of
            the claim → role; `emails`, address → role; `issuers_without_email_verified`, the
            providers (`iss`) that never say `email_verified`. Anything else is `public`.
    """
    by_value, by_email = _table(rules.get("claims")), _table(rules.get("emails"))
    name = rules.get("claim")
    held = _texts(claims.get(name)) if isinstance(name, str) else []
    found = [by_value.get(value) for value in held]
    if _owns_address(claims, rules):
        lowered = {address.lower(): role for address, role in by_email.items()}
        found.append(lowered.get(claims["email"].lower()))
    return max((role for role in found if role in ROLES), key=ROLES.index, default=PUBLIC)


def identity(claims: Mapping[str, Any]) -> str | None:
    """Who signed in, for the history and the screen: an address, else a name, else the subject.

    None when the token holds none of them as a printable text of 120 characters at most.
    """
    for name in ("email", "name", "sub"):
        value = claims.get(name)
        if isinstance(value, str) and 0 < len(value.strip()) <= 120 and value.isprintable():
            return value.strip()
    return None


def _owns_address(claims: Mapping[str, Any], rules: Mapping[str, Any]) -> bool:
    """Whether the provider vouches that the reader owns the address that she shows."""
    if not isinstance(claims.get("email"), str):
        return False
    if "email_verified" in claims:
        return claims["email_verified"] is True
    issuer = claims.get("iss")
    return isinstance(issuer, str) and issuer in _texts(rules.get("issuers_without_email_verified"))


def _texts(value: object) -> list[str]:
    """A text as a list of one, a list of texts as it is, anything else as nothing."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    return []


def _table(value: object) -> dict[str, str]:
    """The entries of a table whose values are texts; anything else as nothing."""
    if not isinstance(value, Mapping):
        return {}
    return {str(key): role for key, role in value.items() if isinstance(role, str)}
