#!/bin/bash
# The private PostgreSQL starts wherever the clone lies, keeps what was committed over a crash, is closed to
# strangers, and leaves nothing behind.
set -eu -o pipefail
pg=$PWD/deploy/private/pg.sh

fail() { echo "FAIL: $*" >&2; exit 1; }
finish() { for d in "$DUBAN_TMP"/*/ "$long"; do "$pg" stop "$d" || true; done; }
long=$DUBAN_TMP/$(printf 'a-folder-with-a-long-name-%03d/' 1 2 3 4 5 6 7)
trap finish EXIT

echo "it starts with its state in a folder that only the caller may enter, at a path of more than 200 bytes"
mkdir -p "$long"
chmod 0700 "$DUBAN_TMP"
[ ${#long} -gt 200 ] || fail "the path has only ${#long} bytes"
conninfo=$("$pg" start "$long")
[ "$(psql "$conninfo" -Atc 'SELECT 1')" = 1 ] || fail "no answer"

echo "it does not run as root"
home=$(cat "$long/pg.home")
[ "$(stat -c %u "$home/data/postmaster.pid")" != 0 ] || fail "runs as root"

echo "only its account (and root) may enter the folder of its socket"
[ "$(stat -c %a "$home")" = 700 ] || fail "mode $(stat -c %a "$home")"
if [ "$(id -u)" = 0 ]; then
    if (cd / && setpriv --reuid=nobody --regid=nogroup --clear-groups psql "$conninfo" -Atc 'SELECT 1') 2>/dev/null; then
        fail "nobody got in"
    fi
fi

echo "it listens on no network address, thinks in the county's zone, and fsyncs"
[ -z "$(psql "$conninfo" -Atc 'SHOW listen_addresses')" ] || fail "listens"
[ "$(psql "$conninfo" -Atc "SHOW timezone")" = Asia/Shanghai ] || fail "zone"
[ "$(psql "$conninfo" -Atc "SHOW fsync")" = on ] || fail "fsync is off without --fast"

echo "each service can come in by its own role"
psql "$conninfo" -qc 'CREATE ROLE some_service LOGIN'
[ "$(psql "$conninfo user=some_service" -Atc 'SELECT current_user')" = some_service ] || fail "role"

echo "the role of the migration may make schemas and roles, and is no superuser"
psql "$conninfo user=duban_migrate" -q -v ON_ERROR_STOP=1 -c 'CREATE SCHEMA made' -c 'CREATE ROLE made_role LOGIN' \
    -c 'REVOKE ALL ON SCHEMA public FROM PUBLIC' || fail "the migration would not work"
if psql "$conninfo user=duban_migrate" -qc "COPY (SELECT 1) TO PROGRAM 'cat'" 2>/dev/null; then fail "superuser"; fi

echo "what was committed is there after a crash"
psql "$conninfo" -qc 'CREATE TABLE kept (a int); INSERT INTO kept VALUES (7)'
"$pg" crash "$long"
psql "$conninfo" -Atc 'SELECT 1' 2>/dev/null && fail "it still answers after the crash"
[ "$("$pg" start "$long")" = "$conninfo" ] || fail "another conninfo after the crash"
[ "$(psql "$conninfo" -Atc 'SELECT a FROM kept')" = 7 ] || fail "lost"

echo "starting what runs changes nothing; two stand beside each other; --tcp has a port of its own and asks for a password"
"$pg" start "$long" >/dev/null
other=$("$pg" start "$DUBAN_TMP/other" --fast --tcp)
[ "$(psql "$other" -Atc "SELECT host(inet_server_addr()) || ' ' || current_setting('fsync')")" = "127.0.0.1 off" ] || fail "tcp"
if PGPASSWORD=wrong psql "${other% password=*}" -Atc 'SELECT 1' 2>/dev/null; then fail "any password will do"; fi
[ "$(psql "$conninfo" -Atc 'SELECT a FROM kept')" = 7 ] || fail "the other one disturbed it"

echo "stop leaves nothing, and may be said twice"
"$pg" stop "$long"
"$pg" stop "$long"
if [ -e "$home" ] || [ -e "$long/pg.home" ]; then fail "something is left"; fi

echo "stop removes nothing that start did not make"
mkdir -p "$DUBAN_TMP/forged"
echo "$DUBAN_TMP/other" >"$DUBAN_TMP/forged/pg.home"
if "$pg" stop "$DUBAN_TMP/forged" 2>/dev/null; then fail "it would have removed a stranger's folder"; fi
[ -f "$DUBAN_TMP/other/pg.home" ] || fail "it did remove it"
rm -r "$DUBAN_TMP/forged"
