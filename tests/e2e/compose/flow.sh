# shellcheck shell=bash
# The way of one file to one mail through the containers. To be sourced by run.sh, which has made the images.

shipped=/usr/share/duban/catalog/haining
# What the file says, and who must hear of it: 市中医院 has 电子病历 4级, its line HN-019 wants 5级 by the year's end, and
# ten working days before that the A角 of 医政科 is reminded (story.md, 12-17).
file=$shipped/returns/2025-12-15/rating_H02_2025M11.csv
reader=yizheng.a@haining.invalid

fail() {
    say "FAIL: $*"
    exit 1
}

# Waits until a service says that it is healthy.
wait_healthy() {
    local id state=unknown
    id=$(compose ps -q "$1")
    [ -n "$id" ] || fail "$1 has no container"
    for _ in $(seq 180); do
        state=$(docker inspect -f '{{.State.Health.Status}}' "$id")
        [ "$state" != healthy ] || return 0
        sleep 0.5
    done
    fail "$1 is $state"
}

# The operator's command, and the same with the role that may apply a catalog; what it says is shown when it fails.
command_as() {
    local service=$1
    shift
    compose run --rm -T "$service" "$@" >"$work/command.log" 2>&1 </dev/null && return 0
    cat "$work/command.log"
    fail "duban $*"
}

# All mails of a reader, as text: the test reads what the server wrote, not what notify says.
mails_of() {
    # shellcheck disable=SC2016  # $f is of the container's shell
    compose exec -T mail sh -c 'for f in /var/mail/duban/"$1"/new/*; do if [ -f "$f" ]; then cat "$f"; printf "\0"; fi; done' \
        sh "$1" </dev/null | /usr/bin/python3 $here/mails.py
}

count_mails() {
    mails_of "$1" | grep -c '^Subject: ' || true
}

say "PostgreSQL and the mail server"
compose up -d postgres mail >"$work/up.log" 2>&1 || { cat "$work/up.log"; fail "compose up"; }
wait_healthy postgres
wait_healthy mail

say "a role gets in by its own password, and by no other"
psql_as() {
    compose exec -T -e PGPASSWORD="$2" postgres psql -h 127.0.0.1 -U "$1" -d duban -Atc 'SELECT current_user' 2>/dev/null
}
[ "$(psql_as duban_ingest "$(cat "$DUBAN_SECRETS/db_ingest")")" = duban_ingest ] || fail "duban_ingest does not get in"
if psql_as duban_ingest "$(cat "$DUBAN_SECRETS/db_alert")"; then fail "duban_ingest gets in by the password of another"; fi

say "the migration, and the clock before anybody has seen a later hour"
command_as migrate duban migrate
command_as duban clock set "2025-12-15 08:30"

say "the four services"
compose up -d >"$work/up.log" 2>&1 || { cat "$work/up.log"; fail "compose up"; }
for service in ingest compute alert notify; do wait_healthy $service; done
for service in ingest compute alert notify; do
    id=$(compose ps -q $service)
    [ "$(docker exec "$id" id -u)" = 10001 ] || fail "$service does not run as its own account"
    # Whoever runs there could not write to the root anyway, so the container is asked and not the folder.
    held=$(docker inspect -f '{{.HostConfig.ReadonlyRootfs}} {{index .HostConfig.LogConfig.Config "max-size"}}' "$id")
    [ "$held" = "true 10m" ] || fail "$service: a root that can be written, or a log without an end: $held"
done

command_as duban status

say "the plan of Haining and the sample assignment"
command_as catalog catalog apply --plan haining --with-samples --by compose-test --reason "the first version"
command_as duban assign import $shipped --by compose-test --reason "the first assignment" --yes

say "one file in"
command_as duban ingest --unattended --by compose-test $file
[ "$(count_mails $reader)" = 0 ] || fail "$reader heard before the time"

say "two working days later, one mail out"
command_as duban clock step --to "2025-12-17 08:30"
mails_of $reader >"$work/mails"
[ "$(grep -c '^Subject: ' "$work/mails")" = 1 ] || { cat "$work/mails"; fail "$reader has not exactly one mail"; }
for word in '^Subject: 【演示】' '电子病历（HN-019，市中医院）.*现在4级'; do
    grep -q "$word" "$work/mails" || { cat "$work/mails"; fail "the mail does not say $word"; }
done

say "a restart of everything sends nothing twice"
compose restart postgres mail ingest compute alert notify >"$work/up.log" 2>&1 || { cat "$work/up.log"; fail "compose restart"; }
for service in postgres ingest compute alert notify; do wait_healthy $service; done
command_as duban clock step --to "2025-12-17 11:00"
[ "$(count_mails $reader)" = 1 ] || fail "$reader was told twice"

say "nothing failed on the way so often that it was set aside"
parked=$(compose exec -T postgres psql -U postgres -d duban -Atc "SELECT concat_ws(' ', kind, key, parked_reason) FROM (TABLE ingest.todo
    UNION ALL TABLE compute.todo UNION ALL TABLE alert.todo UNION ALL TABLE notify.todo) t WHERE parked_reason IS NOT NULL" </dev/null)
[ -z "$parked" ] || fail "parked: $parked"
