"""The fictional workspace: twenty invented networks in the real communes, with every file.

`generate` is deterministic to the byte for a seed. Beyond `scale` 1 it writes Parquet instead of
CSV, copy after copy: √scale copies of the twenty networks, each with √scale times the members and
the grants, so that firms, memberships, grants and instalments grow with the scale.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from pipelines.build.progress import Progress, silent
from pipelines.demo import (
    fees,
    firms,
    grants,
    identifiers,
    landmarks,
    members,
    money,
    networks,
    projects,
    readme,
    team,
    territory,
    workload,
)
from pipelines.demo.randomness import Randomness
from pipelines.demo.writing import CsvSink, ParquetSink, Sink

DEFAULT_SEED = 24
LABEL = "Données de démonstration"


def generate(
    out: Path, seed: int = DEFAULT_SEED, scale: int = 1, progress: Progress | None = None
) -> None:
    """Write every raw file of the fictional workspace, `LISEZMOI.md` and `workspace.toml`.

    Args:
        out: folder, created if needed; files of the same names are replaced.
        seed: same seed, same bytes.
        scale: multiplier of the firms, memberships, grants and instalments.
        progress: called with a label, the work done and the total.

    Raises:
        ValueError: scale below 1.
        FileNotFoundError: the territories are missing.
    """
    if scale < 1:
        raise ValueError("scale must be 1 or more")
    say = progress or silent
    out.mkdir(parents=True, exist_ok=True)
    copies = max(1, round(math.sqrt(scale)))
    sink: Sink = CsvSink(out) if scale == 1 else ParquetSink(out)
    land = territory.load(Randomness(seed, 0))
    fabric = firms.no_fabric(land)
    first_base = identifiers.FIRST_BASE
    say(LABEL, 0, copies)
    for copy in range(copies):
        size = _write_copy(sink, land, fabric, seed, copy, first_base, scale / copies)
        first_base += identifiers.RESERVED + size
        say(f"{LABEL}.{copy + 1}", copy + 1, copies)
    sink.write(
        "tissu_economique",
        firms.economic_fabric(fabric, land, Randomness(seed, 0), scale),
    )
    sink.write("reperes", landmarks.columns(land))
    sink.close()
    readme.write(out, seed, scale)


def _write_copy(
    sink: Sink,
    land: territory.Territory,
    fabric: np.ndarray,
    seed: int,
    copy: int,
    first_base: int,
    multiplier: float,
) -> int:
    """Write twenty networks with all their files, and add their firms to the fabric.

    Returns:
        Number of SIREN used after the reserved ones.
    """
    randomness = Randomness(seed, copy)
    prefix = f"DEMO{copy + 1}" if copy else "DEMO"
    slugs, names, sirens = networks.identities(copy, first_base)

    roster = members.simulate(randomness, multiplier)
    crowd = firms.build(roster, land, randomness, first_base + identifiers.RESERVED)
    fabric += firms.fabric_of(crowd, land)
    sink.write("reseaux", networks.network_columns(slugs, names, sirens))
    sink.write("labels", networks.label_columns(slugs))
    hidden = networks.unlisted(roster, crowd)
    sink.write("etablissements", firms.establishments(crowd, land, randomness, hidden))
    rng = randomness.stream("membership rows")
    sink.write("adhesions", networks.membership_columns(roster, crowd, slugs, rng))

    contracts = team.contracts(randomness)
    sink.write("equipes", contracts.columns(slugs))
    sink.write("gouvernance", team.board(randomness, slugs))

    payroll = team.payroll_cents(contracts)
    needs = money.grants_needed_cents(payroll)
    funded = grants.build(randomness, needs, max(1, round(multiplier)), prefix)
    flows = money.flows(payroll, fees.received_cents(roster, crowd), funded)
    sink.write("subventions", grants.columns(funded, slugs, names, sirens))
    sink.write("versements", grants.instalment_columns(funded))
    sink.write("tresorerie", money.cash_columns(flows, slugs))
    sink.write("comptes", money.account_columns(flows, funded, slugs))

    sink.write("sollicitations", workload.requests(randomness, slugs))
    sink.write("dossiers", workload.applications(randomness, funded, slugs, prefix))
    project_rows, partner_rows = projects.projects(randomness, roster, crowd, slugs, prefix)
    sink.write("projets", project_rows)
    sink.write("partenaires", partner_rows)
    sink.write("actions", projects.actions(randomness, slugs))
    sink.write("indicateurs_publics", networks.published_columns(roster, flows, slugs))
    return len(crowd.siren)
