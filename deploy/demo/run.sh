#!/bin/bash
# make demo [PLAN=leshan]: a year's end, from an empty store. Stays running; make demo-stop ends it.
#
# usage: run.sh          the story of deploy/catalog/haining/story.md: its lines of Haining's plan, day by day
#        run.sh PLAN     a whole plan (a folder of deploy/catalog that holds one, haining too): all of its lines, with returns of every
#                        kind that they read
#
# A private PostgreSQL, a mail server on loopback that delivers into var/mail, the four services; the plan, a sample assignment and two
# years of made-up returns; then story.py or, of a whole plan, plan_story.py walks through the days. Everything of it is below
# var/ and in one short folder below /tmp for the sockets, whose paths end at 107 bytes.
set -eu -o pipefail
cd "$(dirname "$0")/../.."

root=$PWD
whole=${1:-}
plan=${whole:-haining}
if [ ! -f "deploy/catalog/$plan/plan.yaml" ]; then
    echo "没有这个方案：$plan (no such plan)。可选 (there are)：$(cd deploy/catalog && echo */plan.yaml | sed 's,/plan.yaml,,g')" >&2
    exit 2
fi
# A test runs a demo of its own beside one that somebody looks at.
here=${DUBAN_DEMO:-$root/var/demo}
mail=${DUBAN_DEMO_MAIL:-$root/var/mail}
bin=$(realpath -m "${DUBAN_BUILD:-build}")/bin
seed=20251215
kinds=discharge,drg_result,finance_month,bed_month
export LC_ALL=C.UTF-8 TZ=Asia/Shanghai

say() { printf '\n== %s\n' "$*"; }
duban() { "$bin/duban" --config "$here/duban.yaml" "$@"; }

ended() {
    local code=$?
    if [ $code != 0 ]; then
        echo "演示没有走完；日志在 $here/run，make demo-stop 清理 (the demo did not get through: see the logs)" >&2
    fi
}
trap ended EXIT

deploy/demo/stop.sh --quiet
rm -rf "$here" "$mail"
mkdir -p "$here/run" "$mail"
chmod 0700 "$here/run"
mktemp -d /tmp/duban-demo.XXXXXX >"$here/bus.dir"

say "数据库和邮件服务器 (a private PostgreSQL, a mail server on loopback)"
# --fast: the store is thrown away at the next start, so nothing waits for the disk.
conninfo=$(deploy/private/pg.sh start "$here" --fast)
smtp=$(deploy/private/mail.sh start "$here" --maildirs "$mail")
(umask 077 && cat >"$here/duban.yaml" <<YAML
# Written by deploy/demo/run.sh; gone with make demo-stop.
run_dir: $here/run
sweep_ms: 500
database:
  conninfo: ${conninfo/ user=postgres/}
bus:
  dir: $(cat "$here/bus.dir")
ingest:
  key: $(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
notify:
  mode: allow-list
  allow_list: "@${plan//_/-}.invalid"
  smtp:
    url: $smtp
    from: duban@${plan//_/-}.invalid
YAML
)
# For the reader: one word instead of three.
printf '#!/bin/sh\nexec %q --config %q "$@"\n' "$bin/duban" "$here/duban.yaml" >"$here/duban"
chmod +x "$here/duban"

begins="2025-12-15 08:30"
[ -z "$whole" ] || begins="2025-12-29 08:30"
say "建库，业务时间定在 $begins，启动服务 (schema, business clock, services)"
duban migrate >"$here/migrate.log"
duban clock set "$begins"
duban up >"$here/up.log"

# Of many warnings the first ones, and how many there are.
some_of() {
    awk -v most=5 -v all="$1" '
        /警告/ && ++n > most { next }
        !/警告/ && n > most { printf "警告共%d条，以上是前%d条，全部在 %s (so many warnings)\n", n, most, all; n = 0 }
        { print }' "$1"
}

say "方案、机构和分工、旧台账 (the plan, the organisation and assignment, the opening ledger)"
assignment=deploy/catalog/$plan
duban catalog apply deploy/catalog --plan "$plan" --with-samples --by 演示 --reason 启用 >"$here/apply.log" 2>&1 || {
    cat "$here/apply.log" >&2
    exit 1
}
some_of "$here/apply.log"
if [ -n "$whole" ]; then
    assignment=$here/assignment
    deploy/demo/whole_assignment.py "deploy/catalog/$plan" "$assignment"
fi
duban assign import "$assignment" --by 演示 --reason 启用 --yes >"$here/assign.log"
tail -n 2 "$here/assign.log"

if [ -n "$whole" ]; then
    say "编造2024年1月至2025年12月的报表，只造方案事项要用的数据类别 (made-up returns: the kinds that the plan's lines read)"
    "$bin/duban-gen" --plan "$plan" --seed $seed --from 2024-01 --to 2025-12 --rows-per-month 100 --out "$here/returns"

    say "报送到2025年11月 (loading up to November 2025)"
    folders=()
    for folder in "$here"/returns/*/2024-* "$here"/returns/*/2025-0* "$here"/returns/*/2025-1[01]; do
        [ ! -d "$folder" ] || folders+=("$folder")
    done
    duban ingest --unattended --by 演示 --summary --progress "${folders[@]}"
    exec /usr/bin/python3 deploy/demo/plan_story.py "$here" "$root" "$bin" "$plan"
fi

say "编造2024年1月至2025年12月的报表 (made-up returns of two years)"
"$bin/duban-gen" --seed $seed --from 2024-01 --to 2025-12 --kinds $kinds --out "$here/returns"
"$bin/duban-gen" --seed $seed --from 2025-12 --to 2025-12 --kinds discharge --undercode H03:2025-12:0.6 --out "$here/first"

say "报送到2025年11月 (loading up to November 2025)"
folders=()
for folder in "$here"/returns/*/2024-* "$here"/returns/*/2025-0* "$here"/returns/*/2025-1[01]; do folders+=("$folder"); done
duban ingest --unattended --by 演示 --summary --progress "${folders[@]}" deploy/catalog/haining/returns/2025-12-15
/usr/bin/python3 deploy/demo/story.py "$here" "$root" "$bin" "$mail"
