#!/bin/bash
# make demo [PLAN=leshan]: a plan at the turn of the year, from an empty store; by default the county of Haining with its story. Stays
# running; make demo-stop ends it.
#
# usage: run.sh [PLAN]   a folder of deploy/catalog that holds a plan
#
# A private PostgreSQL, a mail server on loopback that delivers into var/mail, the four services; the plan, a sample assignment and two
# years of made-up returns; then story.py (Haining) or plan_story.py (any other) walks through the days. Everything of it is below
# var/ and in one short folder below /tmp for the sockets, whose paths end at 107 bytes.
set -eu -o pipefail
cd "$(dirname "$0")/../.."

root=$PWD
plan=${1:-haining}
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
[ "$plan" = haining ] || begins="2025-12-29 08:30"
say "建库，业务时间定在 $begins，启动服务 (schema, business clock, services)"
duban migrate >"$here/migrate.log"
duban clock set "$begins"
duban up >"$here/up.log"

say "方案、机构和分工、旧台账 (the plan, the organisation and assignment, the opening ledger)"
duban catalog apply deploy/catalog --plan "$plan" --with-samples --by 演示 --reason 启用
duban assign import "deploy/catalog/$plan" --by 演示 --reason 启用 --yes >"$here/assign.log"
tail -n 2 "$here/assign.log"

if [ "$plan" != haining ]; then
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
