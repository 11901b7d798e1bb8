"""Random tables with damage visible only over the column: each row is recovered or reported."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines import contracts
from pipelines.ingest import FileReport, check_file
from pipelines.ingest.cell import Cell, Context
from pipelines.ingest.cells import parse_cell
from pipelines.ingest.columns import close_workshop, open_workshop
from pipelines.ingest.evidence import weigh
from pipelines.ingest.identifiers import parse_identifier
from pipelines.ingest.nothing import says_nothing
from pipelines.ingest.reference import Reference
from tests.ingest.test_ingest_properties import siret
from tests.ingest.world import TODAY, borrowed_france

pytestmark = pytest.mark.deep

# Any table shows a failure: shrinking would cost minutes of ingests.
FEW = settings(
    phases=[Phase.explicit, Phase.generate],
    max_examples=12,
    suppress_health_check=[HealthCheck.too_slow],
)
MANY = settings(phases=[Phase.explicit, Phase.generate], max_examples=200)
SEPARATOR = st.sampled_from(["/", "-", "."])
DAYS = st.dates(date(2001, 1, 1), date(2025, 12, 31))
NOTHING = ["-", "–", "NC", "N.C.", "néant", "Néant", "NÉANT", "n/a", "sans objet", "[ND]", "?", "…"]


def read(contract: str, headers: str, rows: list[str]) -> tuple[FileReport, list[tuple]]:
    """Report of a CSV, and the rows that are kept."""
    with tempfile.TemporaryDirectory() as folder, borrowed_france() as connection:
        path = Path(folder) / f"{contract}.csv"
        path.write_text("\n".join([headers, *rows]) + "\n", encoding="utf-8")
        report = check_file(path, contract, connection, TODAY)
        rows_kept = connection.execute(f"from raw.{contract} order by source_line").fetchall()
    assert report.rows_read == len(rows) == report.rows_kept + report.rows_rejected
    return report, rows_kept


def columns(contract: str) -> list[str]:
    return contracts.load(contract).field_names


@FEW
@given(days=st.lists(DAYS, min_size=1, max_size=20, unique=True), sign=SEPARATOR, data=st.data())
def test_dates_month_first_are_all_found_again(days, sign, data) -> None:
    """One day after the twelfth gives the order of all dates, and each is reported."""
    days.append(data.draw(DAYS).replace(day=data.draw(st.integers(13, 28))))
    rows = [
        f"alpha;{siret(rank)};entreprise;{day.month:02}{sign}{day.day:02}{sign}{day.year}"
        for rank, day in enumerate(days)
    ]
    report, stored = read("adhesions", "id_reseau;siret;college;date_adhesion", rows)
    at = columns("adhesions").index("date_adhesion")
    assert [row[at] for row in stored] == days
    lines = {issue.line for issue in report.issues if issue.code == "date_month_first"}
    assert lines == {rank + 2 for rank, day in enumerate(days) if day.day != day.month}


@FEW
@given(
    days=st.lists(DAYS, min_size=3, max_size=20, unique=True),
    wrong=st.sets(st.integers(0, 19)),
)
def test_a_column_in_both_orders_is_never_half_applied(days, wrong) -> None:
    """Where a month-first date is certain, each row keeps its own date or gets a remark."""
    texts = [
        f"{day.month:02}/{day.day:02}/{day.year}" if rank in wrong else f"{day:%d/%m/%Y}"
        for rank, day in enumerate(days)
    ]
    rows = [f"alpha;{siret(rank)};entreprise;{text}" for rank, text in enumerate(texts)]
    report, stored = read("adhesions", "id_reseau;siret;college;date_adhesion", rows)
    names = columns("adhesions")
    dates = {row[names.index("siret")]: row[names.index("date_adhesion")] for row in stored}
    lines = {issue.line for issue in report.issues if issue.column == "date_adhesion"}
    proves_month = any(days[rank].day > 12 for rank in wrong if rank < len(days))
    for rank, day in enumerate(days):
        if proves_month and rank + 2 not in lines:
            assert dates[siret(rank)] == day


@FEW
@given(
    euros=st.lists(st.integers(1, 999_999), min_size=1, max_size=15),
    sign=st.sampled_from([".", ","]),
    suffix=st.sampled_from(["", " €", "€", " EUR"]),
    witness=st.booleans(),
)
def test_points_for_thousands_are_read_or_reported(euros, sign, suffix, witness) -> None:
    """One unambiguous number makes the whole column right; without it, none is divided by 1000."""
    other = "," if sign == "." else "."
    texts = [f"{amount:,}".replace(",", sign) + suffix for amount in euros]
    if witness:
        euros, texts = [*euros, 1_234_567], [*texts, f"1{sign}234{sign}567{other}00"]
    rows = [f"alpha;{2000 + rank};{text}" for rank, text in enumerate(texts)]
    report, stored = read("comptes", "id_reseau;exercice;cotisations", rows)
    names = columns("comptes")
    values = {
        row[names.index("exercice")] - 2000: row[names.index("cotisations")] for row in stored
    }
    lines = {issue.line for issue in report.issues if issue.column == "cotisations"}
    assert len(stored) == len(rows)
    for rank, amount in enumerate(euros):
        if witness:
            assert values[rank] == amount
        else:
            assert values[rank] == amount or (values[rank] is None and rank + 2 in lines)


@MANY
@given(number=st.integers(0, 10**7), data=st.data())
def test_an_identifier_is_found_in_every_dress(number, data) -> None:
    digits = siret(number % 10_000_000)
    kind = data.draw(st.sampled_from(["siret", "siren"]))
    bare = digits if kind == "siret" else digits[:9]
    sign = data.draw(st.sampled_from(["", " ", ".", "-", "\u00a0", "/"]))
    groups = sign.join([bare[:3], bare[3:6], bare[6:9], *([bare[9:]] if bare[9:] else [])])
    dress = data.draw(
        st.sampled_from(["{}", '="{}"', "'{}", "{}'", "SIRET {}", "n° SIREN : {}", "Siret: {}"])
    )
    dates = parse_identifier(dress.format(groups), kind)
    assert dates.digits == bare
    assert dates.code in (None, "identifier_cleaned")
    decimals = parse_identifier(bare + data.draw(st.sampled_from([".0", ",00"])), kind)
    assert decimals.digits == bare


# Variants of the letters in the words for an empty cell, and characters that may be added.
DRESSES = {
    "n": "nñŃＮⁿ",
    "e": "eéÉèＥẹ",
    "a": "aàÅＡ",
    "d": "dＤⅾ",
    "c": "cçⅭ",
    "s": "sſŠ",
    "o": "oóＯ",
}
BESIDE = [
    "",
    "",
    "",
    " ",
    ".",
    "-",
    "\u00a0",
    " " * 9,
    "_",
    "ß",
    "Œ",
    "中",
    "#",
    "°",
    "\u0301",
    "\u200b",
]


@st.composite
def dressed(draw: st.DrawFn) -> str:
    word = draw(
        st.sampled_from(["nc", "nd", "so", "neant", "sansobjet", "aucune", "nondisponible"])
    )
    beside = st.sampled_from(BESIDE)
    return draw(beside) + "".join(
        draw(st.sampled_from(DRESSES.get(sign, sign + sign.upper()))) + draw(beside)
        for sign in word
    )


@MANY
@given(text=st.one_of(st.sampled_from(NOTHING), dressed(), st.text(max_size=24)))
def test_the_fast_pass_skips_every_word_for_an_empty_cell(text, workshop) -> None:
    """`may_say_nothing` must cover `says_nothing`, or such a word would be kept as data."""
    if "\0" in text or not text.strip() or not says_nothing(text):
        return
    row = workshop.execute("select ingest.fast_text(?)", [text]).fetchone()
    assert row == (None,), text


@pytest.fixture(scope="module")
def workshop():
    with borrowed_france() as connection:
        open_workshop(connection)
        yield connection
        close_workshop(connection)


OPTIONAL = [
    (name, field.name)
    for name in contracts.names()
    for field in contracts.load(name).fields
    if contracts.load(name).is_optional(field.name)
    and not field.separator
    and field.kind != "country"  # NC is New Caledonia there
]


@pytest.mark.parametrize("word", NOTHING)
def test_a_word_meaning_nothing_is_an_empty_cell_in_every_optional_column(word, workshop) -> None:
    context = Context(Reference.load(workshop), TODAY)
    columns_read = {
        place: parse_cell(contracts.load(place[0]).field(place[1]), word, context)
        for place in OPTIONAL
    }
    empty = Cell(None, "word_for_nothing")
    assert [place for place, cell in columns_read.items() if cell != empty] == []


@FEW
@given(
    insee=st.sets(st.sampled_from(["28085", "45234", "01004", "75056"]), max_size=2),
    postal=st.sets(st.sampled_from(["28000", "45000", "45430", "28100", "45100"]), min_size=1),
)
def test_postal_codes_are_never_kept_as_communes_in_silence(insee, postal) -> None:
    codes = sorted(insee | postal)
    rows = [f"{code};20;PME;3" for code in codes]
    report, _ = read(
        "tissu_economique", "code_commune;naf_division;classe_taille;nb_entreprises", rows
    )
    lines = {issue.line for issue in report.issues}
    unknown = postal - {"45100"}
    for line, code in enumerate(codes, start=2):
        assert (line in lines) == (code in unknown or (code == "45100" and bool(unknown)))


@FEW
@given(
    places=st.lists(
        st.tuples(
            st.floats(-0.3, 0.3), st.floats(-0.3, 0.3), st.sampled_from(["", "swap", "zero", "far"])
        ),
        min_size=1,
        max_size=12,
    )
)
def test_points_are_near_their_commune_or_reported(places) -> None:
    rows = []
    for rank, (dx, dy, damage) in enumerate(places):
        x, y = round(1.5 + dx, 6), round(48.45 + dy, 6)
        x, y = {"swap": (y, x), "zero": (0, 0), "far": (x + 4, y)}.get(damage, (x, y))
        rows.append(f"{siret(rank)};28085;{x};{y}")
    report, stored = read(
        "etablissements", "siret;codeCommuneEtablissement;longitude;latitude", rows
    )
    assert report.rows_kept == len(places)
    at = columns("etablissements").index("longitude")
    lines = {issue.line: issue.code for issue in report.issues}
    codes = {"swap": "place_swapped", "zero": "place_zero", "far": "place_far"}
    for rank, (*_, damage) in enumerate(places):
        assert lines.get(rank + 2) == codes.get(damage)
        assert (stored[rank][at] is None) == bool(damage)


@MANY
@given(
    first=st.lists(st.from_regex(r"20\d\d-\d\d\d", fullmatch=True), min_size=1, max_size=5),
    day=DAYS,
)
def test_a_reference_changed_into_a_date_keeps_its_text_and_is_reported(
    first, day, workshop
) -> None:
    spec = contracts.load("subventions").field("referenceDecision")
    reference = Reference.load(workshop)
    for text in (f"{day:%d/%m/%Y}", f"{day:%d/%m/%Y} 00:00", day.isoformat()):
        evidence = weigh(spec, [*first, text], reference, says_nomenclature=False)
        cell = parse_cell(spec, text, Context(reference, TODAY, evidence))
        assert (cell.value, cell.code) == (text, "code_as_date")


@FEW
@given(
    stays=st.lists(
        st.tuples(st.sampled_from(["BE", "DE", "IT"]), st.integers(1, 5), st.integers(0, 9)),
        min_size=1,
        max_size=12,
        unique=True,
    )
)
def test_members_abroad_are_one_by_country_and_number(stays) -> None:
    rows = [
        f"alpha;;{country};HRB {number};entreprise;{date(2010, 1, 1) + timedelta(days=500 * year)}"
        for country, number, year in stays
    ]
    report, stored = read(
        "adhesions", "id_reseau;siret;pays;identifiant_etranger;college;date_adhesion", rows
    )
    assert report.rows_rejected == 0
    at = columns("adhesions").index("identifiant_etranger")
    assert [row[at] for row in stored] == [
        f"{country}:HRB {number}" for country, number, _ in stays
    ]
