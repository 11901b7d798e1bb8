"""`LISEZMOI.md` and `workspace.toml` of the fictional workspace."""

from __future__ import annotations

from pathlib import Path

from pipelines.demo import networks, parameters, profiles
from pipelines.demo.timeline import AS_OF, HISTORY_MONTHS

HEAD = """# Espace de démonstration : tout y est fictif

Vingt réseaux **inventés**, posés sur les vraies communes de Centre-Val de Loire. Aucun nom, aucun
chiffre, aucune entreprise n’y désigne quelqu’un de réel ; le tissu économique par commune est
simulé lui aussi. Ces fichiers se refont à l’identique :
`python -m pipelines demo --out DOSSIER --seed {seed} --scale {scale}`.

- Date des données : {as_of} ; {months} mois d’historique.
- SIREN et SIRET : clés de contrôle valides, numéros de 000 100 000 à 000 999 999, plage où aucun
  numéro public n’est connu (hypothèse : l’INSEE ne publie pas de liste des plages non attribuées).
  Au-delà de `--scale 1`, la plage est dépassée : ces fichiers ne servent qu’aux mesures de vitesse.
- La Région Centre-Val de Loire est nommée comme financeur parce que le rapport du CESER donne son
  enveloppe ; les autres financeurs portent la mention « (démonstration) ».
"""


def write(out: Path, seed: int, scale: int) -> None:
    """Write both files."""
    (out / "LISEZMOI.md").write_text(_text(seed, scale), encoding="utf-8", newline="\n")
    (out / "workspace.toml").write_text(
        'name = "demo"\n'
        'label = "Démonstration (données fictives)"\n'
        "fictional = true\n"
        f"as_of = {AS_OF.isoformat()}\n"
        'region = "24"\n',
        encoding="utf-8",
        newline="\n",
    )


def _text(seed: int, scale: int) -> str:
    as_of = AS_OF.strftime("%d/%m/%Y")
    parts = [
        HEAD.format(seed=seed, scale=scale, as_of=as_of, months=HISTORY_MONTHS),
        "## Les histoires à trouver\n",
        "| Histoire | Réseau | Ce qui s’y passe |\n|---|---|---|",
        *(f"| {title} | {who} | {what} |" for title, who, what in profiles.STORIES.values()),
        "\n## Les défauts semés\n",
        "Pour que le contrôle des fichiers ait quelque chose à dire :\n",
        f"- {networks.OVERLAPS} membres de Sylvambre saisis deux fois, sous deux "
        "établissements : adhésions qui se chevauchent, fusionnées, avec un avertissement ;",
        f"- {networks.UNLISTED} membres de Galénombre absents de l’extrait "
        "SIRENE : conservés, taille inconnue, avec un avertissement.",
        "\n## Les réglages et leur source\n",
        "« hypothèse » : choisi ici, sans source chiffrée.\n",
        "| Réglage | Valeur | Source |\n|---|---|---|",
        *(f"| {one.label} | {one.shown} | {one.source} |" for one in parameters.ALL),
        "\n## Les réseaux\n",
        "| Réseau | Identifiant | Type | Filière | Divisions NAF | Membres visés (octobre 2026) |",
        "|---|---|---|---|---|---|",
        *(
            f"| {one.name} | `{one.slug}` | {one.kind} | {one.sector} | "
            f"{', '.join(one.divisions)} | {one.members[-1]} |"
            for one in profiles.PROFILES
        ),
        "\nPart des subventions, trésorerie plancher, part de membres hors région et effectifs "
        "visés de chaque réseau : hypothèse (`pipelines/demo/profiles.py`), dans les "
        "fourchettes de la documentation (`docs/demo.md`).\n",
    ]
    return "\n".join(parts)
