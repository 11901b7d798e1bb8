"""« Copie de vos données »: all the data held on a network, and its members by SIRET."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from stdnum.fr import siret as siret_number

from method.errors import ReaderError
from method.wording import fr_date, plural
from observatory.exports.spreadsheet import safe
from observatory.gate.store import Session

# Zip entries have a date; with a fixed one, the same rows give the same bytes.
EPOCH = (2000, 1, 1, 0, 0, 0)
MEMBERS = ("siret", "siren", "nom", "commune", "adhesion", "sortie")
# Columns of the contract `adhesions` that a proposal fills.
PROPOSED = ("id_reseau", "siret", "college", "date_adhesion")
MAX_LIST_BYTES = 2 * 1024**2
BOTH, HERE, THERE = "dans les deux", "adhérent, absent du fichier", "dans le fichier, pas adhérent"


class ListRefused(ReaderError):
    """The list of another tool cannot be read; the message is in French and says what to do."""


def archive(
    session: Session,
    network_id: str,
    name: str,
    files: Mapping[str, bytes],
    history: Sequence[Mapping[str, Any]],
    made_on: date,
) -> bytes:
    """A zip of the published tables, the received files, the history, and a description.

    Args:
        session: session of the network, or of staff.
        network_id: the network.
        name: its name.
        files: path → content of the files about this network only.
        history: changes that concern this network only.
        made_on: today's date.
    """
    tables = session.held_on(network_id)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        _write(out, "LISEZMOI.txt", _about(session, name, len(tables), len(files), made_on))
        for table, rows in tables.items():
            _write(out, f"tables/{table}.csv", as_csv(rows))
        for path, content in files.items():
            _write(out, f"fichiers/{path}", content)
        _write(out, "historique.csv", as_csv(pd.DataFrame(history)))
    return buffer.getvalue()


def as_csv(rows: pd.DataFrame) -> bytes:
    """CSV for a French spreadsheet; no cell starts a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(rows.columns)
    for row in rows.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def members(session: Session, network_id: str) -> pd.DataFrame:
    """Members of a network, including past ones, with the columns of `MEMBERS`."""
    rows = session.query("own_members", network_id=network_id)
    return rows[list(MEMBERS)]


def sirets(content: bytes) -> list[str]:
    """SIRET numbers in a list from another tool: a CSV with « siret » in one of its headers.

    Raises:
        ListRefused: the file or a cell is too large, no such column, or no valid number in it.
    """
    if len(content) > MAX_LIST_BYTES:
        raise ListRefused("Cette liste dépasse 2 Mo : gardez la colonne des SIRET.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.splitlines()[0] if text else ""
    # Some tools end lines with \r alone.
    table = io.StringIO(text, newline=None)
    try:
        lines = list(csv.reader(table, delimiter=max(";,\t", key=first.count)))
    except csv.Error:
        raise ListRefused(
            "Une cellule de cette liste est trop longue : gardez la colonne des SIRET."
        ) from None
    heads = [head.strip().lower() for head in lines[0]] if lines else []
    at = next((rank for rank, head in enumerate(heads) if "siret" in head), None)
    if at is None:
        raise ListRefused("Aucune colonne ne s’appelle « siret » : nommez ainsi celle des numéros.")
    cells = (line[at] for line in lines[1:] if len(line) > at)
    numbers = [siret_number.compact(one) for one in cells if siret_number.is_valid(one)]
    if not numbers:
        raise ListRefused("Aucun SIRET de cette liste n’est valide : vérifiez la colonne.")
    return list(dict.fromkeys(numbers))


def present(own: pd.DataFrame, on: date) -> pd.DataFrame:
    """Rows of `members` present on a day with a SIRET, one per SIRET."""
    left_on = pd.to_datetime(own["sortie"])
    there = own[left_on.isna() | (left_on >= pd.Timestamp(on))]
    return there.dropna(subset=["siret"]).drop_duplicates("siret")


def siret_list(own: pd.DataFrame, on: date) -> bytes:
    """Members on a day, as the simplest list for another tool: one column, `siret`."""
    return as_csv(present(own, on)[["siret"]].sort_values("siret"))


def proposal(network_id: str, listed: Sequence[str], college: str, joined_on: date) -> bytes:
    """A file `adhesions` in which these establishments join, to deposit like any other.

    Args:
        network_id: network they joined.
        listed: their SIRET numbers.
        college: a value allowed by the contract.
        joined_on: date of joining, as stated by whoever proposes it.
    """
    rows = [(network_id, siret, college, joined_on) for siret in listed]
    return as_csv(pd.DataFrame(rows, columns=[*PROPOSED]))


def compared(own: pd.DataFrame, listed: Sequence[str], on: date) -> pd.DataFrame:
    """Today's members beside a list: `siret`, `nom`, `etat`.

    Args:
        own: rows of `members`.
        listed: SIRET numbers from the other tool.
        on: date for which members are counted.
    """
    today = present(own, on)
    names = dict(zip(today["siret"], today["nom"], strict=True))
    states = dict.fromkeys(names, HERE)
    states |= {siret: BOTH if siret in names else THERE for siret in listed}
    return pd.DataFrame(
        [(siret, names.get(siret), state) for siret, state in states.items()],
        columns=["siret", "nom", "etat"],
    ).sort_values(["etat", "siret"], ignore_index=True)


def _write(out: zipfile.ZipFile, name: str, content: bytes) -> None:
    out.writestr(zipfile.ZipInfo(name, EPOCH), content)


def _cell(value: Any) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return f"{value:.12g}".replace(".", ",")
    return safe(str(value))


def _about(session: Session, name: str, tables: int, files: int, made_on: date) -> bytes:
    build = session.build
    lines = (
        f"Copie des données gardées sur {name}, faite le {fr_date(made_on)}.",
        f"Espace : {build.label}, version {build.id}, arrêtée au {fr_date(build.as_of)}.",
        "DÉMONSTRATION — DONNÉES FICTIVES" if build.is_fictional else "",
        f"tables/ : {plural(tables, 'table')} de la version publiée, les lignes de ce réseau.",
        f"fichiers/ : {plural(files, 'fichier reçu', 'fichiers reçus')} de ce réseau seul, "
        "dépôts à valider compris.",
        "historique.csv : changements des fichiers qui ne concernent que lui.",
        "N’y sont pas : les notes de l’équipe, qui ne portent aucun nom ; un fichier commun à "
        "plusieurs réseaux, dont les lignes de celui-ci sont dans tables/ ; le journal des accès.",
    )
    return "\r\n".join(line for line in lines if line).encode("utf-8-sig")
