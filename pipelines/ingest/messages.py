"""The catalogue of messages (`messages.yaml`): each code has a severity, a sentence and a hint."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from method import plain_yaml

CATALOGUE = Path(__file__).with_name("messages.yaml")
# Quoted values are shortened: a pasted page would drown the report.
QUOTED_CHARACTERS = 80


class Message(BaseModel):
    """One kind of issue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    severity: Literal["error", "warning"]
    title: str
    message: str
    hint: str
    nearest_hint: str | None = None
    fatal: bool = False

    def sentence(self, facts: dict[str, Any]) -> tuple[str, str]:
        """Message and hint in French, filled in with the facts of the case."""
        shortened = {
            # A list comes from the contract: cut, it would hide the value that is looked for.
            name: ", ".join(fact) if isinstance(fact, list) else shorten(fact)
            for name, fact in facts.items()
        }
        near = self.nearest_hint if facts.get("nearest") else None
        return self.message.format_map(shortened), (near or self.hint).format_map(shortened)


@cache
def catalogue() -> dict[str, Message]:
    """Every message by code, in the order of the file."""
    content = plain_yaml.load(CATALOGUE.read_text(encoding="utf-8"))
    return {code: Message(**entry) for code, entry in content.items()}


def shorten(fact: object) -> str:
    """A fact to fit in a sentence: on one line, not too long."""
    text = " ".join(str(fact).split(" ")).replace("\r", " ").replace("\n", " ").strip()
    return text if len(text) <= QUOTED_CHARACTERS else text[: QUOTED_CHARACTERS - 1] + "…"
