#!/bin/bash
# A private PostgreSQL for the demo and the tests.
#
# PostgreSQL refuses root, an unprivileged account cannot enter a private home, and the path of a unix socket ends at
# 107 bytes. So the cluster lives in a short folder of its own below /var/tmp, mode 0700, that belongs to the
# account that runs it: the caller, or, for root, a system account that is made once. DIR only remembers where.
#
# usage: pg.sh start DIR [--fast] [--tcp]   make the cluster if DIR has none, start it, print its conninfo
#        pg.sh stop DIR [--keep]            stop it and remove its data (--keep: only stop; start goes on with it)
#        pg.sh crash DIR                    end it at once, as a power cut of the server process would; data stays
#        pg.sh conninfo DIR                 print the conninfo of the superuser; append user=ROLE for another role
#        pg.sh log DIR                      print the server's log
#   --fast   no fsync: what is committed outlives the server's processes, not the machine's power
#   --tcp    also listen on a free port of 127.0.0.1, superuser only, by password; conninfo then names it
#
# The database belongs to duban_migrate, a role that may make roles and is no superuser.
# Whoever can enter the folder is trusted with every role; nobody else reaches the socket. Files in DIR:
#   pg.home      the short folder       pg.conninfo   what conninfo prints
set -eu -o pipefail

account=duban-private
database=duban

die() {
    echo "pg.sh: $*" >&2
    exit 1
}

bindir() {
    for version in 15 17 16; do
        if [ -x "/usr/lib/postgresql/$version/bin/initdb" ]; then
            echo "/usr/lib/postgresql/$version/bin"
            return
        fi
    done
    die "no PostgreSQL 15 to 17 below /usr/lib/postgresql; make deps installs it"
}

# Runs a command as the owner of the cluster, from a folder that it can enter.
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && exec setpriv --reuid="$account" --regid="$account" --clear-groups env HOME=/ LC_ALL=C.UTF-8 "$@")
    else
        (cd / && exec env LC_ALL=C.UTF-8 "$@")
    fi
}

ensure_account() {
    [ "$(id -u)" = 0 ] || return 0
    id -u "$account" >/dev/null 2>&1 && return 0
    # Two starts at once: the loser finds the account made.
    useradd --system --user-group --no-create-home --home-dir / --shell /usr/sbin/nologin "$account" 2>/dev/null || true
    id -u "$account" >/dev/null 2>&1 || die "cannot make the system account $account"
}

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

make_cluster() {
    local home=$1 fast=$2 tcp=$3 port=5432 listen='' password
    # The superuser may do everything: its password is only for --tcp and never leaves the 0700 folder and DIR.
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s\n' "$password" | as_owner sh -c "umask 077; mkdir $home/s; cat > $home/password"
    as_owner "$(bindir)/initdb" --no-sync -D "$home/data" -U postgres -E UTF8 --locale=C.UTF-8 \
        --auth-local=trust --auth-host=scram-sha-256 --pwfile="$home/password" >/dev/null
    if [ "$tcp" = yes ]; then
        port=$(free_port)
        listen=127.0.0.1
    fi
    as_owner sh -c "cat >> $home/data/postgresql.conf" <<EOF
listen_addresses = '$listen'
port = $port
unix_socket_directories = '$home/s'
unix_socket_permissions = 0700
timezone = 'Asia/Shanghai'
log_timezone = 'Asia/Shanghai'
max_connections = 100
shared_buffers = 128MB
max_wal_size = 2GB
jit = off
log_line_prefix = '%m [%p] %q%u@%a '
EOF
    if [ "$fast" = yes ]; then
        printf '%s\n' 'fsync = off' 'full_page_writes = off' |
            as_owner sh -c "cat >> $home/data/postgresql.conf"
    else
        # initdb did not wait for the disk; one sync does it for all files.
        sync -f "$home"
    fi
    if [ "$tcp" = yes ]; then
        conninfo="host=127.0.0.1 port=$port dbname=$database user=postgres password=$password"
    else
        conninfo="host=$home/s dbname=$database user=postgres"
    fi
}

start() {
    local dir=$1 fast=no tcp=no home conninfo='' made=no
    shift
    for option in "$@"; do
        case $option in
        --fast) fast=yes ;;
        --tcp) tcp=yes ;;
        *) die "unknown option $option" ;;
        esac
    done
    ensure_account
    mkdir -p "$dir"
    if [ -f "$dir/pg.home" ]; then
        home=$(cat "$dir/pg.home")
        as_owner test -f "$home/data/PG_VERSION" || die "$dir/pg.home names $home, which holds no cluster; remove the file"
    else
        home=$(mktemp -d /var/tmp/private-pg.XXXXXX)
        # Known before anything can fail, so that stop finds it.
        printf '%s\n' "$home" >"$dir/pg.home"
        [ "$(id -u)" != 0 ] || chown "$account:$account" "$home"
        make_cluster "$home" "$fast" "$tcp"
        (umask 077 && printf '%s\n' "$conninfo" >"$dir/pg.conninfo")
        made=yes
    fi
    if ! as_owner "$(bindir)/pg_ctl" -D "$home/data" status >/dev/null; then
        as_owner "$(bindir)/pg_ctl" -D "$home/data" -w -t 60 -l "$home/log" start >/dev/null 9>&- ||
            { as_owner tail -n 20 "$home/log" >&2; die "PostgreSQL did not start"; }
    fi
    if [ "$made" = yes ]; then
        # The role of `duban migrate`: it makes the roles of the services and owns what it makes.
        as_owner "$(bindir)/psql" -qX -v ON_ERROR_STOP=1 -h "$home/s" -p "$(as_owner sed -n 4p "$home/data/postmaster.pid")" \
            -U postgres -d postgres -c 'CREATE ROLE duban_migrate LOGIN CREATEROLE' -c "CREATE DATABASE $database OWNER duban_migrate"
    fi
    cat "$dir/pg.conninfo"
}

end() {
    local home=$1 mode=$2
    if as_owner test -f "$home/data/postmaster.pid" && as_owner "$(bindir)/pg_ctl" -D "$home/data" status >/dev/null; then
        as_owner "$(bindir)/pg_ctl" -D "$home/data" -m "$mode" -w -t 60 stop >/dev/null
    fi
}

stop() {
    local dir=$1 keep=${2:-} home
    [ -f "$dir/pg.home" ] || return 0
    home=$(cat "$dir/pg.home")
    case $home in
    /var/tmp/private-pg.??????) ;;
    *) die "$dir/pg.home names $home, which this script did not make" ;;
    esac
    if [ -d "$home" ]; then
        end "$home" fast
    fi
    if [ "$keep" != --keep ]; then
        rm -rf "$home" "$dir/pg.home" "$dir/pg.conninfo"
    fi
}

home_of() {
    [ -f "$1/pg.home" ] || die "no cluster in $1"
    cat "$1/pg.home"
}

[ $# -ge 2 ] || { sed -n '8,12p' "$0" >&2; exit 2; }
verb=$1
dir=$(realpath -m "$2")
shift 2
case $verb in
start) start "$dir" "$@" ;;
stop) stop "$dir" "$@" ;;
crash) end "$(home_of "$dir")" immediate ;;
conninfo) home_of "$dir" >/dev/null && cat "$dir/pg.conninfo" ;;
log) as_owner cat "$(home_of "$dir")/log" ;;
*) die "unknown verb $verb" ;;
esac
