# shellcheck shell=bash
# A Docker daemon for the test: the one that runs, or one of our own that ends with the test. To be sourced.
#
# daemon_start  sets DOCKER_HOST if it had to start one; daemon_stop ends what daemon_start began.
# The data folder of our own daemon stays: the images in it make the second run fast. Nobody else uses it.

daemon_data=/var/lib/duban-test-docker
daemon_pid=
daemon_folder=

# Ends the daemon of a folder and removes the folder.
daemon_end() {
    local pid=$1 folder=$2
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 60); do
        if ! kill -0 "$pid" 2>/dev/null; then break; fi
        sleep 0.5
    done
    rm -rf "$folder"
}

# A run that was killed leaves its daemon behind; we hold the lock, so it is nobody's.
daemon_end_orphan() {
    local folder pid
    folder=$(cat "$daemon_data.folder" 2>/dev/null) || return 0
    pid=$(cat "$folder/pid" 2>/dev/null) || return 0
    if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "--data-root $daemon_data "; then
        daemon_end "$pid" "$folder"
    fi
}

# What an earlier run could not take down, and images that no run of the last week made.
daemon_tidy() {
    docker ps -aq | xargs -r docker rm -f
    docker volume prune -f
    docker network prune -f
    docker image prune -f --filter until=168h
}

daemon_start() {
    if docker info >/dev/null 2>&1; then return 0; fi
    # Two daemons cannot share the data folder: a second run waits for the first.
    exec 8>"$daemon_data.lock"
    if ! flock -n 8; then
        echo "another run is at work; waiting for it"
        flock -w 3600 8 || return 1
    fi
    daemon_end_orphan
    # Short: the daemon puts unix sockets below it.
    daemon_folder=$(mktemp -d /tmp/dockerd.XXXXXX)
    echo "$daemon_folder" >"$daemon_data.folder"
    setsid dockerd --data-root "$daemon_data" --exec-root "$daemon_folder/exec" --pidfile "$daemon_folder/pid" \
        --host "unix://$daemon_folder/docker.sock" >"$daemon_folder/log" 2>&1 </dev/null 8>&- &
    daemon_pid=$!
    export DOCKER_HOST=unix://$daemon_folder/docker.sock
    for _ in $(seq 60); do
        if docker info >/dev/null 2>&1; then
            daemon_tidy >/dev/null 2>&1
            return 0
        fi
        if ! kill -0 "$daemon_pid" 2>/dev/null; then break; fi
        sleep 1
    done
    echo "the Docker daemon did not start:" >&2
    tail -n 20 "$daemon_folder/log" >&2
    return 1
}

daemon_stop() {
    [ -n "$daemon_pid" ] || return 0
    daemon_end "$daemon_pid" "$daemon_folder"
    rm -f "$daemon_data.folder"
    daemon_pid=
    exec 8>&-
}
