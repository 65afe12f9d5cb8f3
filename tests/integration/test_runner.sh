#!/bin/bash
# The runner of the tests says failed when a test failed, hung or never ran, and ends what a dead test left running.
# shellcheck disable=SC2016  # the small tests expand their own words
set -eu -o pipefail

fail() { echo "FAIL: $*" >&2; cat "$DUBAN_TMP/out" >&2 || true; exit 1; }

# A tree of its own: the runner works where it lies.
tree=$DUBAN_TMP/tree
mkdir -p "$tree/tests/trial" "$tree/deploy"
cp tests/run-integration.sh "$tree/tests/"
cp -r deploy/private "$tree/deploy/"

put() { printf '#!/bin/bash\n%s\n' "$2" >"$tree/tests/trial/$1" && chmod +x "$tree/tests/trial/$1"; }
run() { (cd "$tree" && tests/run-integration.sh "$@") >"$DUBAN_TMP/out" 2>&1; }

echo "a folder without a test is a failure, also beside one that has some"
if run build nowhere; then fail "exit code"; fi
grep -q 'no test .* in tests/nowhere' "$DUBAN_TMP/out" || fail "words"
put test_good 'exit 0'
if run build trial nowhere; then fail "exit code beside another"; fi
if run --pattern 'soak_*' build trial; then fail "exit code for a pattern that nothing has"; fi

echo "a test that passes is counted, with a folder of its own that is gone afterwards"
put test_good 'touch "$DUBAN_TMP/x"; [ -d "$DUBAN_BUILD" ]'
run build trial || fail "exit code"
grep -q '^trial: 1 passed, 0 failed$' "$DUBAN_TMP/out" || fail "count"
[ -z "$(ls "$tree/tests/tmp")" ] || fail "the folder is still there"

echo "one that fails is counted, its words are shown, and the exit code says so"
put test_bad 'echo these are its words; exit 3'
if run build trial; then fail "exit code"; fi
grep -q '^trial: 1 passed, 1 failed$' "$DUBAN_TMP/out" || fail "count"
grep -q 'these are its words' "$DUBAN_TMP/out" || fail "words"

echo "with --stop no further test starts"
put test_zzz 'touch "$(dirname "$0")/../ran"'
if run --stop build trial; then fail "exit code"; fi
[ ! -e "$tree/tests/ran" ] || fail "it went on"

echo "one that hangs is ended, with what it started, and counts as failed"
rm "$tree/tests/trial/"*
put test_hang 'deploy/private/mail.sh start "$DUBAN_TMP/m"; sleep 600'
started=$SECONDS
if DUBAN_TEST_LIMIT_S=15 run build trial; then fail "exit code"; fi
[ $((SECONDS - started)) -lt 120 ] || fail "too late"
grep -q '^trial: 0 passed, 1 failed$' "$DUBAN_TMP/out" || fail "count"
port=$(sed -n 's|.*smtp://127.0.0.1:||p' "$DUBAN_TMP/out" | head -n 1)
[ -n "$port" ] || fail "the mail server did not start"
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then fail "the mail server still runs"; fi
