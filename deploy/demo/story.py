#!/usr/bin/python3
"""The days of the demo: steps business time, sends what arrives (schedule.tsv), and says what happened, day by day.

usage: story.py DEMO_FOLDER ROOT PROGRAMS MAILDIRS
Everything is told by the operator's command; nothing is read from the database. The words are the same in every run: numbers of
batches, notices and processes are left out, and what happens at the same minute is sorted.
"""
import collections
import csv
import datetime
import email
import email.policy
import json
import pathlib
import shlex
import subprocess
import sys

FIRST, LAST = datetime.date(2025, 12, 15), datetime.date(2026, 1, 20)
# Between these, a day is walked through in one go: when windows open, when returns are due, when a time limit is past.
STOPS = ("00:00", "08:30", "10:00", "14:00", "16:00", "17:00")
WEEKDAYS = "一二三四五六日"
# So many returns that are asked for at the same minute are told in one line.
MANY = 4


class Demo:
    VALUED = ("逾期未完成", "滞后", "达标待销号")  # states that are told with their number

    def __init__(self, here, root, programs, plan="haining"):
        self.here, self.root, self.programs = pathlib.Path(here), pathlib.Path(root), pathlib.Path(programs)
        assignment = self.root / "deploy/catalog" / plan / "assignment"
        self.people = {row["code"]: row for row in read_table(assignment / "person.tsv")}
        self.rank = {code: rank for rank, code in enumerate(self.people)}
        posts = {row["code"]: row["name"] for row in read_table(assignment / "post.tsv")}
        self.roles = collections.defaultdict(list)
        for row in read_table(assignment / "holder.tsv"):
            self.roles[row["person"]].append(f"{posts[row['post']]}{row['role']}角")
        self.states, self.told, self.calls = {}, set(), set()

    def duban(self, *words, check=True):
        done = subprocess.run([self.programs / "duban", "--config", self.here / "duban.yaml", *map(str, words)],
                              capture_output=True, text=True)
        if check and done.returncode != 0:
            sys.exit(f"duban {' '.join(map(str, words))}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def ask(self, *words):
        return json.loads(self.duban("-o", "json", *words).stdout)

    # ---- what is the case ----

    def duties(self):
        return self.ask("duty", "list", "--all")

    def state_changes(self):
        """Groups lines by what became of them: (before, after) → names."""
        now = self.duties()
        several = collections.Counter(row["duty"] for row in now)
        changes = collections.defaultdict(list)
        for row in now:
            key = (row["duty"], row["institution"])
            after = row["state_words"]
            before = self.states.get(key)
            if before is not None and before[0] != after:
                place = f"·{row['institution_name']}" if several[row["duty"]] > 1 else ""
                value = f" {row['value']}" if row["value"] and after in self.VALUED else ""
                changes[before[0], after].append(f"{row['duty']}{place}{value}")
            self.states[key] = (after, row["value"])
        return [f"{before or '（新）'} → {after}：{self.listed(names)}" for (before, after), names in sorted(changes.items())]

    def new_messages(self):
        """One line a message: time, who, subject; both channels of a message in one line. Many alike share a line."""
        found = collections.defaultdict(set)
        for row in self.ask("notice", "list", "--limit", 1000):
            if row["sent"] and row["message"] is not None and row["message"] not in self.told:
                found[row["sent"], row["person"], row["subject"]].add((row["message"], row["template"]))
        alike = collections.defaultdict(list)
        for (sent, person, subject), parts in found.items():
            self.told |= {message for message, _ in parts}
            kinds = {template for _, template in parts}
            alike[sent[11:], kinds.pop() if len(kinds) == 1 else ""].append((person, subject))
        lines = []
        for (at, kind), messages in sorted(alike.items()):
            if len(messages) >= MANY and kind.startswith("报送"):
                lines.append((at, 0, f"【演示】【{kind}】{len(messages)}人各一封：{self.posts(person for person, _ in messages)}"))
            else:
                lines += [(at, self.rank[person], f"{self.who(person)}：{subject}") for person, subject in messages]
        return [(at, words) for at, _, words in sorted(lines)]

    def new_calls(self):
        rows = self.ask("duty", "calls", "--all")
        new = collections.defaultdict(list)
        for row in rows:
            if row["call"] not in self.calls:
                new[row["post_name"], row["why"]].append(self.called(row))
        self.calls |= {row["call"] for row in rows}
        return [f"待打电话：{post}（{why}）{self.listed(names)}" for (post, why), names in sorted(new.items())]

    def called(self, row):
        return row["duty"]

    def listed(self, names):
        return "、".join(sorted(names))

    def posts(self, people):
        return "、".join(self.post(person) for person in sorted(people, key=self.rank.get))

    def post(self, person):
        return self.roles[person][0] if self.roles[person] else person

    def who(self, person):
        return f"{self.people[person]['salutation']}（{self.post(person)}）"

    # ---- what is done ----

    def advance(self, when):
        self.duban("clock", "advance", "--to", when)

    def files(self, words, folder):
        kind, *institutions = words.split()
        for code in institutions:
            yield next((self.here / folder / code / "2025-12").glob(f"{kind}_*.csv"))

    def send(self, what, words):
        if what == "folder":
            paths = [self.root / "deploy/catalog/haining/returns" / words]
        else:
            paths = list(self.files(words, "returns" if what == "month" else "first"))
        return self.load(paths)

    def load(self, paths):
        """Sends files; one line a kind."""
        rows = self.ask("ingest", "--unattended", "--by", "演示", *paths)
        by_kind = collections.defaultdict(list)
        for row in rows:
            again = row["period"] and (row["rows_changed"] or row["rows_gone"])
            changed = f"（整月重报：改动{row['rows_changed']}行，少{row['rows_gone']}行）" if again else ""
            by_kind[row["kind_name"], row["period"], row["state_words"]].append(f"{row['institution_name']}{changed}")
        return [f"收到{kind}{' ' + period if period else ''}：{'、'.join(names)}{'' if state == '已入库' else f'（{state}）'}"
                for (kind, period, state), names in by_kind.items()]

    def act(self, words):
        done = self.duban("act", *shlex.split(words), check=False)
        answer = (done.stdout or done.stderr.split(" (")[0]).strip().splitlines()
        return [f"$ duban act {words}", "  " + "；".join(line for line in answer if line)]


def read_table(path):
    with open(path, encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def read_schedule(path):
    schedule = collections.defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            when, what, words = line.split("\t")
            schedule[when].append((what, words))
    return schedule


def day_title(day):
    return f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


class Telling:
    """Prints a day under its title; days on which nothing happens share a line."""

    def __init__(self):
        self.silent = []

    def flush(self):
        if self.silent:
            first, last = self.silent[0], self.silent[-1]
            print(f"\n-- {day_title(first)}{'' if first == last else ' 至 ' + day_title(last)}：没有要说的")
            self.silent = []

    def day(self, day, events):
        if not events:
            self.silent.append(day)
            return
        self.flush()
        print(f"\n-- {day_title(day)}")
        for at, words in events:
            print(f"   {at}  {words}")
        sys.stdout.flush()


def walk_day(demo, day, schedule, begins):
    events = []
    stops = sorted({f"{day} {time}" for time in STOPS} | {when for when in schedule if when.startswith(str(day))})
    for when in stops:
        if when <= begins:
            continue
        demo.advance(when)
        events += demo.new_messages()  # of the way to here
        arrived = [line for what, words in schedule.get(when, []) for line in (demo.act(words) if what == "act" else demo.send(what, words))]
        events += [(when[11:], line) for line in arrived]
        if arrived:
            demo.advance(when)  # until all is quiet again
            events += demo.new_messages()
        events += [(when[11:], line) for line in demo.state_changes() + demo.new_calls()]
    return events


def print_one_mail(maildirs):
    """The correction, as its reader sees it."""
    for path in sorted(pathlib.Path(maildirs).glob("yizheng.a@*/new/*")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if "更正" in str(message["Subject"]):
            print(f"收件人：{message['To']}\n主题：{message['Subject']}\n\n{message.get_content().rstrip()}")
            return
    print("（没有更正）")


def main(here, root, programs, maildirs):
    demo = Demo(here, root, programs)
    print("\n== 2025年12月15日（周一）08:30，方案事项 (the lines of the plan)\n", flush=True)
    demo.advance("2025-12-15 08:30")
    print(demo.duban("duty", "list", "--all").stdout, end="")
    demo.state_changes()
    print("\n== 逐日 (day by day)", flush=True)
    schedule = read_schedule(demo.root / "deploy/demo/schedule.tsv")
    telling, day = Telling(), FIRST
    while day <= LAST:
        telling.day(day, walk_day(demo, day, schedule, "2025-12-15 08:30"))
        day += datetime.timedelta(days=1)
    telling.flush()
    print("\n== 一封更正信 (the letter that takes one back)\n")
    print_one_mail(maildirs)
    print("\n== 核对：累计数与重新计数 (totals against a recount)\n", flush=True)
    print(demo.duban("audit").stdout, end="")
    print(f"""
== 到这里看 (where to look)

   var/mail/                          每人一个邮箱（Maildir），可以直接打开读信 (one maildir a person)
   var/demo/duban duty list           事项现状 (the lines now)
   var/demo/duban duty show HN-006    一个事项的全部 (everything about one line)
   var/demo/duban why HN-006          为什么是这个状态，谁收到了什么 (why it stands so, who was told what)
   var/demo/duban explain surgery_share --of 330481 --period 2025-12 --window ytd   数从哪来 (where the number comes from)
   var/demo/duban notice list         通知台账 (the ledger)
   var/demo/duban letterbox yizheng.a 站内信 (the page in the product)
   var/demo/duban duty drafts         给平级部门的函稿 (drafts for peers: nothing was sent to them)
   make demo-stop                     结束 (ends it)""")


if __name__ == "__main__":
    main(*sys.argv[1:])
