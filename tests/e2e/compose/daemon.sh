# shellcheck shell=bash
# A Docker daemon for the test: the one that runs, or one of our own that ends with the test. To be sourced.
#
# daemon_start  sets DOCKER_HOST if it had to start one; daemon_stop ends what daemon_start began.
# The data folder of our own daemon stays: the images in it make the second run fast.

daemon_pid=
daemon_folder=

daemon_start() {
    if docker info >/dev/null 2>&1; then return 0; fi
    # Short: the daemon puts unix sockets below it.
    daemon_folder=$(mktemp -d /tmp/dockerd.XXXXXX)
    setsid dockerd --data-root /var/lib/duban-test-docker --exec-root "$daemon_folder/exec" --pidfile "$daemon_folder/pid" \
        --host "unix://$daemon_folder/docker.sock" >"$daemon_folder/log" 2>&1 </dev/null &
    daemon_pid=$!
    export DOCKER_HOST=unix://$daemon_folder/docker.sock
    for _ in $(seq 60); do
        if docker info >/dev/null 2>&1; then return 0; fi
        if ! kill -0 "$daemon_pid" 2>/dev/null; then break; fi
        sleep 1
    done
    echo "the Docker daemon did not start:" >&2
    tail -n 20 "$daemon_folder/log" >&2
    return 1
}

daemon_stop() {
    [ -n "$daemon_pid" ] || return 0
    kill "$daemon_pid" 2>/dev/null || true
    for _ in $(seq 30); do
        if ! kill -0 "$daemon_pid" 2>/dev/null; then break; fi
        sleep 1
    done
    rm -rf "$daemon_folder"
    daemon_pid=
}
