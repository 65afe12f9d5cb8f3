#!/bin/bash
# Makes the secrets of docker-compose.yml that are not there yet: a random password a database role, and the key
# that record keys are hashed with. A secret that is there is never touched: the store depends on it.
#
# usage: deploy/compose/make-secrets.sh [FOLDER]   (default deploy/compose/secrets)
set -eu -o pipefail
cd "$(dirname "$0")/../.."

folder=${1:-deploy/compose/secrets}
# Nobody but the owner enters the folder; inside, the files are readable for the accounts of the containers.
mkdir -p "$folder"
chmod 0700 "$folder"
for name in db_superuser db_migrate db_catalog db_operator db_ingest db_compute db_alert db_notify ingest_key; do
    [ -s "$folder/$name" ] && continue
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$folder/$name.new"
    chmod 0444 "$folder/$name.new"
    mv "$folder/$name.new" "$folder/$name"
done
echo "secrets are in $folder"
