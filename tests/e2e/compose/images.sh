# shellcheck shell=bash
# The images of the test, made from Debian's packages alone: no registry is asked. To be sourced.
#
# Tags are our own (duban-test/…), never an official name. The base carries the week in its tag: a second run of the
# same week finds it, and no image grows old unseen.

base_image=duban-test/debian:trixie-$(date +%G%V)
postgres_image=duban-test/postgres:17

# The mirror that this machine itself uses for Debian; empty: debootstrap's own default.
host_mirror() {
    # shellcheck disable=SC1091,SC2016,SC2154  # the $(…) are apt's; the name is of os-release
    (. /etc/os-release && apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
        awk -v codename="${VERSION_CODENAME:-}" '$1 == "Debian" && $2 == codename { print $3; exit }')
}

# A proxy of this machine's apt or environment is told to the builds as build arguments, and is in no image.
build_args() {
    local proxy
    proxy=$(apt-config dump Acquire::http::Proxy | sed -n 's/^Acquire::http::Proxy "\(.*\)";$/\1/p')
    proxy=${proxy:-${http_proxy:-}}
    [ -z "$proxy" ] || printf -- '--build-arg\nhttp_proxy=%s\n' "$proxy"
}

image_exists() {
    docker image inspect "$1" >/dev/null 2>&1
}

make_base() {
    image_exists "$base_image" && return 0
    local root
    root=$(mktemp -d /var/tmp/debootstrap.XXXXXX)
    # shellcheck disable=SC2046  # no mirror is no word
    debootstrap --variant=minbase trixie "$root" $(host_mirror) >"$root.log" 2>&1 || {
        tail -n 20 "$root.log" >&2
        rm -rf "$root" "$root.log"
        return 1
    }
    rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
    tar -C "$root" --one-file-system -c . | docker import --change 'CMD ["bash"]' - "$base_image" >/dev/null
    rm -rf "$root" "$root.log"
    # Bases of earlier weeks.
    docker images --format '{{.Repository}}:{{.Tag}}' duban-test/debian | grep -vFx "$base_image" | xargs -r docker rmi >/dev/null 2>&1 || true
}

make_postgres() {
    local args
    mapfile -t args < <(build_args)
    docker build -q -t "$postgres_image" --build-arg BASE="$base_image" "${args[@]}" \
        -f tests/e2e/compose/postgres.Dockerfile .
}

# The test runs with the Compose of this machine, which is v1 on Debian 12; v2 of the base's Debian reads the file and says what it understood.
check_v2() {
    local args
    mapfile -t args < <(build_args)
    docker build -q -t duban-test/compose:v2 --build-arg BASE="$base_image" "${args[@]}" \
        -f tests/e2e/compose/compose-v2.Dockerfile . >/dev/null
    docker run --rm --network none -v "$PWD:/duban:ro" -w /duban duban-test/compose:v2 sh -c '
        docker-compose version --short | grep -q "^v\?2" && docker-compose -f docker-compose.yml config -q &&
        export DUBAN_NOTIFY_SMTP_USER=duban && docker-compose -f docker-compose.yml '"$(overrides)"' config -q &&
        test "$(docker-compose -f docker-compose.yml --profile "*" config --services | sort | xargs)" = "'"$(services_v1)"'"'
}

# All overrides for a mail server at once: an operator may need each of them.
overrides() {
    printf -- '-f %s ' deploy/compose/smtp-*.yaml
}

overrides_v1() {
    # shellcheck disable=SC2046,SC2086  # words
    DUBAN_NOTIFY_SMTP_USER=duban $COMPOSE -f docker-compose.yml $(overrides) config -q
}

# The services that this machine's Compose sees in the file.
services_v1() {
    # shellcheck disable=SC2086  # two words in v2
    $COMPOSE -f docker-compose.yml config --services | sort | xargs
}
