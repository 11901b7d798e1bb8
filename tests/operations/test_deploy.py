"""The server configuration files, checked by the servers themselves; nginx is run locally."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import ssl
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.sync.client import connect

from method import plain_yaml
from method.settings import ROOT
from observatory.gate import sign_ins
from operations import meters
from operations.kept import Places
from tests.operations.front import DEPLOY, NGINX, Front, free_port, running
from ui.server import proxy

UNITS = sorted((DEPLOY / "systemd").iterdir())
TRUSTING = ssl._create_unverified_context()
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx could not be installed")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd could not be installed")
def test_systemd_reads_the_units_and_finds_them_closed(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text("utf-8")
        # systemd looks for the program, which is not installed there.
        (tmp_path / unit.name).write_text(
            text.replace("/opt/observatoire/.venv/bin/python", sys.executable).replace(
                "file:/opt/observatoire", "file:/opt"
            ),
            "utf-8",
        )
    files = [str(tmp_path / unit.name) for unit in UNITS]
    result = subprocess.run(
        ["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    for unit in UNITS:
        if unit.suffix == ".service":
            output = subprocess.run(
                ["systemd-analyze", "security", "--offline=yes", "--threshold=25", str(unit)],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert output.returncode == 0, output.stdout[-200:]


def test_the_containers_can_do_little() -> None:
    services = plain_yaml.load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    for name, service in services.items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["mem_limit"], name
        assert not re.search(r":latest|^[^:]+$", service["image"]), name
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    assert re.search(r"^USER 10001$", text, re.MULTILINE)
    assert "--require-hashes" in text and ":latest" not in text
    # The proxy waits for it, and one of the two image formats has no health check.
    (health_check,) = re.findall(r"HEALTHCHECK .*\\\n +CMD (.*)", text)
    assert services["app"]["healthcheck"]["test"] == ["CMD", *json.loads(health_check)]
    # No path with data from networks goes into an image.
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {".git", ".streamlit/secrets.toml", "deploy/secrets.toml"} <= set(ignored)


def test_a_container_downloads_the_stock_to_its_disk_and_not_to_its_memory() -> None:
    services = plain_yaml.load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    for name in ("app", "night"):
        folder = services[name]["environment"]["TMPDIR"]
        assert folder in services[name]["volumes"]
        assert not any(folder == one.split(":")[0] for one in services[name]["tmpfs"])


def test_the_container_file_is_linted() -> None:
    lint = shutil.which("hadolint", path=Path(sys.executable).parent)
    assert lint is not None, "pip install -r requirements-dev.txt"
    command = [lint, "--no-color", str(DEPLOY / "Containerfile")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "")


def test_the_proxy_of_sign_in_stands_between_nginx_and_the_application() -> None:
    """On this machine only, for the duration of a sign-in, and without a secret in the file."""
    example = DEPLOY / "oauth2-proxy" / "oauth2-proxy.cfg.example"
    settings = tomllib.loads(example.read_text("utf-8"))
    unit = (DEPLOY / "systemd" / "observatoire.service").read_text("utf-8")
    (port,) = re.findall(r"--server.port (\d+)", unit)
    assert settings["upstreams"] == [f"http://127.0.0.1:{port}/"]
    assert settings["http_address"].startswith("127.0.0.1:")
    assert settings["cookie_expire"] == f"{sign_ins.OPEN_SECONDS // 3600}h"
    assert settings["pass_user_headers"] and settings["cookie_secure"]
    assert {settings["cookie_secret"], settings["client_id"]} == {""}


def test_the_lock_of_installations_pins_what_was_tested() -> None:
    lock = (DEPLOY / "requirements.lock").read_text("utf-8")
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+) \\$", lock, re.MULTILINE))
    bare = [name for name in pinned if f"{name}=={pinned[name]} \\\n    --hash=sha256:" not in lock]
    tested = (ROOT / "requirements.lock").read_text("utf-8").split()
    versions = {_plain(line.split("==")[0]): line.split("==")[1] for line in tested}
    names = re.findall(r"^([\w.-]+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    assert len(pinned) > 60 and bare == []
    assert {n: v for n, v in pinned.items() if versions.get(_plain(n)) != v} == {}
    assert {_plain(name) for name in names} <= {_plain(name) for name in pinned}


def test_the_dashboard_asks_for_what_is_measured(tmp_path: Path) -> None:
    panels = json.loads((DEPLOY / "grafana" / "observatoire.json").read_text("utf-8"))["panels"]
    rules = (DEPLOY / "prometheus" / "alerts.yaml").read_text("utf-8")
    expressions = rules + " ".join(t["expr"] for panel in panels for t in panel["targets"])
    names = set(re.findall(r"\b(?:observatoire|process)_\w+", expressions))
    code = "\n".join(f.read_text("utf-8") for f in (ROOT / "operations").glob("meters.py"))
    own = {m.name for m in meters.Installation(Places(tmp_path, tmp_path)).collect()}
    own |= {"observatoire_events_total", "process_resident_memory_bytes"}
    # Metrics of the nightly run exist once it has run.
    own |= {f"observatoire_{n}" for n in re.findall(r'"(night_\w+)"', code)}
    assert len(names) > 8 and names - own == set()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """The committed configuration in front of two copies of a small application."""
    ports = [free_port(), free_port()]
    copies = [_serve(port) for port in ports]
    with running(tmp_path_factory.mktemp("nginx"), ports) as running_front:
        yield running_front
    for copy in copies:
        copy.should_exit = True


def test_each_file_port_and_setting_that_the_containers_name_is_there() -> None:
    told = plain_yaml.load((DEPLOY / "compose.yaml").read_text("utf-8"))
    services, image = told["services"], (DEPLOY / "Containerfile").read_text("utf-8")
    conf = (DEPLOY / "nginx" / "observatoire.conf").read_text("utf-8")
    # What an installation adds by itself is kept out of git, and told in the documentation.
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    own = {line.strip("/").removeprefix("deploy/") for line in ignored if "/deploy/" in line}
    for name, service in services.items():
        for volume in service.get("volumes", ()):
            if ":" not in volume:
                assert volume == service["environment"]["TMPDIR"]
                continue
            source, target = volume.split(":")[:2]
            if not source.startswith("./"):
                assert source in told["volumes"] and f'VOLUME ["{target}"]' in image
                continue
            is_there = (DEPLOY / source).exists() or source.removeprefix("./") in own
            assert is_there, f"{name}: {source}"
        assert {*service["networks"]} <= {*told["networks"]}
        if "build" in service:
            build = service["build"]
            assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
            assert f"{service['env_file']}.example" in {f.name for f in DEPLOY.iterdir()}
    mounted = [volume.split(":")[1] for volume in services["proxy"]["volumes"]]
    assert all(any(named.startswith(path) for path in mounted) for named in _named_by(conf))
    listened = {*re.findall(r"^ +listen (\d+)", conf, re.MULTILINE)}
    assert {port.split(":")[1] for port in services["proxy"]["ports"]} == listened
    (upstream,) = re.findall(
        r"^server ([\w.]+):(\d+)", (DEPLOY / "nginx" / "upstream-compose.conf").read_text("utf-8")
    )
    assert upstream == ("app", *re.findall(r"^EXPOSE (\d+)", image, re.MULTILINE))


def _named_by(conf: str) -> list[str]:
    """Files that nginx reads and that its image does not have."""
    return re.findall(r"(?:include|ssl_certificate(?:_key)?) +(\S+);", conf)


@needs_nginx
def test_a_reader_stays_on_one_copy_behind_tls_and_headers(front: Front) -> None:
    first = front.get("/")
    assert first.headers["strict-transport-security"].startswith("max-age=")
    cookie = first.headers["set-cookie"]
    assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    copies = set()
    for _ in range(6):
        mine = front.get("/").cookies
        ports = {front.get("/", cookies=mine).json()["port"] for _ in range(4)}
        assert len(ports) == 1
        copies |= ports
    assert "set-cookie" not in front.get("/", cookies=first.cookies).headers
    assert first.json()["forwarded"] == ["127.0.0.1", "https"]
    answer = front.get("/", headers={"X-Forwarded-For": "192.0.2.1"}).json()
    assert answer["forwarded"][0] == "127.0.0.1"
    assert "nginx/" not in first.headers["server"]


@needs_nginx
def test_no_reader_says_who_she_is(front: Front) -> None:
    """Identity headers are trusted from this machine, where nginx runs: it must not forward any."""
    names = {name for header in proxy._TOLD for name in (header, header.replace("-", "_"))}
    answer = front.get("/", headers=dict.fromkeys(names, "chef@devup.example")).json()
    assert set(answer["names"]) & names == set()
    assert "host" in answer["names"]


@needs_nginx
def test_limits_compression_and_what_stays_closed(front: Front) -> None:
    assert front.get("/metrics").status_code == 404
    assert front.get("/statut").status_code == 404
    assert front.get("/healthz").status_code == 200
    assert front.get("/").headers["content-encoding"] == "gzip"
    connection = http.client.HTTPSConnection("127.0.0.1", front.port, context=TRUSTING)
    connection.putrequest("POST", "/")
    connection.putheader("Content-Length", str(160 * 1024**2))
    connection.endheaders()
    assert connection.getresponse().status == 413
    front.get("/?question=confidentielle")
    time.sleep(0.2)
    log = (front.folder / "observatoire.log").read_text("utf-8")
    assert "confidentielle" not in log
    assert all(json.loads(line)["status"] for line in log.splitlines())


@needs_nginx
def test_an_open_page_is_a_connection_that_lasts(front: Front) -> None:
    with connect(f"wss://127.0.0.1:{front.port}/_stcore/stream", ssl=TRUSTING) as page:
        page.send("bonjour")
        assert page.recv(timeout=10) == "bonjour"


def _serve(port: int) -> uvicorn.Server:
    async def told(request: Request) -> JSONResponse:
        names = ("x-forwarded-for", "x-forwarded-proto")
        forwarded = [request.headers.get(name) for name in names]
        told = {"port": port, "forwarded": forwarded, "names": [*request.headers]}
        return JSONResponse({**told, "padding": "é" * 2000})

    async def echo(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text(await socket.receive_text())
        await socket.close()

    app = Starlette(
        routes=[
            WebSocketRoute("/_stcore/stream", echo),
            Route("/{path:path}", told, methods=["GET", "POST"]),
        ]
    )
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.02)
    return server


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
