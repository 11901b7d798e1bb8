"""Base class and types that validate the entries of the project's YAML files."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Entry(BaseModel):
    """One entry: immutable, and unknown keys are rejected."""

    model_config = ConfigDict(extra="forbid", frozen=True)
