"""Contracts: the Table Schema of each raw file, with this project's own properties.

A contract is `pipelines/contracts/<name>.json`, a plain Table Schema that any validator can read.
Our own properties are prefixed with `x-`, as the standard requires:

on a field
  `x-kind`            siren, siret, rna, commune, department, naf, naf_division, period, share,
                      nature, band, country, code: the meaning that the type alone does not give
  `x-separator`       separator of the several values in the column
  `x-unit`            unit shown to people
  `x-thousandths`     three decimals are usual here: `1.250` is not ambiguous (1,25 or 1 250)
  `x-aliases`         other headers that the column may have
  `x-horizon-months`  how many months ahead of today a date may be (24 by default)
  `x-accepts-siren`   a SIREN is kept where a SIRET is expected (published grant files)
  `x-siren-into`      a SIREN found in this SIRET column is moved to that column
  `x-siret-accepted`  a SIRET is cut to its SIREN
  `x-day`             the column dates its row: `seen` for past events, `said` for dates that may be
                      in the future
on a contract
  `x-one-of`          groups of columns of which at least one must be filled
  `x-order`           pairs of dates in chronological order
  `x-rules`           rules across rows and files, by code
  `x-ignored`         columns of the official format that are ignored without a warning
  `x-frequency`       how often a file is expected, in months, and the grace period
on a foreign key
  `x-code`            code of the issue, in messages.yaml, when the referenced value is missing
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

ROOT = Path(__file__).parent
DEFAULT_HORIZON_MONTHS = 24
# The column that names the network of a row.
NETWORK = "id_reseau"

# Dependencies first: networks come before the data they send.
ORDER = (
    "reseaux",
    "labels",
    "etablissements",
    "adhesions",
    "tissu_economique",
    "subventions",
    "versements",
    "tresorerie",
    "comptes",
    "equipes",
    "gouvernance",
    "sollicitations",
    "dossiers",
    "projets",
    "partenaires",
    "actions",
    "indicateurs_publics",
    "reperes",
)

SQL_TYPES = {
    "string": "VARCHAR",
    "date": "DATE",
    "yearmonth": "DATE",
    "number": "DOUBLE",
    "integer": "BIGINT",
    "year": "BIGINT",
    "boolean": "BOOLEAN",
}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Constraints(_Model):
    """Table Schema constraints of one field."""

    required: bool = False
    enum: tuple[str, ...] = ()
    pattern: str | None = None
    max_length: int | None = Field(None, alias="maxLength")
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = Field(None, alias="exclusiveMinimum")


class FieldSpec(_Model):
    """One column: its French title, its type and its constraints."""

    name: str
    title: str
    description: str
    example: str
    type: Literal["string", "date", "yearmonth", "number", "integer", "year", "boolean"]
    format: str | None = None
    true_values: tuple[str, ...] = Field((), alias="trueValues")
    false_values: tuple[str, ...] = Field((), alias="falseValues")
    constraints: Constraints = Constraints()
    kind: str | None = Field(None, alias="x-kind")
    separator: str | None = Field(None, alias="x-separator")
    unit: str | None = Field(None, alias="x-unit")
    thousandths: bool = Field(False, alias="x-thousandths")
    aliases: tuple[str, ...] = Field((), alias="x-aliases")
    horizon_months: int = Field(DEFAULT_HORIZON_MONTHS, alias="x-horizon-months")
    accepts_siren: bool = Field(False, alias="x-accepts-siren")
    siren_into: str | None = Field(None, alias="x-siren-into")
    siret_accepted: bool = Field(False, alias="x-siret-accepted")
    day: Literal["seen", "said"] | None = Field(None, alias="x-day")

    @property
    def required(self) -> bool:
        """Whether a row without this value is set aside."""
        return self.constraints.required

    @property
    def sql_type(self) -> str:
        """DuckDB type of the column in `raw`."""
        return SQL_TYPES[self.type]


class Reference(_Model):
    """Target of a foreign key."""

    resource: str
    fields: str


class ForeignKey(_Model):
    """A column whose values must exist in another contract."""

    fields: str
    reference: Reference
    code: str = Field(alias="x-code")


class Frequency(_Model):
    """How often a file is due: every `months` months, with `grace_months` of grace."""

    months: int = Field(gt=0)
    grace_months: int = Field(ge=0)

    @property
    def late_after_months(self) -> int:
        """Number of months after the last one received when the file becomes late."""
        return self.months + self.grace_months


class Contract(_Model):
    """One raw file."""

    schema_url: str = Field(alias="$schema")
    name: str
    title: str
    description: str
    version: str
    fields: tuple[FieldSpec, ...]
    missing_values: tuple[str, ...] = Field(("",), alias="missingValues")
    primary_key: tuple[str, ...] = Field((), alias="primaryKey")
    foreign_keys: tuple[ForeignKey, ...] = Field((), alias="foreignKeys")
    one_of: tuple[tuple[str, ...], ...] = Field((), alias="x-one-of")
    order: tuple[tuple[str, str], ...] = Field((), alias="x-order")
    rules: tuple[str, ...] = Field((), alias="x-rules")
    ignored: tuple[str, ...] = Field((), alias="x-ignored")
    frequency: Frequency | None = Field(None, alias="x-frequency")

    def model_post_init(self, context: Any) -> None:
        """Reject a contract that names a column it does not have."""
        columns = set(self.field_names)
        used_columns = {*self.primary_key, *(key.fields for key in self.foreign_keys)}
        used_columns.update(*self.one_of, *self.order)
        if used_columns - columns:
            raise ValueError(f"{self.name}: unknown columns {sorted(used_columns - columns)}")

    @property
    def field_names(self) -> list[str]:
        """Column names in the order of the file."""
        return [field.name for field in self.fields]

    @property
    def days(self) -> tuple[FieldSpec, ...]:
        """Columns that date a row; those of its parent file if it has none."""
        own = tuple(field for field in self.fields if field.day)
        return own or (load(self.parent.reference.resource).days if self.parent else ())

    @property
    def parent(self) -> ForeignKey | None:
        """Foreign key to the file that names the network of a row, if this one does not."""
        if NETWORK in self.field_names:
            return None
        for key in self.foreign_keys:
            target = key.reference.resource
            if target != self.name and load(target).tells_network:
                return key
        return None

    @property
    def tells_network(self) -> bool:
        """Whether each row belongs to a network, named by the row or by its parent."""
        return NETWORK in self.field_names or self.parent is not None

    @property
    def network_column(self) -> str:
        """Column that names the network of a row, or points to the row that does."""
        return self.parent.fields if self.parent else NETWORK

    @property
    def always_tells_network(self) -> bool:
        """Whether every row names its network; if not, `core` computes it for some rows."""
        if self.parent:
            return load(self.parent.reference.resource).always_tells_network
        return NETWORK in self.field_names and self.field(NETWORK).required

    def is_optional(self, name: str) -> bool:
        """Whether a row is kept without this column: an invalid value only empties the cell.

        In required columns, key columns and their alternatives, the row is set aside instead.
        """
        stand_ins = {column for group in self.one_of for column in group}
        return not (self.field(name).required or name in {*self.primary_key, *stand_ins})

    def field(self, name: str) -> FieldSpec:
        """Return one column.

        Raises:
            KeyError: the contract has no such column.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


def names() -> list[str]:
    """Names of the contracts, dependencies first."""
    return list(ORDER)


@cache
def load(name: str) -> Contract:
    """Read one contract.

    Raises:
        KeyError: no contract has this name.
    """
    if name not in ORDER:
        raise KeyError(name)
    return Contract.model_validate_json((ROOT / f"{name}.json").read_text(encoding="utf-8"))
