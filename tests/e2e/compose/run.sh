#!/bin/bash
# make compose-test: docker-compose.yml from nothing to one mail, with images made from Debian's packages.
#
# usage: run.sh [--keep]   --keep leaves the containers (and a daemon of our own) running and says how to reach them
# COMPOSE names the program: docker-compose (1.29) if it is there, else "docker compose" (v2).
set -eu -o pipefail
cd "$(dirname "$0")/../../.."

# A daemon, debootstrap and a shared volume need root.
if [ "$(id -u)" != 0 ]; then exec sudo --preserve-env=http_proxy,COMPOSE "tests/e2e/compose/run.sh" "$@"; fi
keep=${1:-}
here=tests/e2e/compose
# shellcheck source=tests/e2e/compose/daemon.sh
. $here/daemon.sh
# shellcheck source=tests/e2e/compose/images.sh
. $here/images.sh

work=$(mktemp -d /tmp/compose.XXXXXX)
export COMPOSE_PROJECT_NAME=dubantest$$
export DUBAN_SECRETS=$work/secrets
export DUBAN_BASE_BUILD=$base_image DUBAN_BASE_RUN=$base_image DUBAN_POSTGRES_IMAGE=$postgres_image
export DUBAN_IMAGE=duban-test/duban:local DUBAN_MAIL_IMAGE=duban-test/mail:local

say() { printf '%s compose-test: %s\n' "$(date +%T)" "$*"; }

if [ -z "${COMPOSE:-}" ]; then
    COMPOSE="docker compose"
    if command -v docker-compose >/dev/null; then COMPOSE=docker-compose; fi
fi
compose() {
    # shellcheck disable=SC2086  # two words in v2
    $COMPOSE -f docker-compose.yml -f deploy/compose/test.yaml "$@"
}

finish() {
    local code=$?
    set +e
    if [ $code != 0 ]; then
        compose ps -a 2>/dev/null
        compose logs --no-color --tail 40 2>/dev/null
    fi
    if [ "$keep" = --keep ]; then
        say "left running: DOCKER_HOST=${DOCKER_HOST:-} COMPOSE_PROJECT_NAME=$COMPOSE_PROJECT_NAME DUBAN_SECRETS=$DUBAN_SECRETS"
        return
    fi
    compose --profile operator down -v --remove-orphans >/dev/null 2>&1
    daemon_stop
    rm -rf "$work"
    if [ $code = 0 ]; then say passed; else say failed; fi
}
trap finish EXIT
# The way out also when it is told to end.
trap 'exit 130' INT
trap 'exit 143' TERM

say "a Docker daemon"
daemon_start
say "base image $base_image"
make_base
say "Compose v2 reads the same file, and both the overrides"
overrides_v1
check_v2 >"$work/build.log" 2>&1 || { tail -n 60 "$work/build.log" >&2; exit 1; }
say "PostgreSQL image"
make_postgres >"$work/build.log" 2>&1 || { tail -n 60 "$work/build.log" >&2; exit 1; }
say "images of duban and of the mail server"
deploy/compose/make-secrets.sh "$DUBAN_SECRETS" >/dev/null
mapfile -t args < <(build_args)
compose build "${args[@]}" migrate mail >"$work/build.log" 2>&1 || { tail -n 60 "$work/build.log" >&2; exit 1; }
# shellcheck source=tests/e2e/compose/flow.sh
. $here/flow.sh
