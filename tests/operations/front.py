"""The committed nginx configuration in front of application copies, run on the loopback address."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from method.settings import ROOT
from tests import certificate

DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True)
class Front:
    """A running nginx: its address, certificate and log."""

    port: int
    folder: Path

    @property
    def address(self) -> str:
        """Address of the site."""
        return f"https://127.0.0.1:{self.port}"

    def get(self, path: str, **options: object) -> httpx.Response:
        """One request, trusting any certificate."""
        return httpx.get(f"{self.address}{path}", verify=False, **options)


@contextmanager
def running(folder: Path, copies: Sequence[int]) -> Iterator[Front]:
    """`deploy/nginx` with a self-signed certificate, in front of the given local ports."""
    assert NGINX is not None
    plain, secure = free_port(), free_port()
    certificate.write(folder, "127.0.0.1")
    lines = [f"server 127.0.0.1:{port} max_fails=2 fail_timeout=10s;" for port in copies]
    (folder / "upstream.conf").write_text("\n".join(lines))
    conf = (DEPLOY / "nginx" / "observatoire.conf").read_text("utf-8")
    for before, after in {
        "/etc/nginx/observatoire-upstream.conf": f"{folder}/upstream.conf",
        "/etc/nginx/tls": str(folder),
        "/var/log/nginx": str(folder),
        "listen [::]:80;": "",
        "listen [::]:443 ssl http2;": "",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ": f"listen 127.0.0.1:{secure} ",
    }.items():
        assert before in conf, before
        conf = conf.replace(before, after)
    paths = " ".join(f"{name}_temp_path {folder}/{name};" for name in _TEMPORARY)
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log {folder}/error.log; events {{}}\nhttp {{ {paths} {conf} }}"
    )
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    command += ["-e", str(folder / "e.log")]
    check = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stderr
    assert "warn" not in check.stderr
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    front = Front(secure, folder)
    for _ in range(100):
        with suppress(httpx.TransportError):
            front.get("/")
            break
        time.sleep(0.05)
    try:
        yield front
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    """A free port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
