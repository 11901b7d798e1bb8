"""Choose « de », « d’ », « du », « des », « à », « au » or « aux » before a name.

Elision depends on the first letter. A name that begins with h is elided only if the h is mute; an
article at the start of a name contracts with the preposition (« des Champs du Possible »). A name
that starts with a common noun takes an article in a sentence (« le Pôle Corvelune », « l’État »),
and none as a row label.
"""

from __future__ import annotations

import unicodedata

VOWELS = frozenset("aeiouœæ")
# Prefixes of French words with a mute h; English words and aspirated ones keep « de ».
MUTE_H = ("habit", "hebdo", "herb", "histo", "hom", "hono", "hopit", "horizon", "horlog")
MUTE_H += ("hort", "hospit", "huil", "huit", "hum", "hyd", "hyg", "hyp")
ARTICLES = {"le ": "du ", "les ": "des "}
TO_ARTICLES = {"le ": "au ", "les ": "aux "}
# Common nouns that start the name of a network or funder, without accents, and their article.
NOUNS = dict.fromkeys(("pole", "reseau", "cluster", "departement", "conseil", "ministere"), "le ")
NOUNS |= dict.fromkeys(("region", "metropole", "chambre", "ville", "commune", "banque"), "la ")
NOUNS |= dict.fromkeys(("communaute", "prefecture", "caisse", "societe", "fondation"), "la ")
NOUNS |= dict.fromkeys(("etat", "europe", "agglomeration", "agence", "union", "association"), "l’")
NOUNS |= {"fonds europeens": "les ", "fonds": "le "}


def the(name: str) -> str:
    """`le Pôle Corvelune`, `l’État`, `les Fonds européens`; other names are unchanged."""
    letters = _plain(name)
    for noun, article in NOUNS.items():
        if letters == noun or letters.startswith(f"{noun} "):
            return f"{article}{name}"
    return name


def opening(name: str) -> str:
    """The name at the start of a sentence: `Le Pôle Corvelune`, `Aérolinde`."""
    text = the(name)
    return text[:1].upper() + text[1:]


def of(name: str) -> str:
    """`d’Aérolinde`, `de Cuirlande`, `des Champs du Possible`, `du Vinopôle`, `de l’État`."""
    name = the(name)
    for article, contracted in ARTICLES.items():
        if name[: len(article)].lower() == article:
            return contracted + name[len(article) :]
    return f"d’{name}" if _is_elided(name) else f"de {name}"


def to(name: str) -> str:
    """`à Aérolinde`, `aux Champs du Possible`, `au Vinopôle`, `à l’État`."""
    name = the(name)
    for article, contracted in TO_ARTICLES.items():
        if name[: len(article)].lower() == article:
            return contracted + name[len(article) :]
    return f"à {name}"


def _is_elided(name: str) -> bool:
    letters = _plain(name)
    return letters[:1] in VOWELS or letters.startswith(MUTE_H)


def _plain(name: str) -> str:
    return "".join(
        letter
        for letter in unicodedata.normalize("NFD", name.casefold())
        if not unicodedata.combining(letter)
    )
