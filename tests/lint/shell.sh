#!/bin/bash
# Every shell script of the tree passes shellcheck, every Python script parses.
set -eu -o pipefail
cd "$(dirname "$0")/../.."

# A script is what its first line says it is, whatever its name.
scripts() {
    # shellcheck disable=SC2016  # $0 is awk's
    find deploy tests services .ci -path tests/tmp -prune -o -type f -size -200k -print0 2>/dev/null |
        xargs -0 awk -v want="$1" 'FNR == 1 { if ($0 ~ "^#!.*" want) print FILENAME; nextfile }'
}

scripts '(ba|da)?sh( |$)' | xargs -r shellcheck -x
scripts python | xargs -r /usr/bin/python3 -c '
import ast, sys
for path in sys.argv[1:]:
    ast.parse(open(path, encoding="utf-8").read(), path)
'
