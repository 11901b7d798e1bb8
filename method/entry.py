"""Entries of the YAML files of this project: what each of them is checked with."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Entry(BaseModel):
    """One entry: a key that nobody declared is a fault, and nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
