"""Who may read what: the roles, and the published tables that each one sees.

Owns the policy only; `observatory/gate/store.py` applies it to every query. A published table
without a rule is read by staff only, so that a new table stays secret until somebody decides
otherwise.

A rule is either the name of a table in `OPEN_TABLES` (everybody reads all of it) or a file
`observatory/gate/views/<role>/<schema>.<table>.sql`: what that role sees of the table. `rapporteur`
sees what `public` sees, but its own files take precedence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from method.published import quoted
from method.settings import is_demo_free
from observatory.gate.roles import FUNDER, NETWORK, ROLE_LABELS, AccessError, Role

__all__ = ["ROLE_LABELS", "AccessError", "Role"]

VIEWS_ROOT = Path(__file__).parent / "views"

PUBLIC = Role("public")
RAPPORTEUR = Role("rapporteur")
STAFF = Role("staff")
ADMIN = Role("admin")
ROLES = (PUBLIC, RAPPORTEUR, STAFF, ADMIN)

# Identity, calendar, territories, and what is already public by law (subsidies: SCDL).
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

# Tables in which an owner reads only its own rows, with every column: the rows where this column
# holds its subject. In any table not listed here, an owner reads what the public reads.
OWN_TABLES: dict[str, dict[str, str]] = {
    NETWORK: dict.fromkeys(
        (
            "core.action",
            "core.annual_account",
            "core.application",
            "core.board_seat",
            "core.cash_month",
            "core.file_start",
            "core.instalment",
            "core.leadership_change",
            "core.membership",
            "core.membership_period",
            "core.membership_spell",
            "core.project",
            "core.record_start",
            "core.request",
            "core.staff_contract",
            "core.staff_spell",
            "marts.alert_calendar",
            "marts.alert_event",
            "marts.alert_outcome",
            "marts.cash_backtest",
            "marts.cash_forecast",
            "marts.direction_vacancy",
            "marts.fee_grid",
            "marts.first_payment",
            "marts.fragility",
            "marts.fragility_alarm",
            "marts.fragility_indicator",
            "marts.fragility_rank",
            "marts.fragility_sensitivity",
            "marts.fragility_stage",
            "marts.fragility_stage_criterion",
            "marts.indicator_values",
            "marts.membership_survival",
            "marts.network_place",
            "marts.team_flow",
            "marts.territory_values",
            "marts.theme_balance",
            "quality.coverage",
        ),
        "network_id",
    ),
    # What it signed, owes and was asked for: in `views/financeur`, since payments carry no SIREN.
    FUNDER: {},
}

# View folders of each kind: the first one that has a file for the table applies.
_VIEW_FOLDERS = {
    PUBLIC: (PUBLIC,),
    RAPPORTEUR: (RAPPORTEUR, PUBLIC),
    NETWORK: (NETWORK, PUBLIC),
    FUNDER: (FUNDER, PUBLIC),
}


def check_role(role: str | None, *, is_fictional: bool, is_signed_in: bool | None) -> Role:
    """Return the role if the workspace grants it to this reader.

    Args:
        role: requested role; None when none was set.
        is_fictional: the workspace holds invented data.
        is_signed_in: an identity provider confirms the role; None if no provider is configured.

    Raises:
        AccessError: no role, an unknown one, or one that requires a sign-in.
    """
    if role is None:
        raise AccessError("Aucun profil n’a été défini : rien ne peut être consulté.")
    checked = Role(role)
    if checked != PUBLIC and not is_signed_in and not is_free(is_fictional, is_signed_in):
        raise AccessError(
            f"Le profil « {checked.label} » demande une connexion : "
            "sans elle, seules les données publiques sont consultables."
        )
    return checked


def offered_roles(
    *,
    is_fictional: bool,
    is_signed_in: bool | None,
    granted: Iterable[Role],
    owners: Collection[Role],
) -> tuple[Role, ...]:
    """Roles that the reader may choose from: all of them where roles are free, else those granted.

    Args:
        is_fictional: the workspace holds invented data.
        is_signed_in: see `check_role`.
        granted: roles that the sign-in grants.
        owners: networks and funders of the workspace; the role of any other is dropped.
    """
    if is_free(is_fictional, is_signed_in):
        return (*ROLES, *owners)
    return tuple(role for role in granted if not role.is_owner or role in owners) or (PUBLIC,)


def is_free(is_fictional: bool, is_signed_in: bool | None) -> bool:
    """Whether any role may be taken without a sign-in: on fictional data, if a setting allows it.

    Roles can deposit files and write notes, so only an explicit setting allows this, and never
    where an identity provider is configured: such a server is open to others.
    """
    return is_fictional and is_signed_in is None and is_demo_free()


@cache
def view_file(table: str, role: str) -> Path | None:
    """File with what a restricted role sees of a `schema.table`; None if there is none."""
    for folder in _VIEW_FOLDERS.get(Role(role).kind, ()):
        file = VIEWS_ROOT / folder / f"{table}.sql"
        if file.exists():
            return file
    return None


def own_column(table: str, role: str) -> str | None:
    """Column that holds the role's subject, in a table where the role reads only its own rows."""
    return OWN_TABLES.get(Role(role).kind, {}).get(table)


def reads_whole(table: str, role: str) -> bool:
    """Whether the role reads every row and column of the table."""
    if Role(role).is_unrestricted:
        return True
    is_part = own_column(table, role) is not None or view_file(table, role) is not None
    return table in OPEN_TABLES and not is_part


def may_read(table: str, role: str) -> bool:
    """Whether the role can read anything in a published `schema.table`."""
    is_part = own_column(table, role) is not None or view_file(table, role) is not None
    return is_part or reads_whole(table, role)


def selected(table: str, role: str) -> str | None:
    """SELECT of what the role sees of a `schema.table`; None if it sees nothing.

    It reads the build under the name `published`, the catalogue's indicators in `gate.indicator`,
    and the subject of an owner in `gate.reader`.
    """
    column, file = own_column(table, role), view_file(table, role)
    if column is not None:
        rows = f"from published.{quoted(table)}"
        return f"{rows} where {column} = (select subject from gate.reader)"  # noqa: S608
    if reads_whole(table, role):
        return f"from published.{quoted(table)}"
    return None if file is None else file.read_text(encoding="utf-8")


def may_open(viewer: str, role: str) -> bool:
    """Whether a page or an indicator meant for `viewer` is shown to `role`.

    `viewer` is a kind without a subject; ranks start from the widest audience.
    """
    return Role(role).rank >= Role(viewer).rank


def may_deposit(role: str) -> bool:
    """Whether the role may send files: staff any file, a network its own."""
    checked = Role(role)
    return checked.is_unrestricted or checked.kind == NETWORK


def sees_what(seen_by: str, role: str) -> bool:
    """Whether a role may reopen what another role saw: a quotation, a file made for it."""
    other, own = Role(seen_by), Role(role)
    if other.is_owner and not own.is_unrestricted:
        return other == own
    return other.rank <= own.rank


def granted_roles(claims: Mapping[str, Any], rules: Mapping[str, Any]) -> tuple[Role, ...]:
    """Roles of a signed-in reader, the default one first: from a claim or from the list of emails.

    Staff have one role, the widest; others have every role that they are granted, since a director
    of two networks has to choose which one to act for. A claim of any type other than those below
    is ignored.

    Args:
        claims: sent by the identity provider: `email`, a text; `email_verified`, `True` or
            nothing; the claim that `rules` names, a text or a list of texts.
        rules: the `[access]` section of the configuration: `claim`, its name; `claims`, value of
            the claim → role; `emails`, address → role; `issuers_without_email_verified`, the
            providers (`iss`) that never send `email_verified`. Anything else gives `public`.
    """
    by_value, by_email = _table(rules.get("claims")), _table(rules.get("emails"))
    name = rules.get("claim")
    values = _texts(claims.get(name)) if isinstance(name, str) else []
    roles = [by_value.get(value) for value in values]
    if _owns_address(claims, rules):
        by_lowered_email = {address.lower(): role for address, role in by_email.items()}
        roles.append(by_lowered_email.get(claims["email"].lower()))
    granted = {role for role in map(_role, roles) if role is not None and role != PUBLIC}
    # A reader granted nothing is the public; one granted more starts with their own role.
    ordered = sorted(granted, key=lambda role: (-role.is_unrestricted * role.rank, role.rank, role))
    return tuple(ordered[:1] if ordered and ordered[0].is_unrestricted else ordered) or (PUBLIC,)


def identity(claims: Mapping[str, Any]) -> str | None:
    """Who signed in, for the history and the screen: an address, else a name, else the subject.

    None when none of them is in the token as a printable text of at most 120 characters.
    """
    for name in ("email", "name", "sub"):
        value = claims.get(name)
        if isinstance(value, str) and 0 < len(value.strip()) <= 120 and value.isprintable():
            return value.strip()
    return None


def _owns_address(claims: Mapping[str, Any], rules: Mapping[str, Any]) -> bool:
    """Whether the provider confirms that the reader owns the email address in the claims."""
    if not isinstance(claims.get("email"), str):
        return False
    if "email_verified" in claims:
        return claims["email_verified"] is True
    issuer = claims.get("iss")
    return isinstance(issuer, str) and issuer in _texts(rules.get("issuers_without_email_verified"))


def _role(text: str | None) -> Role | None:
    try:
        return Role(text) if text is not None else None
    except AccessError:
        return None


def _texts(value: object) -> list[str]:
    """A text as a list of one, a list of texts unchanged, anything else as an empty list."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    return []


def _table(value: object) -> dict[str, str]:
    """The entries of a table whose values are texts; empty for anything that is not a table."""
    if not isinstance(value, Mapping):
        return {}
    return {str(key): role for key, role in value.items() if isinstance(role, str)}
