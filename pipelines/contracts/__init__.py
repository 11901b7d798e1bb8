"""Contracts: the Table Schema of each raw file, and what this project adds to it.

A contract is `pipelines/contracts/<name>.json`, a plain Table Schema that any validator reads.
Our own properties are prefixed `x-`, as the standard asks; they are:

on a field
  `x-kind`            siren, siret, rna, commune, department, naf, naf_division, period, share,
                      nature, band, country, code: the meaning that a type alone does not say
  `x-separator`       the column holds several values, joined by this sign
  `x-unit`            unit shown to people
  `x-thousandths`     three decimals are usual here: `1.250` is no doubt between 1,25 and 1 250
  `x-aliases`         other headers under which the column is met
  `x-horizon-months`  how far after today a date may lie (24 by default: more where it is planned)
  `x-accepts-siren`   a SIREN is kept where a SIRET is expected (published grant files)
  `x-siren-into`      a SIREN found in this SIRET column belongs to that column
  `x-siret-accepted`  a SIRET is cut to its SIREN
  `x-day`             the column says when its row holds: `seen` for what has happened, `said` for
                      what may lie ahead
on a contract
  `x-one-of`          groups of columns of which one at least is filled
  `x-order`           pairs of dates that follow each other
  `x-rules`           rules across rows and files, by code
  `x-ignored`         columns of the official format that we leave aside without a remark
  `x-monthly`         one row per month is expected
  `x-frequency`       every how many months a file is expected, and how many months after the period
on a foreign key
  `x-code`            code of the issue, in messages.yaml, when the value is not found there
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

# Dependencies first: a network is known before what it sends.
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
    """One column: its French title, its type and what is expected in it."""

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
        """True when a row without this value is set aside."""
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
    """How often a file is due: every `months` months, up to `grace_months` after they end."""

    months: int = Field(gt=0)
    grace_months: int = Field(ge=0)

    @property
    def late_after_months(self) -> int:
        """Months after the last one received beyond which the file is late."""
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
    monthly: bool = Field(False, alias="x-monthly")
    frequency: Frequency | None = Field(None, alias="x-frequency")

    def model_post_init(self, context: Any) -> None:
        """Refuse a contract that names a column it does not have."""
        known = set(self.field_names)
        named = {*self.primary_key, *(key.fields for key in self.foreign_keys)}
        named.update(*self.one_of, *self.order)
        if named - known:
            raise ValueError(f"{self.name}: unknown columns {sorted(named - known)}")

    @property
    def field_names(self) -> list[str]:
        """Column names in the order of the file."""
        return [field.name for field in self.fields]

    @property
    def days(self) -> tuple[FieldSpec, ...]:
        """Columns that date a row; those of the file it belongs to when it has none of its own."""
        own = tuple(field for field in self.fields if field.day)
        return own or (load(self.parent.reference.resource).days if self.parent else ())

    @property
    def parent(self) -> ForeignKey | None:
        """Key to the file that names the network of a row, when this one does not."""
        if NETWORK in self.field_names:
            return None
        for key in self.foreign_keys:
            target = key.reference.resource
            if target != self.name and load(target).tells_network:
                return key
        return None

    @property
    def tells_network(self) -> bool:
        """True when each row belongs to a network, named by the row or by its parent."""
        return NETWORK in self.field_names or self.parent is not None

    @property
    def network_column(self) -> str:
        """The column that names the network of a row, or leads to the row that does."""
        return self.parent.fields if self.parent else NETWORK

    @property
    def always_tells_network(self) -> bool:
        """False where the network of some rows is only worked out in `core`."""
        if self.parent:
            return load(self.parent.reference.resource).always_tells_network
        return NETWORK in self.field_names and self.field(NETWORK).required

    def is_optional(self, name: str) -> bool:
        """True when a row is kept without this column: a fault there only empties the cell.

        Required columns, key columns and those that stand in for them set the row aside instead.
        """
        stand_ins = {column for group in self.one_of for column in group}
        return not (self.field(name).required or name in {*self.primary_key, *stand_ins})

    def field(self, name: str) -> FieldSpec:
        """One column.

        Raises:
            KeyError: the contract has no such column.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


def names() -> list[str]:
    """The contracts, dependencies first."""
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
