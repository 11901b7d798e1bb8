#!/bin/sh
# Makes sure that Java 17 or later is here, for Spark; says nothing when it is.
set -u
for home in "${JAVA_HOME:-/nowhere}" /usr /usr/lib/jvm/java-*-openjdk-*; do
    version=$("$home/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
    [ "${version:-0}" -ge 17 ] && exit 0
done
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"
echo "Installation de Java 17 pour Spark…" >&2
$sudo apt-get update -qq >&2 && $sudo apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >&2
