# shellcheck shell=bash
# The way of one file to one mail through the containers. To be sourced by run.sh, which has made the images.

fail() {
    say "FAIL: $*"
    exit 1
}

# Waits until a service says that it is healthy.
wait_healthy() {
    local id state
    id=$(compose ps -q "$1")
    for _ in $(seq 90); do
        state=$(docker inspect -f '{{.State.Health.Status}}' "$id")
        [ "$state" != healthy ] || return 0
        sleep 1
    done
    fail "$1 is $state"
}

say "PostgreSQL and the mail server"
compose up -d postgres mail >/dev/null 2>&1
wait_healthy postgres
wait_healthy mail

say "a role gets in by its own password, and by no other"
psql_as() {
    compose exec -T -e PGPASSWORD="$2" postgres psql -h 127.0.0.1 -U "$1" -d duban -Atc 'SELECT current_user' 2>/dev/null
}
[ "$(psql_as duban_ingest "$(cat "$DUBAN_SECRETS/db_ingest")")" = duban_ingest ] || fail "duban_ingest does not get in"
if psql_as duban_ingest "$(cat "$DUBAN_SECRETS/db_alert")"; then fail "duban_ingest gets in by the password of another"; fi
