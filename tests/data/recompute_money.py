"""Second implementation of the money indicators, from `indicators.md`, for one network and month
at a time, in plain Python over the raw files."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from statistics import fmean

from tests.data.raw_records import (
    ALL,
    Network,
    Part,
    amount,
    is_active,
    month_end,
    ratio,
    within,
)


def cash(network: Network, as_of: date) -> dict[str, Part]:
    start = month_end(as_of, -12)
    year = {}
    for row in network["tresorerie"]:
        end = month_end(date.fromisoformat(row["mois"] + "-01"))
        if within(end, start, as_of):
            year[end] = row
    if not year:
        return {}
    spent = [r["decaissements"] for r in year.values() if r["decaissements"] is not None]
    balances = [r["solde_fin_mois"] for r in year.values() if r["solde_fin_mois"] is not None]
    now = year[as_of]["solde_fin_mois"] if as_of in year else None
    daily = sum(spent) / 365 if len(spent) == 12 else None
    is_full = len(balances) == 12
    low_months = (
        sum(1 for h in balances if h < 30 * daily) if is_full and daily is not None else None
    )
    return {
        "cash_end": amount(now, 1),
        "cash_days": ratio(now, daily, len(spent)),
        "months_under_30d_12m": amount(low_months, min(len(balances), len(spent))),
    }


def lows(networks: list[Network], as_of: date) -> Part | None:
    """Lowest pooled balance of the year, over the networks with twelve monthly balances."""
    ends = [month_end(as_of, -back) for back in range(12)]
    series = []
    for network in networks:
        balances = {
            month_end(date.fromisoformat(row["mois"] + "-01")): row["solde_fin_mois"]
            for row in network["tresorerie"]
        }
        own = [balances[end] for end in ends if end in balances]
        if own:
            series.append([value for value in own if value is not None])
    full = [own for own in series if len(own) == 12]
    if not full:
        return Part(None, None, sum(map(len, series))) if series else None
    return amount(min(map(sum, zip(*full, strict=True))), 12 * len(full))


def received(bill: dict) -> float:
    """Amount of a dated payment; without an amount, it is a full payment."""
    paid = bill["montant_verse"]
    return bill["montant_prevu"] if paid is None else paid


def still_due(bill: dict, as_of: date) -> float:
    """Amount of an instalment still unpaid."""
    due = bill["montant_prevu"]
    if bill["date_versement"] is None or bill["date_versement"] > as_of:
        return due
    return max(due - received(bill), 0.0)


def is_written_off(bill: dict, as_of: date) -> bool:
    """Whether an instalment is written off by a payment of zero: still due, no longer expected."""
    paid_on = bill["date_versement"]
    return bill["montant_verse"] == 0 and paid_on is not None and paid_on <= as_of


def payments(network: Network, as_of: date) -> dict[str, Part]:
    bills = [
        b
        for b in network["bills"]
        if b["echeance_prevue"] <= as_of or (b["date_versement"] and b["date_versement"] <= as_of)
    ]
    if not bills:
        return {}
    start = month_end(as_of, -24)
    weight = euro_days = 0.0
    instalments = 0
    overdue: list[tuple[float, int]] = []
    for bill in bills:
        due, eur = bill["echeance_prevue"], bill["montant_prevu"]
        if due > as_of:
            continue
        rest = still_due(bill, as_of)
        paid = eur - rest
        if rest > 0:
            overdue.append((rest, (as_of - due).days))
        if due > start:
            instalments += 1
            weight += eur
            euro_days += rest * (as_of - due).days
            if paid:
                euro_days += paid * (bill["date_versement"] - due).days
    n = len(overdue)

    def aged(low: int, high: float) -> float:
        return sum(rest for rest, late in overdue if low <= late <= high)

    return {
        "payment_delay_days": ratio(euro_days, weight, instalments),
        "subsidy_overdue": amount(aged(0, float("inf")), n),
        "receivable_0_30": amount(aged(0, 30), n),
        "receivable_31_60": amount(aged(31, 60), n),
        "receivable_61_90": amount(aged(61, 90), n),
        "receivable_91_180": amount(aged(91, 180), n),
        "receivable_over_180": amount(aged(181, float("inf")), n),
        "receivable_over_90_share": ratio(aged(91, float("inf")), aged(0, float("inf")), n),
    }


def last_account(network: Network, as_of: date) -> dict | None:
    closed = [r for r in network["comptes"] if date(int(r["exercice"]), 12, 31) <= as_of]
    return max(closed, key=lambda r: r["exercice"]) if closed else None


def plus(*values: float | None) -> float | None:
    return None if None in values else sum(values)


def income_of(account: dict, as_of: date) -> float | None:
    if date(int(account["exercice"]), 12, 31) <= month_end(as_of, -24):
        return None
    return plus(
        account["cotisations"],
        account["prestations"],
        account["subventions_publiques"],
        account["autres_produits"],
    )


def accounts(network: Network, as_of: date) -> dict[str, Part]:
    a = last_account(network, as_of)
    if a is None:
        return {}
    if date(int(a["exercice"]), 12, 31) <= month_end(as_of, -24):
        a = dict.fromkeys(a, None) | {"exercice": a["exercice"]}
    income = plus(
        a["cotisations"], a["prestations"], a["subventions_publiques"], a["autres_produits"]
    )
    spending = plus(a["charges_personnel"], a["autres_charges"])

    def minus(one: float | None, other: float | None) -> float | None:
        return None if one is None or other is None else one - other

    fund = minus(plus(a["fonds_propres"], a["dettes_long_terme"]), a["immobilisations_nettes"])
    need = minus(plus(a["creances"], a["subventions_a_recevoir"]), a["dettes_court_terme"])
    liquid = plus(a["disponibilites"], a["creances"], a["subventions_a_recevoir"])
    return {
        "public_dependency": ratio(a["subventions_publiques"], income, 1),
        "self_financing": ratio(plus(a["cotisations"], a["prestations"]), income, 1),
        "net_margin": ratio(minus(income, spending), income, 1),
        "equity_months": ratio(a["fonds_propres"], None if spending is None else spending / 12, 1),
        "current_ratio": ratio(liquid, a["dettes_court_terme"], 1),
        "working_capital": amount(fund, 1),
        "working_capital_need": amount(need, 1),
        "working_capital_gap": amount(minus(a["disponibilites"], minus(fund, need)), 1),
    }


def period(grant: dict) -> tuple[date, date | None, float | None]:
    """Start, end and months of a grant: from its duration, or otherwise the period of payments."""
    begin, _, end = (grant["datesPeriodeVersement"] or "").partition("/")
    start = date.fromisoformat(begin) if end else grant["dateConvention"]
    months = grant["duree_mois"]
    if months is None:
        last = date.fromisoformat(end) if end else None
        return start, last, last and round(((last - start).days + 1) / 30.4375)
    after = month_end(start.replace(day=1), int(months))
    return start, after.replace(day=min(start.day, after.day)) - timedelta(days=1), months


def agreements(network: Network, as_of: date) -> dict[str, Part]:
    signed = [g for g in network["subventions"] if g["dateConvention"] <= as_of]
    if not signed:
        return {}
    running = []
    for grant in signed:
        start, end, months = period(grant)
        if end and network.ended:
            end = min(end, network.ended)
        if months and end and start <= as_of <= end:
            running.append((grant["montant"], months, end))
    whole = sum(eur for eur, _, _ in running)
    soon = month_end(as_of, 6)
    ending = sum(eur * min(1, 12 / months) for eur, months, end in running if end <= soon)
    account = last_account(network, as_of)
    income = income_of(account, as_of) if account else None
    return {
        "annual_agreement_share": ratio(
            sum(eur for eur, months, _ in running if months <= 12), whole, len(running)
        ),
        "renewal_exposure_6m": ratio(ending, income, len(running)),
    }


def siren(row: dict) -> str:
    return (row.get("siren") or row["siret"])[:9]


def is_regional(grant: dict) -> bool:
    """Whether the funder is the Region: from the file, or from the SIREN where it is silent."""
    if grant["type_financeur"]:
        return grant["type_financeur"] == "region"
    return (grant.get("idAttribuant") or "").startswith("234500023")


def regional(network: Network, as_of: date) -> dict[str, Part]:
    grants = [
        b
        for b in network["bills"]
        if b["echeance_prevue"] <= as_of or (b["date_versement"] and b["date_versement"] <= as_of)
    ]
    if not grants:
        return {}
    paid = [
        received(b)
        for b in grants
        if is_regional(b["grant"]) and within(b["date_versement"], month_end(as_of, -12), as_of)
    ]
    members = {
        siren(row)
        for row in network["adhesions"]
        if is_active(row, "date_adhesion", "date_sortie", as_of)
    }
    fte = sum(
        r["etp"] for r in network["equipes"] if is_active(r, "date_entree", "date_sortie", as_of)
    )
    return {
        "regional_grant_12m": amount(sum(paid), len(paid)),
        "regional_grant_per_member": ratio(sum(paid), len(members), len(paid)),
        "regional_grant_per_fte": ratio(sum(paid), fte, len(paid)),
    }


def signed_share(network: Network, as_of: date) -> Part | None:
    """Instalments contracted for the next 12 months ÷ (those + expected other receipts)."""
    rows = {}
    for row in network["tresorerie"]:
        end = month_end(date.fromisoformat(row["mois"] + "-01"))
        if within(end, month_end(as_of, -36), as_of):
            rows[end] = row
    if not rows:
        return None
    subsidies: dict[date, float] = defaultdict(float)
    for bill in network["bills"]:
        if bill["date_versement"]:
            subsidies[month_end(bill["date_versement"])] += received(bill)
    complete = {
        end: r["encaissements"] - subsidies[end]
        for end, r in rows.items()
        if r["encaissements"] is not None and r["decaissements"] is not None
    }
    has_today = as_of in rows and rows[as_of]["solde_fin_mois"] is not None
    last_year = [end for end in complete if end > month_end(as_of, -12)]
    by_month = [[end for end in complete if end.month == month] for month in range(1, 13)]
    if not has_today or len(last_year) < 12 or min(map(len, by_month)) < 2:
        return Part(None, None, len(rows))
    expected = expected_receipts(complete)
    signed = sum(
        still_due(b, as_of)
        for b in network["bills"]
        if b["grant"]["dateConvention"] <= as_of
        and not is_written_off(b, as_of)
        and within(b["echeance_prevue"], as_of, month_end(as_of, 12))
    )
    return ratio(signed, signed + expected, len(complete))


def expected_receipts(by_month: dict[date, float]) -> float:
    """Past years scaled to the level of the last, averaged by calendar month, then grown."""
    years: list[dict[int, float]] = []  # most recent occurrence of each calendar month first
    for end in sorted(by_month, reverse=True):
        for year in years:
            if end.month not in year:
                year[end.month] = by_month[end]
                break
        else:
            years.append({end.month: by_month[end]})
    scaled: dict[int, list[float]] = defaultdict(list)
    for year in years:
        now, then = sum(years[0][month] for month in year), sum(year.values())
        factor = now / then if now > 0 and then > 0 else 1
        for month, value in year.items():
            scaled[month].append(value * factor)
    totals = [sum(year.values()) for year in years if len(year) == 12]
    growth = [
        min(2, max(0.5, totals[i] / totals[i + 1]))
        for i in range(len(totals) - 1)
        if totals[i] > 0 and totals[i + 1] > 0
    ]
    if len(growth) < 2:
        growth.append(1)
    return sum(fmean(values) for values in scaled.values()) * fmean(growth)


def forecastable(network: Network, as_of: date) -> dict[str, Part]:
    part = signed_share(network, as_of)
    return {} if part is None else {"signed_share_12m": part}


def funders(networks: list[Network], as_of: date) -> dict[tuple[str, str], Part]:
    """Funder concentration by (network, indicator); that of all networks pools their funders."""
    paid: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for network in networks:
        for bill in network["bills"]:
            eur = received(bill)
            if eur > 0 and within(bill["date_versement"], month_end(as_of, -12), as_of):
                for scope in (network.id, ALL):
                    paid[scope][bill["grant"]["nomAttribuant"]].append(eur)
    figures = {}
    for scope, by_funder in paid.items():
        sums = [sum(values) for values in by_funder.values()]
        n = sum(len(values) for values in by_funder.values())
        figures[scope, "funder_hhi"] = Part(sum(s * s for s in sums), sum(sums) ** 2, n)
        figures[scope, "main_funder_share"] = Part(max(sums), sum(sums), n)
    return figures


FAMILIES = (cash, payments, accounts, agreements, regional, forecastable)
