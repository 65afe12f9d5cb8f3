#!/usr/bin/env bash
# Runs the tests of one or more folders below tests/ and says at the end how many passed.
#
# usage: tests/run-integration.sh [--stop] [--loud] [--jobs N] [--pattern GLOB] BUILD FOLDER...
#
# A test is an executable tests/FOLDER/test_* (shell, Python) or BUILD/test/FOLDER/* (compiled from test_*.c).
# It runs in the top folder with
#   DUBAN_BUILD  absolute path of the build; programs are in $DUBAN_BUILD/bin
#   DUBAN_TMP    an empty folder of its own below tests/tmp, removed when it passed
# and passes by exit code 0. A FOLDER without a test is a failure. Its output is kept in BUILD/test/log/ and shown when it failed (always with --loud).
# --stop starts no further test after a failure. DUBAN_TEST_LIMIT_S ends a test that hangs (default 3600 s).
set -u
cd "$(dirname "$0")/.." || exit 2

stop=no loud=no jobs=1 pattern='test_*'
while [ $# -gt 0 ]; do
    case $1 in
    --stop) stop=yes ;;
    --loud) loud=yes ;;
    --jobs) jobs=$2; shift ;;
    --pattern) pattern=$2; shift ;;
    --*) echo "run-integration.sh: unknown option $1" >&2; exit 2 ;;
    *) break ;;
    esac
    shift
done
[ $# -ge 2 ] || { sed -n '4p' "$0" >&2; exit 2; }
build=$1
shift

DUBAN_BUILD=$(realpath -m "$build")
export DUBAN_BUILD DOCUMENTS="${DOCUMENTS:-}"
# The same words and zone on every machine: a test that needs another sets it itself.
export LC_ALL=C.UTF-8 TZ=Asia/Shanghai
log_dir=$DUBAN_BUILD/test/log
results=$(mktemp -d) || exit 2
trap 'rm -rf "$results"' EXIT
mkdir -p "$log_dir" tests/tmp

# A test that was ended in the middle leaves its private servers behind; they know their folders.
end_servers() {
    find "$1" -name pg.home -printf '%h\n' | while read -r dir; do deploy/private/pg.sh stop "$dir"; done
    find "$1" -name mail.pid -printf '%h\n' | while read -r dir; do deploy/private/mail.sh stop "$dir"; done
}

run_one() {
    local path=$1 name log tmp started took code
    name=${path#tests/}
    name=${name#"$build"/test/}
    log=$log_dir/${name//\//_}.log
    [ "$stop" = yes ] && compgen -G "$results/failed.*" >/dev/null && return
    tmp=$(mktemp -d "$PWD/tests/tmp/XXXXXX") || return
    # A service account of a test may have to pass through, but not to look around.
    chmod 0711 "$tmp"
    started=$(date +%s%N)
    DUBAN_TMP=$tmp timeout --kill-after=10 "${DUBAN_TEST_LIMIT_S:-3600}" "$path" >"$log" 2>&1 </dev/null
    code=$?
    end_servers "$tmp"
    took=$((($(date +%s%N) - started) / 100000000))
    took=$((took / 10)).$((took % 10))
    if [ $code = 0 ]; then
        rm -rf "$tmp"
        : >"$results/passed.${name//\//_}"
        printf 'ok    %-48s %6s s\n' "$name" "$took"
        [ "$loud" = no ] || cat "$log"
    else
        : >"$results/failed.${name//\//_}"
        [ $code != 124 ] || echo "ended after ${DUBAN_TEST_LIMIT_S:-3600} s" >>"$log"
        {
            printf 'FAIL  %-48s %6s s   exit %d, log %s\n' "$name" "$took" "$code" "$log"
            tail -n 60 "$log" | sed 's/^/      /'
        }
    fi
}

found=()
for folder in "$@"; do
    before=${#found[@]}
    for path in tests/"$folder"/$pattern "$build"/test/"$folder"/*; do
        [[ $path = *.c || $path = *.o || $path = *.d ]] && continue
        # A compiled test whose source is gone is not a test any more.
        if [[ $path = "$build"/* ]]; then
            base=${path##*/}
            if [ "$folder" = unit ]; then
                source=tests/unit/${base%%_*}/test_${base#*_}.c
            else
                source=tests/$folder/$base.c
            fi
            # shellcheck disable=SC2053  # the pattern is meant as one
            [ "$folder" = unit ] || [[ $base = $pattern ]] || continue
            [ -f "$source" ] || continue
        fi
        if [ -f "$path" ] && [ -x "$path" ]; then found+=("$path"); fi
    done
    # A folder that lost its tests, or a word misspelt, must not look like success.
    [ ${#found[@]} -gt "$before" ] || { echo "run-integration.sh: no test $pattern in tests/$folder, none built of it in $build" >&2; exit 1; }
done

for path in "${found[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
    if [ "$stop" = yes ] && compgen -G "$results/failed.*" >/dev/null; then break; fi
    run_one "$path" &
    [ "$jobs" -gt 1 ] || wait
done
wait

passed=$(find "$results" -name 'passed.*' | wc -l)
failed=$(find "$results" -name 'failed.*' | wc -l)
printf '%s: %d passed, %d failed\n' "$*" "$passed" "$failed"
[ "$failed" = 0 ] && [ $((passed)) = ${#found[@]} ]
