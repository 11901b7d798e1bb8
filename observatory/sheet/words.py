"""A network in one line: level, cash, direction, members, next date, missing files."""

from __future__ import annotations

import pandas as pd

from method import change
from method.catalog import load_catalog
from method.elision import opening
from method.wording import NNBSP, fr, fr_value, is_missing, plural
from observatory.figures.figure import View
from observatory.fragility import day
from observatory.fragility.words import interval_text, level_with_worst
from observatory.sheet.network import HEADLINES, status_sentence

SEPARATOR = f"{NNBSP}; "
VACANT = "director_vacant_days_12m"


def answer(view: View) -> list[str]:
    """The status line of the view's network, then its declared figures.

    What the reader may not see is left out, and the absence of any file is stated once.

    Args:
        view: view of one network.
    """
    identity = view.ask("sheet_identity", network_id=view.scope).iloc[0].to_dict()
    headlines = [name for names in HEADLINES.values() for name in names]
    now = view.headlines(headlines).set_index("indicator_id")
    parts = [*_level(view), *_cash(now), *_direction(view, now), *members(now), *_due(view)]
    has_ended = identity["status"] not in ("actif", "inconnu")
    sentences = [status_sentence(identity)]
    if parts:
        line = SEPARATOR.join(parts)
        sentences.append(f"{line[:1].upper()}{line[1:]}.")
    if not now["status"].isin(["ok", "insufficient"]).any():
        declared = len(declared_rows(view))
        sentences.append(nothing_sent("" if has_ended else view.subject, declared))
    return [one for one in sentences if one]


def nothing_sent(name: str, declared: int) -> str:
    """States that a network sent none of its lists, and how many figures it published elsewhere.

    Args:
        name: of the network; empty if it has ended, and will send none.
        declared: number of figures published by itself or by the press.
    """
    parts = [f"{opening(name)} n’a pas encore transmis ses listes"] if name else []
    if declared:
        verb = "est cité" if declared < 2 else "sont cités"
        count = plural(declared, "chiffre publié", "chiffres publiés")
        parts.append(f"{count} par le réseau ou la presse {verb} ici")
    return f"{SEPARATOR.join(parts)}." if parts else ""


def declared_rows(view: View) -> pd.DataFrame:
    """Figures on the network published by itself or by the press."""
    return view.ask("sheet_declared", network_id=view.scope)


def members(now: pd.DataFrame) -> list[str]:
    """Companies, their change over a year, and the share of small ones.

    Args:
        now: rows of `indicator_headlines` by `indicator_id`.
    """
    if "companies_active" not in now.index or now.at["companies_active", "status"] != "ok":
        return []
    row = now.loc["companies_active"]
    text = plural(row["value"], "entreprise adhérente", "entreprises adhérentes")
    indicator = load_catalog().indicators["companies_active"]
    evolution = change.compare(indicator, row, change.before(row))
    if evolution is not None and evolution.difference is not None:
        words = change.words(indicator, evolution, "en un an")
        text += f" ({words})" if evolution.difference else " (autant qu’il y a un an)"
    if "tpe_pme_share" in now.index and now.at["tpe_pme_share", "status"] == "ok":
        share = fr_value(load_catalog().indicators["tpe_pme_share"], now.loc["tpe_pme_share"])
        text += f", dont {share} de TPE et PME"
    return [text]


def _level(view: View) -> list[str]:
    if not view.can_read("marts.fragility"):
        return []
    rows = view.of_scope("sheet_level")
    if rows.empty or is_missing(rows.iloc[0]["score"]):
        return []
    row = rows.iloc[0].to_dict()
    level = level_with_worst(row["level"], row["level_at_worst"])
    interval = interval_text(row)
    moves = "" if interval == fr(row["rank"]) else f", de {interval} selon les poids"
    return [f"{level} (rang {fr(row['rank'])}{moves})"]


def _cash(now: pd.DataFrame) -> list[str]:
    if "cash_days" not in now.index:
        return []
    row = now.loc["cash_days"]
    if row["status"] == "insufficient":
        return ["trésorerie inconnue en jours (il faut douze mois de décaissements)"]
    if row["status"] != "ok":
        return ["trésorerie inconnue"] if row["status"] == "no_data" and _is_known(now) else []
    return [f"{fr(row['value'], 'days')} de trésorerie"]


def _direction(view: View, now: pd.DataFrame) -> list[str]:
    """Whether the direction is filled, for readers who may see it."""
    if VACANT not in now.index or now.at[VACANT, "status"] != "ok":
        return []
    rows = view.query("fragility_indicators")
    own = rows[(rows["network_id"] == view.scope) & (rows["moment"] == "now")]
    vacant = own["vacant_days"].dropna()
    if len(vacant):
        return [f"direction vacante depuis {fr(vacant.iloc[0], 'days')}"]
    days = now.at[VACANT, "value"]
    return [
        f"direction pourvue après {fr(days, 'days')} d’absence" if days else "direction en poste"
    ]


def _due(view: View) -> list[str]:
    if not view.can_read("marts.alert_calendar"):
        return []
    rows = view.query("day_networks")
    own = rows[rows["network_id"] == view.scope]
    text = "" if own.empty else day.due(own.iloc[0].to_dict())
    return [f"prochaine échéance le {text}"] if text else []


def _is_known(now: pd.DataFrame) -> bool:
    return bool(now["status"].eq("ok").any())
