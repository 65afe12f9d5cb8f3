#!/bin/bash
# make demo-stop: ends the demo: the services by their process ids, the mail server, the private PostgreSQL with its data.
# The mail (var/mail) and the logs (var/demo/run) stay for a look.
set -eu -o pipefail
cd "$(dirname "$0")/../.."

here=${DUBAN_DEMO:-$PWD/var/demo}
bin=$(realpath -m "${DUBAN_BUILD:-build}")/bin
code=0
if [ -x "$bin/duban" ] && [ -f "$here/duban.yaml" ]; then
    "$bin/duban" --config "$here/duban.yaml" down || code=$? # the mail server and PostgreSQL are ended all the same
else
    # After make clean: by the same files, `pid start-time`; a stranger with the number of a service began at another time.
    for file in "$here"/run/*.pid; do
        [ -f "$file" ] || continue
        read -r pid began <"$file"
        [ "$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d' ' -f20)" != "$began" ] || kill "$pid"
        rm -f "$file"
    done
fi
deploy/private/mail.sh stop "$here"
deploy/private/pg.sh stop "$here"
if [ -f "$here/bus.dir" ]; then
    # Made by run.sh with mktemp; nothing but sockets is in it.
    case $(cat "$here/bus.dir") in
    /tmp/duban-demo.??????) rm -rf "$(cat "$here/bus.dir")" ;;
    esac
    rm -f "$here/bus.dir"
fi
# While a service may live, its settings stay, so that it can be ended.
if [ $code -ne 0 ]; then
    echo "服务没有都结束 (not every service ended)" >&2
    exit $code
fi
rm -f "$here/duban.yaml"
[ "${1:-}" = --quiet ] || echo "演示已结束 (the demo is over)"
