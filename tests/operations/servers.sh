#!/bin/sh
# Makes sure that what checks deploy/ is here: nginx and systemd-analyze; says nothing when it is.
# Without them those tests say so and are skipped.
set -u
command -v nginx >/dev/null && command -v systemd-analyze >/dev/null && exit 0
[ -x /usr/sbin/nginx ] && command -v systemd-analyze >/dev/null && exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"
echo "Installation de nginx et de systemd pour les tests…" >&2
$sudo apt-get update -qq >&2 && $sudo apt-get install -y -qq --no-install-recommends nginx-light systemd >&2
exit 0
