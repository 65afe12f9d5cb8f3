#!/bin/bash
# Runs once, on an empty data folder: the roles of the services with the passwords of their secrets.
# `duban migrate` finds them made and grants them what they may do.
set -eu

psql_quiet() {
    psql -qX -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" "$@"
}

roles="migrate catalog operator ingest compute alert notify"
# All of them before the first role is made: PostgreSQL starts this on an empty data folder only, so there is no second time.
for role in $roles; do
    [ -n "$(cat "/run/secrets/db_$role")" ] || { echo "secret db_$role is empty or not there" >&2; exit 1; }
done
for role in $roles; do
    # psql puts the name and the password into the statement quoted; neither is seen in the list of processes.
    psql_quiet <<SQL
\\set role duban_$role
\\set password \`cat /run/secrets/db_$role\`
CREATE ROLE :"role" LOGIN PASSWORD :'password';
SQL
done
psql_quiet -c 'ALTER ROLE duban_migrate CREATEROLE' -c "ALTER DATABASE \"$POSTGRES_DB\" OWNER TO duban_migrate"
