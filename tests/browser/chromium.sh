#!/bin/sh
# Makes sure that a Chromium is here for the browser tests; says nothing when there is one.
# Playwright's own download first, Debian's package where that download is not possible.
set -eu
cd "$(dirname "$0")/../.."

found() {
    [ -x "${CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
        || command -v google-chrome >/dev/null \
        || .venv/bin/python - <<'PY'
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    sys.exit(not Path(playwright.chromium.executable_path).exists())
PY
}

found && exit 0
echo "Installation de Chromium pour les tests…" >&2
.venv/bin/python -m playwright install chromium >&2 && exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
$sudo apt-get update -qq && $sudo apt-get install -y -qq chromium >&2 && exit 0
echo "Chromium est introuvable et n’a pu être installé : installez-le, ou donnez son chemin dans CHROMIUM." >&2
exit 1
