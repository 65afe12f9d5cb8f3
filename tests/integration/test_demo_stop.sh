#!/bin/bash
# make demo-stop ends the mail server and PostgreSQL also when the services cannot be ended, and says that they were not.
set -eu -o pipefail

fail() { echo "FAIL: $*" >&2; exit 1; }
dir=$DUBAN_TMP/demo
finish() { deploy/private/mail.sh stop "$dir" || true; deploy/private/pg.sh stop "$dir" || true; }
trap finish EXIT

mkdir -p "$dir" "$DUBAN_TMP/build/bin"
command_that_exits() {
    printf '#!/bin/sh\nexit %s\n' "$1" >"$DUBAN_TMP/build/bin/duban"
    chmod +x "$DUBAN_TMP/build/bin/duban"
}
stop() { DUBAN_BUILD=$DUBAN_TMP/build DUBAN_DEMO=$dir deploy/demo/stop.sh; }
touch "$dir/duban.yaml"
deploy/private/pg.sh start "$dir" --fast >/dev/null
deploy/private/mail.sh start "$dir" >/dev/null

echo "a service that does not end is told, and keeps its settings; nothing else stays"
command_that_exits 1
if stop; then fail "exit 0"; fi
[ ! -e "$dir/mail.pid" ] || fail "the mail server was left"
[ ! -e "$dir/pg.home" ] || fail "PostgreSQL was left"
[ -f "$dir/duban.yaml" ] || fail "the settings are gone"

echo "the next time it ends"
command_that_exits 0
stop >/dev/null || fail "exit $?"
[ ! -e "$dir/duban.yaml" ] || fail "the settings were left"
