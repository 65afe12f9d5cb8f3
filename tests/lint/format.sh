#!/bin/bash
# Compares the layout of every C file with .clang-format. --write puts it right.
set -eu -o pipefail
cd "$(dirname "$0")/../.."

how=(--dry-run -Werror)
[ "${1:-}" != --write ] || how=(-i)
folders=()
for folder in services tests; do [ ! -d "$folder" ] || folders+=("$folder"); done
find "${folders[@]}" -path tests/tmp -prune -o -name '*.[ch]' -print0 |
    xargs -0 -r -n 20 -P "$(nproc)" clang-format --style=file "${how[@]}"
