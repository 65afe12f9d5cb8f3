#!/usr/bin/python3
"""The days of the demo of a whole plan: its table, then the turn of the year, with the December returns as they come in.

usage: plan_story.py DEMO_FOLDER ROOT PROGRAMS PLAN
Told in the way of story.py, from which it takes its words; there is no schedule: each kind of return arrives on a day before its
own cut-off, from everybody at once.
"""
import collections
import datetime
import re
import sys

from story import Demo, Telling

FIRST, LAST = datetime.date(2025, 12, 29), datetime.date(2026, 1, 16)
BEGINS = "2025-12-29 08:30"
STOPS = ("00:00", "08:30", "17:00")
# Kind (the beginning of its files' names) → when December's is sent; what is not named here is sent with the first.
FIRST_DAY = "2026-01-04 10:00"
ARRIVES = {
    "2026-01-08 10:00": ("hqmsts", "chronic", "signing", "surgery", "visit", "staff", "adverse", "violation", "survey", "statistic"),
    "2026-01-14 10:00": ("drg", "finance", "operation", "township", "insurance"),
}
# So many lines that change in the same way are counted, not named.
MANY = 12


class PlanDemo(Demo):
    VALUED = (*Demo.VALUED, "逾期(预期性)", "达标(保持)")

    def duties(self):
        rows = super().duties()
        self.several = {duty for duty, n in collections.Counter(row["duty"] for row in rows).items() if n > 1}
        return rows

    def called(self, row):
        return f"{row['duty']}·{row['institution_name']}" if row["duty"] in self.several else row["duty"]

    def listed(self, names):
        names = sorted(names)
        return f"{'、'.join(names[:MANY])}{f' 等{len(names)}项' if len(names) > MANY else ''}"


def december(demo):
    """When → paths."""
    when = {prefix: day for day, prefixes in ARRIVES.items() for prefix in prefixes}
    found = collections.defaultdict(list)
    for path in sorted((demo.here / "returns").glob("*/2025-12/*.csv")):
        found[when.get(path.name.split("_")[0], FIRST_DAY)].append(path)
    return found


def walk_day(demo, day, arrivals):
    events = []
    for at in sorted({f"{day} {time}" for time in STOPS} | {when for when in arrivals if when.startswith(str(day))}):
        if at <= BEGINS:
            continue
        demo.advance(at)
        events += demo.new_messages()
        if at in arrivals:
            events += [(at[11:], line) for line in demo.load(arrivals[at])]
            demo.advance(at)  # until all is quiet again
            events += demo.new_messages()
        events += [(at[11:], line) for line in demo.state_changes() + demo.new_calls()]
    return events


def print_states(demo, day):
    """How many lines are in which state; a line at several institutions counts at each."""
    rows = demo.duties()
    lines, counts = len({row["duty"] for row in rows}), collections.Counter(row["state_words"] for row in rows)
    each = f"，分到机构{len(rows)}个 (lines by state, each at its institutions)" if len(rows) > lines else " (lines by state)"
    print(f"\n== {day}，各状态的事项数：{lines}个事项{each}\n")
    print("，".join(f"{words} {n}" for words, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))))


def main(here, root, programs, plan):
    demo = PlanDemo(here, root, programs, plan)
    print("\n== 2025年12月29日（周一）08:30，方案事项 (the lines of the plan)\n", flush=True)
    demo.advance(BEGINS)
    print(demo.duban("duty", "list", "--all").stdout, end="")
    print_states(demo, "2025年12月29日")
    demo.state_changes()
    demo.new_messages()
    demo.new_calls()
    print("\n== 逐日 (day by day)", flush=True)
    arrivals, telling, day = december(demo), Telling(), FIRST
    while day <= LAST:
        telling.day(day, walk_day(demo, day, arrivals))
        day += datetime.timedelta(days=1)
    telling.flush()
    print_states(demo, "2026年1月16日")
    print("\n== 核对：累计数与重新计数 (totals against a recount)\n", flush=True)
    print(demo.duban("audit").stdout, end="")
    first = demo.duties()[0]["duty"]
    text = (demo.root / "deploy/catalog" / plan / "plan.yaml").read_text(encoding="utf-8")
    house = re.search(r'^  node: "([A-Z].*)"$', text, re.M)  # a plan of one house; a county's node is a number
    sheet = ""
    if house and "\n    penalty: {" in text:  # rules with a fine: the sheet for the head of those concerned
        sheet = f"""
   var/demo/duban deduction sheet --of {house.group(1)} --month 2025-12   建议扣减绩效表 (proposed deductions; no message carries them)"""
    print(f"""
== 到这里看 (where to look)

   var/mail/                          每人一个邮箱（Maildir），可以直接打开读信 (one maildir a person)
   var/demo/duban duty list --all     事项现状 (the lines now)
   var/demo/duban duty show {first}    一个事项的全部 (everything about one line)
   var/demo/duban why {first}          为什么是这个状态，谁收到了什么 (why it stands so, who was told what)
   var/demo/duban notice list         通知台账 (the ledger)
   var/demo/duban duty drafts         给平级部门的函稿 (drafts for peers: nothing was sent to them){sheet}
   make demo-stop                     结束 (ends it)""")


if __name__ == "__main__":
    main(*sys.argv[1:])
