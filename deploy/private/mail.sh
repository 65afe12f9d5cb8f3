#!/bin/bash
# Starts and stops the private mail server (mailserver.py) of the demo and the tests.
#
# usage: mail.sh start DIR [--maildirs FOLDER] [OPTION...]   start it, print its URL (smtp://127.0.0.1:PORT)
#        mail.sh stop DIR                                    end it; the mail stays
#        mail.sh url DIR                                     print the URL of the running server
#   --maildirs FOLDER   one Maildir a recipient in there (default DIR/mail); every other OPTION goes to mailserver.py
# Files in DIR: mail.pid, mail.port, mail.log (a line a message, with at_us, the moment of delivery).
set -eu -o pipefail

die() {
    echo "mail.sh: $*" >&2
    exit 1
}

# The process of mail.pid, if it is our mail server still and not a stranger with its number.
running() {
    local pid
    pid=$(cat "$dir/mail.pid" 2>/dev/null) || return 1
    [ -n "$pid" ] && grep -aqsF mailserver.py "/proc/$pid/cmdline" && echo "$pid"
}

start() {
    local maildirs=$dir/mail pid
    if [ "${1:-}" = --maildirs ]; then
        maildirs=$2
        shift 2
    fi
    mkdir -p "$dir"
    if running >/dev/null; then die "already runs; mail.sh stop $dir ends it"; fi
    rm -f "$dir/mail.port"
    # Debian's own Python: another one in PATH does not have aiosmtpd.
    setsid /usr/bin/python3 "$here/mailserver.py" --maildirs "$maildirs" --port-file "$dir/mail.port" "$@" \
        >>"$dir/mail.log" 2>&1 </dev/null &
    pid=$!
    echo "$pid" >"$dir/mail.pid"
    # 20 s: a machine that compiles on all cores may be slow to start Python.
    for _ in $(seq 200); do
        [ ! -f "$dir/mail.port" ] || break
        kill -0 "$pid" 2>/dev/null || { tail -n 5 "$dir/mail.log" >&2; die "the mail server ended at its start"; }
        sleep 0.1
    done
    url
}

url() {
    [ -f "$dir/mail.port" ] || die "no mail server runs in $dir"
    echo "smtp://127.0.0.1:$(cat "$dir/mail.port")"
}

stop() {
    local pid
    if pid=$(running); then
        kill "$pid"
        for _ in $(seq 100); do
            running >/dev/null || break
            sleep 0.1
        done
        if running >/dev/null; then kill -9 "$pid"; fi
    fi
    rm -f "$dir/mail.pid" "$dir/mail.port"
}

[ $# -ge 2 ] || { sed -n '4,6p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
verb=$1
dir=$(realpath -m "$2")
shift 2
case $verb in
start) start "$@" ;;
stop) stop ;;
url) url ;;
*) die "unknown verb $verb" ;;
esac
