"""The nightly run: steps in turn, one run at a time, and failures reported."""

from __future__ import annotations

import errno
import fcntl
import json
import threading
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from method.build import Build
from operations import alerting, nightly
from operations.kept import Places
from pipelines.__main__ import main
from ui.server import night

NOW = datetime(2026, 11, 29, 4, tzinfo=UTC)
TOML = 'name = "{0}"\nlabel = "Essai"\nfictional = {1}\nregion = "24"\n'


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    places = Places(tmp_path / "raw", tmp_path / "curated")
    for name, fictional in (("cvl", "false"), ("demo", "true")):
        (places.raw / name).mkdir(parents=True)
        (places.raw / name / "workspace.toml").write_text(TOML.format(name, fictional), "utf-8")
    monkeypatch.setenv("OBSERVATOIRE_RAW", str(places.raw))
    monkeypatch.setenv("OBSERVATOIRE_CURATED", str(places.curated))
    for name in ("EDITION", "SMTP_HOST", "BACKUP_TO", "ALERT_MAIL", "ALERT_WEBHOOK", "LETTER_DAY"):
        monkeypatch.delenv(f"OBSERVATOIRE_{name}", raising=False)
    return places


def build_of(workspace: str) -> Build:
    day = date(2026, 10, 31)
    built_at = datetime(2026, 11, 27, 3)
    return Build("b", workspace, "x", False, day, "24", built_at, "0", "2026")


def test_the_steps_are_those_that_this_installation_has(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = [(t.name, t.workspace) for t in nightly.tasks(places, None, NOW) if not t.why_not]
    assert run == [("fetch", "cvl"), ("build", "cvl"), ("build", "demo")]
    monkeypatch.setenv("OBSERVATOIRE_EDITION", "/srv/edition")
    monkeypatch.setenv("OBSERVATOIRE_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("OBSERVATOIRE_BACKUP_TO", "/mnt/disque")
    monkeypatch.setenv("OBSERVATOIRE_LETTER_DAY", str(NOW.isoweekday()))
    run = [(t.name, t.workspace) for t in nightly.tasks(places, None, NOW) if not t.why_not]
    later = [("site", "cvl"), ("site", "demo"), ("digest", "cvl"), ("backup", "")]
    assert run == [("fetch", "cvl"), ("build", "cvl"), ("build", "demo"), *later]
    assert [t.name for t in nightly.tasks(places, ["backup"], NOW)] == ["backup"]


def test_a_failed_night_is_reported_to_readers_and_to_an_administrator(
    places: Places,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    messages: list[bytes] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            messages.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv(alerting.MAIL, str(tmp_path / "courrier"))
    monkeypatch.setenv(alerting.WEBHOOK, f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setattr(
        nightly,
        "_run",
        lambda words, _: (int(words[:3] == ("build", "--workspace", "cvl")), "Non."),
    )
    assert main(["nightly"]) == 1
    server.shutdown()
    assert "ÉCHEC" in capsys.readouterr().out
    (mail,) = (tmp_path / "courrier").glob("*.eml")
    assert "a échoué" in json.loads(messages[0])["text"]
    assert "ÉCHEC".encode() in mail.read_bytes()
    last = night.last(places.curated)
    assert last is not None and last.ended_at
    assert [s.state for s in last.steps if s.name == "build"] == ["failed", "done"]
    assert "27 novembre 2026" in (night.notice(build_of("cvl")) or "")
    assert night.notice(build_of("demo")) is None


def test_a_full_disk_stops_neither_the_steps_nor_the_alert(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    ran: list[str] = []
    monkeypatch.setenv(alerting.WEBHOOK, "")
    monkeypatch.setenv(alerting.MAIL, str(tmp_path / "courrier"))
    monkeypatch.setenv("OBSERVATOIRE_BACKUP_TO", "s3://ailleurs/agence")
    monkeypatch.setattr(nightly, "write_durably", full)

    def step(words: tuple[str, ...], _: float) -> tuple[int, str]:
        ran.append(words[0])
        return int(words[0] != "backup"), "Disque plein."

    monkeypatch.setattr(nightly, "_run", step)
    assert main(["nightly"]) == 1
    assert ran == ["fetch", "build", "build", "backup"]
    assert len(list((tmp_path / "courrier").glob("*.eml"))) == 1


def test_a_folder_that_cannot_be_written_is_told_to_an_administrator(
    places: Places,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(alerting.MAIL, str(tmp_path / "courrier"))
    places.curated.write_text("")  # a file in the place of the folder
    assert main(["nightly"]) == 1
    assert "la nuit n’a pas commencé" in capsys.readouterr().err
    assert len(list((tmp_path / "courrier").glob("*.eml"))) == 1


def test_a_night_that_was_killed_or_never_came_is_seen(places: Places) -> None:
    assert night.notice(build_of("cvl"), NOW) is None
    steps = [night.Step("build", "cvl", night.RUNNING)]
    running = night.Night(NOW.isoformat(), 60, steps)
    places.curated.mkdir()
    file = places.curated / night.FILE_NAME
    file.write_text(running.to_json(), "utf-8")
    assert night.notice(build_of("cvl"), NOW + timedelta(minutes=30)) is None
    assert night.notice(build_of("cvl"), NOW + timedelta(hours=2)) is not None
    finished = night.Night(NOW.isoformat(), 60, [night.Step("build", "cvl", night.DONE)], "x")
    file.write_text(finished.to_json(), "utf-8")
    assert night.notice(build_of("cvl"), NOW + timedelta(hours=30)) is None
    assert "deux nuits" in (night.notice(build_of("cvl"), NOW + timedelta(hours=51)) or "")
    # A clock that was ahead, a damaged file: no status is made up.
    assert night.notice(build_of("cvl"), NOW - timedelta(days=1)) is None
    file.write_text("{", "utf-8")
    assert night.notice(build_of("cvl"), NOW) is None


def test_two_nights_at_once_are_one(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    places.curated.mkdir()
    with (places.curated / ".night.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert main(["nightly"]) == 1
    assert "déjà en cours" in capsys.readouterr().err
    assert main(["nightly", "--only", "rien"]) == 2


def test_a_step_that_hangs_ends_with_the_time_and_its_children(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly.sys, "executable", "/bin/sh")
    monkeypatch.setattr(nightly.subprocess, "Popen", _sleeping(nightly.subprocess.Popen))
    code, output = nightly._run(("build",), 0.3)
    assert code == nightly.EXIT_TIMEOUT
    assert "Arrêté" in output


def test_a_step_that_does_nothing_ends_and_one_that_works_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in (("LOOK_SECONDS", 0.05), ("IDLE_SECONDS", 0.3), ("IDLE_WORK", 0.0)):
        monkeypatch.setattr(nightly, name, value)
    popen = nightly.subprocess.Popen
    monkeypatch.setattr(nightly.subprocess, "Popen", _sleeping(popen))
    code, said = nightly._run(("build",), 60)
    assert code == nightly.EXIT_TIMEOUT
    assert "rien ne se faisait plus" in said
    work = "i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done; echo fini"
    monkeypatch.setattr(
        nightly.subprocess, "Popen", lambda _, **options: popen(["/bin/sh", "-c", work], **options)
    )
    assert nightly._run(("build",), 60) == (0, "fini")


def _sleeping(popen: type) -> object:
    return lambda _, **options: popen(["/bin/sh", "-c", "sleep 60 & sleep 60"], **options)
