"""The state of accessibility, in numbers of criteria: met, not met, not applicable, never checked.

The list is `accessibility.yaml`. A criterion that it does not name counts as never checked: a share
is always over all applicable criteria, not only those that were checked.
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
    """One service: its criteria by state.

    Attributes:
        met: proved by a test on every page.
        not_met: somebody found a failure.
        absent: not applicable: no page has anything that it covers.
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
        criteria = [*self.met, *self.not_met, *self.absent]
        if unknown := set(criteria) - set(CRITERIA):
            raise ValueError(f"no such criterion: {sorted(unknown)}")
        if len(set(criteria)) < len(criteria):
            raise ValueError("a criterion stands twice")
        return self

    @property
    def applicable(self) -> int:
        """Number of applicable criteria."""
        return len(CRITERIA) - len(self.absent)

    @property
    def unchecked(self) -> int:
        """Number of applicable criteria that nobody has checked."""
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
    """Texts of the statement about each service, by slot."""
    by_name = services()
    lists = {
        f"{name}_non_respectes": ", ".join(one.not_met) or f"aucun connu{NBSP}: non évalué"
        for name, one in by_name.items()
    }
    return {name: sentence(one) for name, one in by_name.items()} | lists
