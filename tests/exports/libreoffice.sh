#!/bin/sh
# LibreOffice for the tests that open what is exported; in a container or a CI only, where one is root.
# Without it those tests say that they are skipped.
set -eu
command -v soffice >/dev/null && exit 0
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 0
echo "Installation de LibreOffice pour les tests…" >&2
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    libreoffice-calc-nogui libreoffice-writer-nogui >&2; } \
    || echo "LibreOffice n’a pu être installé : ses tests seront passés." >&2
