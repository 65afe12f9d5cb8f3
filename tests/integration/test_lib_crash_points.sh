#!/bin/bash
# services/lib/crash_points.txt lists exactly the crash points that stand in the sources, each once, by its process.
set -eu
cd "$(dirname "$0")/../.."

found=$(mktemp)
listed=$(mktemp)
trap 'rm -f "$found" "$listed"' EXIT

grep -rhoE --include='*.c' 'CRASH_POINT\("[^"]*"\)' services | sed 's/.*("\(.*\)")/\1/' | LC_ALL=C sort >"$found"
LC_ALL=C sort services/lib/crash_points.txt >"$listed"

bad=$(uniq -d "$listed")
[ -z "$bad" ] || { echo "listed twice: $bad"; exit 1; }
uniq "$found" | diff - "$listed" >/dev/null || {
    echo "services/lib/crash_points.txt (>) is not what the sources say (<):"
    uniq "$found" | diff - "$listed"
    exit 1
}
bad=$(grep -vE '^(ingest|compute|alert|notify|duban|lib|shared)\.[a-z0-9_]+$' "$listed" || true)
[ -z "$bad" ] || { echo "not of the form process.where: $bad"; exit 1; }
echo "$(wc -l <"$listed") crash points, all listed"
