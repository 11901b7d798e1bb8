"""Command line: `python -m pipelines COMMAND`.

Standard output carries data, standard error carries messages. Exit codes: 0 done (rows set aside
are reported, not fatal), 1 refused, 2 incorrect use.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from method.errors import NoMemory, ReaderError
from method.faults import FULL
from pipelines.build.command import DUCKDB, ENGINES
from pipelines.build.command import build as build_command
from pipelines.build.workspace import is_month_end

# argparse is in English: these are the messages that users can see.
FRENCH = {
    "usage: ": "usage : ",
    "options": "options",
    "positional arguments": "arguments",
    "show this help message and exit": "affiche cette aide",
    "%(prog)s: error: %(message)s\n": "%(prog)s : %(message)s\n",
    "the following arguments are required: %s": "il manque : %s",
    "unrecognized arguments: %s": "arguments inconnus : %s",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "valeur inconnue %(value)r (au choix : %(choices)s)"
    ),
    "invalid %(type)s value: %(value)r": "valeur %(value)r refusée (attendu : %(type)s)",
    "expected one argument": "une valeur est attendue",
    "one of the arguments %s is required": "il manque l’un de : %s",
    "not allowed with argument %s": "ne va pas avec %s",
    "argument %(argument_name)s: %(message)s": "argument %(argument_name)s : %(message)s",
}


# Commands that change the files received.
DESK = ("deposit", "history")


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    vars(argparse)["_"] = lambda text: FRENCH.get(text, text)
    words = sys.argv[1:] if argv is None else argv
    arguments = vars(_parser(words[0] if words else "").parse_args(words))
    run = arguments.pop("run")
    try:
        return run(**arguments)
    except ReaderError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except MemoryError:
        print(NoMemory(), file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno not in FULL:
            raise
        print(
            "Plus de place sur un disque : libérez-en, puis relancez. Ce qui était publié l’est "
            "toujours.",
            file=sys.stderr,
        )
        return 1


def _parser(name: str) -> argparse.ArgumentParser:
    """Every command, or only `build` or those of the desk, to avoid the imports of the others."""
    parser = argparse.ArgumentParser(prog="python -m pipelines", description="Observatoire")
    sub = parser.add_subparsers(required=True, metavar="COMMANDE")

    def command(name: str, run: object, summary: str) -> argparse.ArgumentParser:
        child = sub.add_parser(name, help=summary, description=summary)
        child.set_defaults(run=run)
        return child

    build = command("build", build_command, "construit et publie un espace")
    build.add_argument("--workspace", default="demo", help="espace : demo, cvl…")
    build.add_argument("--raw", type=Path, help="dossier des fichiers reçus")
    build.add_argument("--curated", type=Path, help="dossier publié")
    build.add_argument("--as-of", type=_month_end, help="fin de mois de référence, AAAA-MM-JJ")
    build.add_argument("--strict", action="store_true", help="refuse si une ligne est écartée")
    build.add_argument(
        "--correction",
        metavar="MOTIF",
        help="remplace aussitôt les chiffres maintenus pour le public ; le motif va au journal",
    )
    build.add_argument("--who", type=_name, metavar="NOM", help="qui décide de la correction")

    build.add_argument("--fresh", action="store_true", help="n’utilise rien de ce qui est retenu")
    build.add_argument("--explain", action="store_true", help="dit pourquoi chaque étape a lieu")
    build.add_argument("--engine", choices=ENGINES, default=DUCKDB, help="duckdb par défaut")
    build.add_argument("--master", metavar="URL", help="maître Spark ; cette machine par défaut")

    if name in DESK:
        _add_desk(command)
    elif name != "build":
        _add_others(command)
    return parser


def _add_others(command: Callable[..., argparse.ArgumentParser]) -> None:
    from operations import command_line
    from pipelines import commands, contracts

    command("refresh", commands.refresh, "construit les espaces absents ou dépassés")

    check = command("check", commands.check, "vérifie un fichier sans rien publier")
    check.add_argument("file", type=Path, metavar="FICHIER")
    check.add_argument("--contract", required=True, choices=contracts.names(), metavar="CONTRAT")
    check.add_argument("--format", choices=("text", "json"), default="text")

    demo = command("demo", commands.demo, "écrit l’espace de démonstration, fictif")
    demo.add_argument("--out", type=Path, required=True, help="dossier à écrire")
    demo.add_argument("--seed", type=_seed, default=24)
    demo.add_argument("--scale", type=_scale, default=1)

    template = command("template", commands.template, "écrit le modèle de fichier à remplir")
    template.add_argument("contract", choices=contracts.names(), metavar="CONTRAT")
    template.add_argument("--out", type=Path, required=True)

    _fetch(command)

    digest = command("digest", commands.digest, "écrit la lettre hebdomadaire des alertes")
    digest.add_argument("--workspace", default="demo")
    digest.add_argument("--out", type=Path, required=True, help="fichier texte à écrire")
    digest.add_argument("--curated", type=Path, help="dossier publié")
    digest.add_argument("--send", action="store_true", help="l’envoie aussi (OBSERVATOIRE_SMTP_*)")

    _export(command("export", commands.export, "écrit un rapport ou une figure"))

    site = command("site", commands.site, "écrit l’édition statique et accessible d’un espace")
    site.add_argument("--workspace", default="demo")
    site.add_argument("--out", type=Path, required=True, help="dossier de l’édition")
    site.add_argument("--curated", type=Path, help="racine des espaces publiés")

    purge = command("purge", commands.purge, "retire des personnes de ce qui est gardé")
    purge.add_argument("--workspace", default="demo")
    which = purge.add_mutually_exclusive_group(required=True)
    which.add_argument("--older-than", dest="months", type=_months, metavar="36m", help="en mois")
    which.add_argument("--who", metavar="ADRESSE", help="efface de l’historique qui a déposé")
    purge.add_argument("--raw", type=Path, help="dossier des fichiers reçus")
    purge.add_argument("--curated", type=Path, help="dossier publié")

    rollback = command("rollback", commands.rollback, "revient à une version conservée")
    rollback.add_argument("--workspace", default="demo")
    rollback.add_argument("--to", metavar="VERSION", help="par défaut, la version précédente")
    rollback.add_argument("--raw", type=Path, help="dossier des fichiers reçus")
    rollback.add_argument("--curated", type=Path, help="dossier publié")

    audit = command("audit", commands.audit, "vérifie le journal des accès")
    audit.add_argument("--purge", action="store_true", help="retire les mois trop anciens")
    audit.add_argument("--account", metavar="ADRESSE", help="dit l’identifiant d’une adresse")
    audit.add_argument("--curated", type=Path, help="racine des espaces publiés")
    _add_desk(command)
    command_line.add(command)


def _add_desk(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands that change the files received."""
    from pipelines import contracts
    from pipelines.desk import command as desk
    from pipelines.desk.deposit import MODES

    deposit = command("deposit", desk.deposit, "charge un fichier, pour les réseaux qu’il nomme")
    deposit.add_argument("file", type=Path, metavar="FICHIER")
    deposit.add_argument("--contract", required=True, choices=contracts.names(), metavar="CONTRAT")
    deposit.add_argument("--mode", choices=MODES, default=MODES[0], help="networks par défaut")
    deposit.add_argument(
        "--who", type=_name, metavar="NOM", help="qui dépose ; le compte de la session sinon"
    )
    deposit.add_argument("--dry-run", action="store_true", help="dit l’effet, ne change rien")
    deposit.add_argument("--yes", action="store_true", help="accepte que des lignes partent")

    history = command("history", desk.history, "liste les changements, du plus ancien au dernier")
    for child in (deposit, history):
        child.add_argument("--workspace", required=True, help="espace : demo, cvl…")
        child.add_argument("--raw", type=Path, help="dossier des fichiers reçus")
        child.add_argument("--curated", type=Path, help="dossier publié")
        child.add_argument("--format", choices=("text", "json"), default="text")


def _fetch(command: Callable[..., argparse.ArgumentParser]) -> None:
    from pipelines.fetch.command import fetch as run
    from pipelines.fetch.registry import ALL, FETCHERS

    fetch = command("fetch", run, "rafraîchit une source officielle, ou toutes")
    names = [one.name for one in FETCHERS]
    sources = [f"{one.name} ({one.title})" for one in FETCHERS]
    fetch.add_argument(
        "source", choices=(*names, ALL), metavar="SOURCE", help=f"{', '.join(sources)} ; {ALL}"
    )
    fetch.add_argument("--workspace", default="cvl")
    fetch.add_argument(
        "--accept", action="append", default=[], metavar="RÉSEAU=SIREN",
        help="avec siren : confirme et inscrit ce SIREN, sans rien chercher d’autre",
    )  # fmt: skip
    fetch.add_argument(
        "--who", type=_name, metavar="NOM", help="qui confirme ; le compte de la session sinon"
    )
    fetch.add_argument(
        "--only", type=lambda text: text.split(","), metavar="SOURCE,…",
        help=f"avec {ALL} : ces sources seulement",
    )  # fmt: skip
    fetch.add_argument(
        "--timeout", type=_minutes, metavar="MINUTES", help="durée la plus longue d’une source"
    )
    fetch.add_argument("--build", action="store_true", help="construit et publie l’espace ensuite")
    fetch.add_argument(
        "--restart", action="store_true", help=f"avec {ALL} : tout, sans reprendre le précédent"
    )


def _export(export: argparse.ArgumentParser) -> None:
    from observatory.exports.formats import FORMATS
    from observatory.gate.access import PUBLIC
    from observatory.gate.roles import SHAPES

    export.add_argument("--workspace", default="demo")
    export.add_argument("--format", choices=FORMATS, required=True)
    export.add_argument("--network", metavar="RÉSEAU", help="sans lui, tous les réseaux")
    export.add_argument("--figure", metavar="CLÉ", help="une figure d’une page, sinon un rapport")
    export.add_argument(
        "--territory", metavar="TERRITOIRE", help="sa fiche d’une page, comme epci-200071587"
    )
    reports = ("panorama", "note", "comite", "trimestre")
    export.add_argument("--report", choices=reports, help="sur tous les réseaux")
    export.add_argument("--funder", metavar="NOM", help="pour comite et trimestre, ce financeur")
    export.add_argument(
        "--quotation", metavar="TEXTE",
        help="une citation ou son empreinte : la figure citée, avec les filtres de sa page",
    )  # fmt: skip
    export.add_argument(
        "--month",
        metavar="AAAA-MM",
        help="par défaut, le dernier mois publié, ou celui de la citation",
    )
    role_help = f"profil des chiffres écrits : {', '.join(SHAPES)}"
    export.add_argument("--role", type=_role, default=PUBLIC, help=role_help)
    export.add_argument("--out", type=Path, required=True, help="fichier à écrire")
    export.add_argument("--curated", type=Path, help="racine des espaces publiés")


def _month_end(text: str) -> date:
    day = date.fromisoformat(text)
    # Figures of a month that has not come would be invented.
    if not is_month_end(day) or day > datetime.now(UTC).date():
        raise ValueError(text)
    return day


def _name(text: str) -> str:
    # The account stands for a name that is not given, never for one that is given empty.
    if not text.strip():
        raise ValueError(text)
    return text


def _seed(text: str) -> int:
    if (seed := int(text)) < 0:
        raise ValueError(text)
    return seed


def _scale(text: str) -> int:
    if (scale := int(text)) < 1:
        raise ValueError(text)
    return scale


def _months(text: str) -> int:
    number, unit = text[:-1], text[-1:]
    if unit != "m" or not number.isdecimal() or int(number) < 1:
        raise ValueError(text)
    return int(number)


def _minutes(text: str) -> float:
    if (minutes := float(text)) <= 0:
        raise ValueError(text)
    return minutes


def _role(text: str) -> str:
    from observatory.gate.access import AccessError, Role

    try:
        return Role(text)
    except AccessError:
        raise ValueError(text) from None


_role.__name__ = "profil"
_seed.__name__ = "nombre entier, 0 ou plus"
_scale.__name__ = "nombre entier, 1 ou plus"
_minutes.__name__ = "nombre de minutes"
_month_end.__name__ = "dernier jour d’un mois passé, AAAA-MM-JJ"
_name.__name__ = "nom de qui agit"
_months.__name__ = "nombre de mois, comme 36m"

if __name__ == "__main__":
    sys.exit(main())
