"""French reference data for the checks: all communes, past and present, and départements."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipelines.ingest.headers import simplify

if TYPE_CHECKING:
    # The process that reads a large file starts without the database.
    import duckdb

# SIRENE locates establishments in the arrondissements of three cities; in the COG, the commune is
# the city. First and last arrondissement → city.
ARRONDISSEMENTS = (
    ("75101", "75120", "75056"),
    ("69381", "69389", "69123"),
    ("13201", "13216", "13055"),
)
MAX_SUCCESSIONS = 10


@dataclass
class Reference:
    """Communes by code. `successors` maps every past code to the next one.

    `postal_codes` maps each postal code of the region to its communes.
    """

    commune_names: dict[str, str] = field(default_factory=dict)
    successors: dict[str, str] = field(default_factory=dict)
    departments: frozenset[str] = field(default_factory=frozenset)
    postal_codes: dict[str, frozenset[str]] = field(default_factory=dict)

    def looks_postal(self, code: str) -> bool:
        """True for a postal code of the region, or for the usual form of the others: `37000`."""
        in_france = code[:2] in self.departments or code[:3] in self.departments
        return code in self.postal_codes or (in_france and code.endswith("0") and code.isdigit())

    def commune_of_postal(self, code: str) -> str | None:
        """`28085 Chartres` for a postal code with a single commune."""
        communes = self.postal_codes.get(code, frozenset())
        if len(communes) != 1:
            return None
        (commune,) = communes
        return f"{commune} {self.commune_names.get(commune, '')}".strip()

    def town_of(self, code: str) -> str:
        """The city of an arrondissement; any other code unchanged."""
        for first, last, town in ARRONDISSEMENTS:
            if first <= code <= last and code not in self.commune_names:
                return town
        return code

    def current_commune(self, code: str) -> str | None:
        """Current commune for a code of any date; None if it never existed."""
        code = self.town_of(code)
        for _ in range(MAX_SUCCESSIONS):
            if code in self.commune_names:
                return code
            code = self.successors.get(code, "")
        return None

    def commune_named(self, name: str) -> str | None:
        """`28085 Chartres` for `chartres`; None unless exactly one commune has this name."""
        codes = self._by_name.get(simplify(name), [])
        return f"{codes[0]} {self.commune_names[codes[0]]}" if len(codes) == 1 else None

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        codes_of: dict[str, list[str]] = {}
        for code, name in self.commune_names.items():
            codes_of.setdefault(simplify(name), []).append(code)
        return codes_of


class StoredReference(Reference):
    """Reference data in a database, read when a column first needs it: most contracts have none.

    No field of `Reference` may have a default of its class, which would be found instead.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        """Read all of it for the first field that is asked for."""
        if name not in {field.name for field in fields(Reference)}:
            raise AttributeError(name)
        vars(self).update(vars(_load(self._connection)))
        return vars(self)[name]


def _load(connection: duckdb.DuckDBPyConnection) -> Reference:
    """Read `reference.commune_france` and `reference.postal_code`."""
    rows = connection.execute(
        "select code, name, department_code, is_current, successor_code "
        "from reference.commune_france"
    ).fetchall()
    return Reference(
        {code: name for code, name, _, is_current, _ in rows if is_current},
        {code: successor for code, _, _, now, successor in rows if successor and not now},
        frozenset(department for _, _, department, _, _ in rows if department),
        {
            code: frozenset(communes)
            for code, communes in connection.execute(
                "select postal_code, list(commune_code) from reference.postal_code group by all"
            ).fetchall()
        },
    )
