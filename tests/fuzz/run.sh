#!/usr/bin/env bash
# Runs each fuzzer for so many seconds, from the inputs in tests/fuzz/corpus and what earlier runs learned.
#
# usage: tests/fuzz/run.sh BUILD SECONDS      (0 s: those inputs alone, once each)
# A finding ends its fuzzer; the input that made it is kept in BUILD/findings/ and the exit code is 1. Make a test of it, and put the
# input into the corpus.
set -u
cd "$(dirname "$0")/../.." || exit 2
[ $# -eq 2 ] || { sed -n 4p "$0" >&2; exit 2; }
build=$1 seconds=$2 passed=0 failed=0
mkdir -p "$build/findings" "$build/log"
how=-max_total_time=$seconds
[ "$seconds" != 0 ] || how=-runs=0
for fuzzer in "$build"/fuzz/fuzz_*; do
    [ -f "$fuzzer" ] || continue
    name=${fuzzer##*/fuzz_}
    learned=$build/corpus/$name log=$build/log/$name.log
    mkdir -p "$learned"
    if "$fuzzer" "$how" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$build/findings/$name-" \
        "$learned" "tests/fuzz/corpus/$name" > "$log" 2>&1; then
        printf 'ok    fuzz/%-20s %s\n' "$name" "$(grep -E '^(Done|#[0-9]+\s+DONE)' "$log" | tail -1)"
        passed=$((passed + 1))
    else
        printf 'not ok fuzz/%s\n' "$name"
        tail -40 "$log"
        failed=$((failed + 1))
    fi
done
printf 'fuzz: %d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
