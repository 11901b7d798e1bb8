"""What is known of accessibility, counted: criteria met, not met, without object, never checked.

The list is `accessibility.yaml`. A criterion that it does not name has been checked by nobody, and
says so: a share is never that of what was looked at alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from method import plain_yaml
from method.wording import NBSP, fr, plural

FILE = Path(__file__).with_name("accessibility.yaml")
# Criteria of each of the thirteen themes of the RGAA 4.1.
THEMES = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
CRITERIA = tuple(
    f"{theme}.{rank}" for theme, count in enumerate(THEMES, 1) for rank in range(1, count + 1)
)


class Service(BaseModel):
    """One service: criteria by what is known of them.

    Attributes:
        met: a test shows it on every page.
        not_met: somebody found a fault.
        absent: nothing on any page that it is about.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    met: tuple[str, ...]
    not_met: tuple[str, ...]
    absent: tuple[str, ...]

    @field_validator("*", mode="before")
    @classmethod
    def _as_text(cls, value: list[object]) -> list[str]:
        return [str(one) for one in value]

    @model_validator(mode="after")
    def _is_lawful(self) -> Service:
        named = [*self.met, *self.not_met, *self.absent]
        if unknown := set(named) - set(CRITERIA):
            raise ValueError(f"no such criterion: {sorted(unknown)}")
        if len(set(named)) < len(named):
            raise ValueError("a criterion stands twice")
        return self

    @property
    def applicable(self) -> int:
        """Criteria that have an object there."""
        return len(CRITERIA) - len(self.absent)

    @property
    def unchecked(self) -> int:
        """Criteria that nobody has checked."""
        return self.applicable - len(self.met) - len(self.not_met)


@cache
def services() -> dict[str, Service]:
    """The services by name.

    Raises:
        ValidationError: an unknown criterion, or one named twice.
    """
    content = plain_yaml.load(FILE.read_text(encoding="utf-8"))
    return {name: Service.model_validate(entry) for name, entry in content.items()}


def sentence(service: Service) -> str:
    """`38 critères respectés sur 45 qui s’appliquent (84,4 %), 0 non respecté, 7 non évalués`."""
    share = fr(len(service.met) / service.applicable, "%")
    met = plural(len(service.met), "critère respecté", "critères respectés")
    failed = plural(len(service.not_met), "non respecté", "non respectés")
    unchecked = plural(service.unchecked, "non évalué", "non évalués")
    return f"{met} sur {fr(service.applicable)} qui s’appliquent ({share}), {failed}, {unchecked}"


def slots() -> dict[str, str]:
    """What the statement says of each service, by the slot of its text."""
    found = services()
    lists = {
        f"{name}_non_respectes": ", ".join(one.not_met) or f"aucun connu{NBSP}: non évalué"
        for name, one in found.items()
    }
    return {name: sentence(one) for name, one in found.items()} | lists
