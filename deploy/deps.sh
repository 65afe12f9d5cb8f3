#!/bin/sh
# Installs from Debian what deploy/packages.txt lists and this machine lacks. Fast when nothing is missing:
# it asks dpkg and ends. Nothing comes from anywhere else.
#
# usage: deploy/deps.sh GROUP...
set -eu
list=$(dirname "$0")/packages.txt

[ $# -gt 0 ] || { echo "usage: deps.sh GROUP..." >&2; exit 2; }

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null | cut -c2)" = i ]
}

available() {
    installed "$1" || apt-cache show "$1" >/dev/null 2>&1
}

# The first of "a|b" that this release has; the first name when it has none, so that apt says it.
choose() {
    for name in $(echo "$1" | tr '|' ' '); do
        if available "$name"; then
            echo "$name"
            return
        fi
    done
    echo "${1%%|*}"
}

missing_of() {
    for group in "$@"; do
        awk -v group="$group" '!/^#/ && $2 == group { print $1 }' "$list"
    done | while read -r names; do
        have=no
        for name in $(echo "$names" | tr '|' ' '); do
            if installed "$name"; then have=yes; fi
        done
        [ "$have" = yes ] || echo "$names"
    done
}

missing=$(missing_of "$@")
[ -n "$missing" ] || exit 0

sudo=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "missing, and neither root nor sudo is here to install: $(echo "$missing" | tr "\n" " ")" >&2; exit 1; }
    sudo=sudo
fi
echo "installing from Debian: $(echo "$missing" | tr "\n" " ")"
$sudo apt-get update -qq
names=$(for m in $missing; do choose "$m"; done)
# The demo and the tests start a PostgreSQL of their own; Debian's package would start another one beside it, now and on every later install.
conf=/etc/postgresql-common/createcluster.conf
if echo "$names" | grep -q '^postgresql-[0-9]' && ! installed postgresql-common && [ ! -e "$conf" ]; then
    echo "$conf: create_main_cluster = false, so that Debian starts no PostgreSQL of its own"
    $sudo mkdir -p "${conf%/*}"
    echo 'create_main_cluster = false' | $sudo tee "$conf" >/dev/null
fi
log=$(mktemp)
# shellcheck disable=SC2086  # one word a package
if ! $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold $names >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    rm -f "$log"
    exit 1
fi
rm -f "$log"
