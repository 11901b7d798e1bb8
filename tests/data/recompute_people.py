"""Second implementation of the people, workload and project indicators, in plain Python."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median

from tests.data.raw_records import (
    Network,
    Part,
    Raw,
    amount,
    is_active,
    left,
    month_end,
    ratio,
    total,
    within,
)
from tests.data.recompute_money import siren

FAR = date.max


def stays(contracts: list[dict]) -> list[tuple[str, date, date, str]]:
    """(agent, start, end, last contract type): contracts at most 31 days apart form one stay."""
    return [stay[:4] for stay in reasoned_stays(contracts)]


def reasoned_stays(contracts: list[dict]) -> list[tuple[str, date, date, str, str | None]]:
    """The same, with the reason of the last contract."""
    merged = []
    for agent in {c["id_agent"] for c in contracts}:
        own = sorted(
            (
                (
                    c["date_entree"],
                    c["date_sortie"] or FAR,
                    c["type_contrat"],
                    c.get("motif_sortie"),
                )
                for c in contracts
                if c["id_agent"] == agent
            ),
            key=lambda contract: contract[:3],
        )
        start, end, kind, why = own[0]
        for begin, finish, next_kind, next_why in own[1:]:
            if end == FAR or (begin - end).days <= 32:
                if finish > end or (finish == end and begin > start):
                    kind, why = next_kind, next_why
                end = max(end, finish)
            else:
                merged.append((agent, start, end, kind, why))
                start, end, kind, why = begin, finish, next_kind, next_why
        merged.append((agent, start, end, kind, why))
    return merged


def agents_at(network: Network, day: date, kind: str | None = None) -> set[str]:
    return {
        c["id_agent"]
        for c in network["equipes"]
        if is_active(c, "date_entree", "date_sortie", day)
        and (kind is None or c["type_contrat"] == kind)
    }


def team(network: Network, as_of: date) -> dict[str, Part]:
    contracts = network["equipes"]
    if not any(c["date_entree"] <= as_of for c in contracts):
        return {}
    active = [c for c in contracts if is_active(c, "date_entree", "date_sortie", as_of)]
    by_agent: dict[str, float] = {}
    for c in active:
        by_agent[c["id_agent"]] = by_agent.get(c["id_agent"], 0) + c["etp"]
    fte, n = sum(by_agent.values()), len(by_agent)
    until = month_end(as_of, 12)
    ending = sum(c["etp"] for c in active if c["date_sortie"] and c["date_sortie"] <= until)
    return {
        "headcount": amount(n, n),
        "fte": amount(fte, n),
        "key_person_share": ratio(max(by_agent.values(), default=0), fte, n),
        "fte_ending_12m_share": ratio(ending, fte, n),
    }


def turnover(network: Network, as_of: date) -> dict[str, Part]:
    contracts = network["equipes"]
    if not any(c["date_entree"] <= as_of for c in contracts):
        return {}
    first = min(c["date_entree"] for c in contracts)
    year, three = month_end(as_of, -12), month_end(as_of, -36)
    heads = [agents_at(network, month_end(as_of, -back)) for back in range(36)]
    permanent = [agents_at(network, month_end(as_of, -back), "CDI") for back in range(36)]
    all_stays = stays(contracts)
    entries = {s: sum(within(b, s, as_of) for _, b, _, _ in all_stays) for s in (year, three)}
    exits = {s: sum(within(left(e), s, as_of) for _, _, e, _ in all_stays) for s in (year, three)}
    cdi_exits = sum(kind == "CDI" and within(left(e), three, as_of) for _, _, e, kind in all_stays)
    present = {a for a, b, e, _ in all_stays if b <= year <= e}
    leavers = {a for a, b, e, _ in all_stays if b <= year and within(left(e), year, as_of)}
    n_year, n_three = len(set().union(*heads[:12])), len(set().union(*heads))
    mean_year, years = sum(map(len, heads[:12])) / 12, sum(map(len, heads)) / 12
    reasons = [
        why for _, _, end, _, why in reasoned_stays(contracts) if within(left(end), year, as_of)
    ]
    stated = [why for why in reasons if why]
    voluntary = sum(why in ("demission", "mobilite") for why in stated)
    is_covered = first <= year
    known_36 = first <= three

    def when(condition: bool, part: Part) -> Part:
        return part if condition else Part(None, None, part.n)

    return {
        "team_entries_12m": when(is_covered, amount(entries[year], n_year)),
        "team_exits_12m": when(is_covered, amount(exits[year], n_year)),
        "team_exits_chosen_12m": when(
            is_covered and (not reasons or bool(stated)), amount(voluntary, len(stated))
        ),
        "team_turnover_12m": when(
            is_covered, ratio((entries[year] + exits[year]) / 2, mean_year, n_year)
        ),
        "team_turnover_36m": when(
            known_36, ratio((entries[three] + exits[three]) / 2, years, n_three)
        ),
        "team_exit_share_12m": when(is_covered, ratio(len(leavers), len(present), len(present))),
        "permanent_exit_rate_36m": when(
            known_36, ratio(cdi_exits, sum(map(len, permanent)) / 36, n_three)
        ),
    }


def tenures(network: Network, as_of: date) -> list[float]:
    active = agents_at(network, as_of)
    return [
        (as_of - start).days / 30.4375
        for agent, start, end, _ in stays(network["equipes"])
        if agent in active and start <= as_of <= end
    ]


def vacancy(network: Network, as_of: date) -> dict[str, Part]:
    contracts = network["equipes"]
    if not any(c["date_entree"] <= as_of for c in contracts):
        return {}
    start = month_end(as_of, -12)
    length = (as_of - start).days
    if min(c["date_entree"] for c in contracts) > start:
        return {"director_vacant_days_12m": Part(None, None, length)}
    directors = [c for c in contracts if c["fonction"] == "direction"]
    vacant = 0
    for step in range(1, length + 1):
        day = start + timedelta(days=step)
        vacant += not any(is_active(c, "date_entree", "date_sortie", day) for c in directors)
    return {"director_vacant_days_12m": amount(vacant, length)}


def arrivals(terms: list[tuple[str, date, date]]) -> set[date]:
    """Days on which the post changes hands, except the first holder."""
    terms = sorted(terms, key=lambda t: (t[1], t[0]))
    days_of_arrival = set()
    for index, (holder, start, _) in enumerate(terms):
        if start == terms[0][1] or terms[index - 1][0] == holder:
            continue
        if any(h == holder and b < start and (e == FAR or (start - e).days <= 32)
               for h, b, e in terms):  # fmt: skip
            continue
        days_of_arrival.add(start)
    return days_of_arrival


def leadership(network: Network, as_of: date) -> dict[str, Part]:
    staff, board = network["equipes"], network["gouvernance"]
    directors = [
        (c["id_agent"], c["date_entree"], c["date_sortie"] or FAR)
        for c in staff
        if c["fonction"] == "direction"
    ]
    presidents = [
        (s["id_mandat"], s["date_debut"], s["date_fin"] or FAR)
        for s in board
        if s["fonction"] == "presidence"
    ]
    year, three = month_end(as_of, -12), month_end(as_of, -36)
    new_directors, new_presidents = arrivals(directors), arrivals(presidents)
    staff_on = min((c["date_entree"] for c in staff), default=FAR)
    board_on = min((s["date_debut"] for s in board), default=FAR)
    values = {}
    if staff_on <= as_of:
        count = sum(within(d, three, as_of) for d in new_directors)
        values["director_changes_36m"] = amount(count if staff_on <= three else None, count)
    if board_on <= as_of:
        count = sum(within(d, three, as_of) for d in new_presidents)
        values["president_changes_36m"] = amount(count if board_on <= three else None, count)
    if max(staff_on, board_on) <= as_of:
        departures = {
            left(end)
            for holder, _, end in directors
            if end != FAR
            and not any(h == holder and e > end and (b - end).days <= 32 for h, b, e in directors)
        }
        pairs = [
            (d, p)
            for d in (new_directors | departures)
            for p in new_presidents
            if max(d, p) <= as_of and abs((d - p).days) <= 183 and max(d, p) > year
        ]
        is_known = max(staff_on, board_on) <= year
        values["double_break_12m"] = amount(int(bool(pairs)) if is_known else None, 1)
    return values


def board(network: Network, as_of: date) -> dict[str, Part]:
    seats = network["gouvernance"]
    if not any(s["date_debut"] <= as_of for s in seats):
        return {}
    year, soon = month_end(as_of, -12), month_end(as_of, 6)
    months = [
        {s["id_mandat"] for s in seats if is_active(s, "date_debut", "date_fin", end)}
        for end in (month_end(as_of, -back) for back in range(12))
    ]
    moves = sum(within(s["date_debut"], year, as_of) for s in seats)
    moves += sum(within(left(s["date_fin"]), year, as_of) for s in seats)
    active = [s for s in seats if is_active(s, "date_debut", "date_fin", as_of)]
    is_known = min(s["date_debut"] for s in seats) <= year
    rate = ratio(moves / 2, sum(map(len, months)) / 12, len(set().union(*months)))
    companies = sum(s["college"] == "entreprise" for s in active)
    ending = sum(s["date_fin"] is not None and s["date_fin"] <= soon for s in active)
    return {
        "board_turnover_12m": rate if is_known else Part(None, None, rate.n),
        "board_company_share": ratio(companies, len(active), len(active)),
        "mandates_ending_6m_share": ratio(ending, len(active), len(active)),
    }


def workload(network: Network, as_of: date) -> dict[str, Part]:
    requests = [r for r in network["sollicitations"] if r["date"] <= as_of]
    if not requests:
        return {}
    recent = [r for r in requests if r["date"] > month_end(as_of, -12)]
    active = [c for c in network["equipes"] if is_active(c, "date_entree", "date_sortie", as_of)]
    fte = sum(c["etp"] for c in active)
    direction = sum(c["etp"] for c in active if c["fonction"] == "direction")
    n, timed = len(recent), sum(r["heures"] is not None for r in recent)
    hours = total(r["heures"] for r in recent) if recent else 0
    if min(r["date"] for r in requests) > month_end(as_of, -12):
        noted = hours = None
    else:
        noted = n
    return {
        "requests_12m": amount(noted, n),
        "requests_per_director_month": ratio(noted, 12 * direction, n),
        "requests_per_fte_month": ratio(noted, 12 * fte, n),
        "request_hours_share": ratio(hours, 1607 * direction, timed),
    }


def applications(network: Network, as_of: date) -> dict[str, Part]:
    received = [d for d in network["dossiers"] if d["date_depot"] <= as_of]
    if not received:
        return {}
    filed = [d for d in received if d["date_depot"] > month_end(as_of, -12)]
    decided = [
        d
        for d in received
        if within(d["date_decision"], month_end(as_of, -24), as_of)
        and d["decision"] in ("accorde", "refuse")
    ]
    timed = [
        d for d in filed if d["heures_montage"] is not None or d["heures_controle"] is not None
    ]
    control = sum(d["heures_controle"] or 0 for d in timed)
    hours = control + sum(d["heures_montage"] or 0 for d in timed)
    granted = total(
        d["montant_obtenu"]
        for d in timed
        if d["decision"] == "accorde" and d["date_decision"] and d["date_decision"] <= as_of
    )
    won = sum(d["decision"] == "accorde" for d in decided)
    wait = sum((d["date_decision"] - d["date_depot"]).days for d in decided)
    return {
        "applications_12m": amount(len(filed), len(filed)),
        "success_rate_24m": ratio(won, len(decided), len(decided)),
        "decision_delay_days": ratio(wait, len(decided), len(decided)),
        "hours_per_application": ratio(
            hours if timed or not filed else None, len(timed), len(timed)
        ),
        "control_hours_share": ratio(control, hours, len(timed)),
        "hours_per_10k": ratio(
            hours if timed or not filed else None, (granted or 0) / 10_000, len(timed)
        ),
    }


def small_companies(raw: Raw) -> set[str]:
    """SIREN of TPE and PME, from the category and band of SIRENE."""
    bands, categories = {}, {}
    for row in raw["etablissements"]:
        key = row["siren"] or row["siret"][:9]
        band = row["trancheEffectifsUniteLegale"]
        if band and bands.get(key) in (None, "NN"):
            bands[key] = band
        categories[key] = row["categorieEntreprise"] or categories.get(key)
    small = set()
    for key, category in categories.items():
        band = bands.get(key)
        if category not in ("ETI", "GE") and band:
            size = 9 if band == "NN" else {"00": 0, "01": 1, "02": 3, "03": 6}.get(band, 10)
            if size < 10 or category == "PME" or band in ("11", "12", "21", "22", "31"):
                small.add(key)
    return small


def projects(network: Network, as_of: date, with_small: set[str]) -> dict[str, Part]:
    start = month_end(as_of, -24)
    started = [
        p
        for p in network["projets"]
        if any(p[c] and p[c] <= as_of for c in ("date_labellisation", "date_financement"))
    ]
    if not started:
        return {}
    labelled = sum(within(p["date_labellisation"], start, as_of) for p in started)
    financed = [p for p in started if within(p["date_financement"], start, as_of)]
    costed = [
        p for p in financed if p["budget_total"] is not None and p["aide_publique"] is not None
    ]
    aid = total(p["aide_publique"] for p in financed)
    european = sum(p["aide_publique"] or 0 for p in financed if p["europeen"] == "oui")
    n = len(financed)
    return {
        "projects_labelled_24m": amount(labelled, labelled),
        "projects_financed_24m": amount(n, n),
        "leverage": ratio(
            sum(p["budget_total"] for p in costed),
            sum(p["aide_publique"] for p in costed),
            len(costed),
        ),
        "sme_project_share": ratio(sum(p["id_projet"] in with_small for p in financed), n, n),
        "eu_share": ratio(european, aid or 0, n),
    }


def actions(network: Network, as_of: date) -> dict[str, Part]:
    past = [a for a in network["actions"] if a["date"] <= as_of]
    if not past:
        return {}
    recent = [a for a in past if a["date"] > month_end(as_of, -12)]
    themes = [a["thematique"] for a in recent]
    n = len(themes)
    counted = [
        a for a in recent
        if a.get("participants") is not None and a.get("dont_tpe_pme") is not None
    ]  # fmt: skip
    came = sum(a["participants"] for a in counted)
    return {
        "hr_action_share": ratio(themes.count("rh"), n, n),
        "transition_action_share": ratio(themes.count("transition_ecologique"), n, n),
        "interclustering_actions_12m": amount(themes.count("interclustering"), n),
        "sme_attendee_share_12m": ratio(sum(a["dont_tpe_pme"] for a in counted), came, came),
    }


def parity(networks: list[Network], as_of: date) -> Part | None:
    """Company share of the seats ÷ company share of the members, over some networks."""
    seats, members = [], []
    for network in networks:
        seats += [
            s["college"] == "entreprise"
            for s in network["gouvernance"]
            if is_active(s, "date_debut", "date_fin", as_of)
        ]
        own = [
            m for m in network["adhesions"] if is_active(m, "date_adhesion", "date_sortie", as_of)
        ]
        people = {siren(m) for m in own}
        firms = {siren(m) for m in own if m["college"] == "entreprise"}
        members += [True] * len(firms) + [False] * (len(people) - len(firms))
    if not networks:
        return None
    if not seats or not any(members):
        return Part(None, None, len(seats))
    return ratio(sum(seats) / len(seats), sum(members) / len(members), len(seats))


def tenure(networks: list[Network], as_of: date) -> tuple[float, int] | None:
    """Median tenure over the agents of some networks, and their number."""
    durations = [value for network in networks for value in tenures(network, as_of)]
    return (median(durations), len(durations)) if durations else None


FAMILIES = (team, turnover, vacancy, leadership, board, workload, applications, actions)
