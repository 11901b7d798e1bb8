"""Chooses « de », « d’ », « du », « des », « à », « au » or « aux » before a name, for the project.

Elision depends on the first letter. A name that begins with h is elided only where the h is mute;
an article that begins a name contracts with the preposition (« des Champs du Possible »).
"""

from __future__ import annotations

import unicodedata

VOWELS = frozenset("aeiouœæ")
# Beginnings of French words whose h is mute; English and aspirated ones keep « de ».
MUTE_H = ("habit", "hebdo", "herb", "histo", "hom", "hono", "hopit", "horizon", "horlog")
MUTE_H += ("hort", "hospit", "huil", "huit", "hum", "hyd", "hyg", "hyp")
ARTICLES = {"le ": "du ", "les ": "des "}
TO_ARTICLES = {"le ": "au ", "les ": "aux "}


def of(name: str) -> str:
    """`d’Aérolinde`, `de Cuirlande`, `des Champs du Possible`, `du Vinopôle`."""
    for article, contracted in ARTICLES.items():
        if name[: len(article)].lower() == article:
            return contracted + name[len(article) :]
    return f"d’{name}" if _is_elided(name) else f"de {name}"


def to(name: str) -> str:
    """`à Aérolinde`, `aux Champs du Possible`, `au Vinopôle`."""
    for article, contracted in TO_ARTICLES.items():
        if name[: len(article)].lower() == article:
            return contracted + name[len(article) :]
    return f"à {name}"


def _is_elided(name: str) -> bool:
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFD", name.casefold())
        if not unicodedata.combining(letter)
    )
    return plain[:1] in VOWELS or plain.startswith(MUTE_H)
