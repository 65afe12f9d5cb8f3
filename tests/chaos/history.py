"""A random history of a county: files sent, sent again, held, withdrawn, definitions changed, the clock stepped, processes killed, the database
crashed.

The same seed makes the same history. What the totals must be in the end is counted here, by hand-written rules over what was sent, from the
fate that ingest published for each file (committed in which order, withdrawn or not); services/ has no part in the counting."""
import csv
import hashlib
import io
import random
import shutil
import signal
import subprocess

import scenario
from world import ROOT, Failed, expect

HOSPITALS = ["H01", "H02", "H03"]
TOWNSHIPS = [f"T{n:02d}" for n in range(1, 5)]
MONTHS = ["2025-09", "2025-10", "2025-11"]
# Of the plan: compute keeps a sum of each by institution and month.
ITEMS = ["emergency_centres", "ct", "oriented_students"]
# How many of a thousand steps are what; the rest are files.
SHARES = {"withdraw": 22, "decide": 18, "clock": 5, "catalog": 2, "kill": 4, "database": 1}
FILES_OF_A_CALL = 30
# Returns are asked for since October (scenario.py), and most lines end with the year: there is something to say to many.
START_DAY, START_HOUR = "2025-12-12", 9
HOURS_OF_A_STEP = 36


def month_number(month):
    year, m = month.split("-")
    return int(year) * 12 + int(m) - 1


class History:
    def __init__(self, world, seed, say=lambda words: None):
        self.world, self.random, self.say = world, random.Random(seed), say
        # content hash → (kind, institution, month or None, what it counts for: measure → (rows, sum); of milestones item → (month, quantity))
        self.sent = {}
        self.hours = 0
        self.steps = {"send": 0, **dict.fromkeys(SHARES, 0)}
        # what really happened of it
        self.done = {"withdraw": 0, "accept": 0, "reject": 0, "restart": 0, "database": 0}

    # ---- making files ----

    def prepare(self):
        made = self.world.dir / "made"
        subprocess.run([str(self.world.bin / "duban-gen"), "--seed", "5", "--from", MONTHS[0], "--to", MONTHS[-1], "--rows-per-month", "25",
                        "--dirt", "0", "--kinds", "discharge", "--out", str(made)], check=True, capture_output=True, cwd=ROOT)
        self.stays = {}
        for path in made.rglob("hqmsts_*.csv"):
            raw = path.read_bytes()
            try:
                text = raw.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = raw.decode("gb18030")
            header, *rows = csv.reader(io.StringIO(text))
            self.stays[path.parts[-3], path.parts[-2]] = header, rows
        self.files = self.world.dir / "sent"
        self.files.mkdir()
        self.catalogs = [scenario.make_county(self.world)]
        second = self.world.dir / "catalog-2"
        shutil.copytree(self.catalogs[0], second)
        indicators = second / "base/indicators.yaml"
        text = indicators.read_text()
        changed = text.replace('of: "sum(occupied_bed_days)"', 'of: "sum(occupied_bed_days + open_bed_days)"')
        if changed == text:
            raise Failed("the measure of occupied bed days is not there to be changed")
        indicators.write_text(changed)
        self.catalogs.append(second)
        self.catalog = 0

    def discharge(self):
        of, month = self.random.choice(HOSPITALS), self.random.choice(MONTHS)
        header, made = self.stays[of, month]
        rows = [list(row) for row in made]
        for _ in range(self.random.randrange(0, 3)):
            rows.pop(self.random.randrange(len(rows)))
        codes = [name.upper() for name in header]  # hospitals write them as they like
        operation = codes.index("C14X01C")
        after = max(i for i, code in enumerate(codes) if code.startswith("C44X")) + 1  # all that is said about operations
        for row in rows:
            if self.random.random() < 0.05:
                row[operation:after] = ["-"] * (after - operation)
        operated = sum(row[operation] not in ("", "-") for row in rows)
        if self.random.random() < 0.2:
            rows.append(list(rows[0]))  # the same row twice counts once
        counts = {"discharges": (len({tuple(r) for r in rows}), len({tuple(r) for r in rows})), "surgery_discharges": (operated, operated)}
        return f"hqmsts_{month.replace('-', 'M')}.csv", header, rows, ("discharge", of, month, counts)

    def bed(self):
        of, month = self.random.choice(HOSPITALS + TOWNSHIPS), self.random.choice(MONTHS)
        opened = self.random.randrange(900, 9000)
        used = self.random.randrange(300, opened)
        counts = {"open_bed_days": (1, opened), "occupied_bed_days": (1, used), "both": (1, opened + used)}
        return (f"bed_{of}_{month.replace('-', 'M')}.csv", ["institution_code", "period", "open_bed_days", "occupied_bed_days"],
                [[of, month, str(opened), str(used)]], ("bed_month", of, month, counts))

    def milestone(self):
        of, rows, counts = self.random.choice(HOSPITALS), [], {}
        for item in self.random.sample(ITEMS, self.random.randrange(1, 3)):
            month, quantity = self.random.choice(MONTHS), self.random.randrange(1, 9)
            rows.append([of, item, f"{month}-{self.random.randrange(10, 28)}", str(quantity), f"文{self.random.randrange(4)}"])
            counts[item] = month_number(month), quantity
        return (f"milestone_{of}.csv", ["institution_code", "item", "reached_on", "quantity", "document"], rows,
                ("milestone", of, None, counts))

    def make_file(self):
        name, header, rows, facts = self.random.choices([self.discharge, self.bed, self.milestone], [3, 6, 1])[0]()
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)
        content = out.getvalue().encode("gb18030" if self.random.random() < 0.3 else "utf-8")
        self.sent.setdefault(hashlib.sha256(content).hexdigest(), facts)
        folder = self.files / f"{sum(self.steps.values())}-{self.random.randrange(1 << 30)}"
        folder.mkdir()
        (folder / name).write_bytes(content)
        return folder / name

    # ---- steps ----

    def send(self, count):
        paths = [self.make_file() for _ in range(count)]
        if self.random.random() < 0.3:
            paths.append(paths[0])  # the same content again
        self.world.ingest(*paths, check=False)
        for path in paths[:count]:
            shutil.rmtree(path.parent)
        self.steps["send"] += len(paths)

    def withdraw(self):
        found = self.world.rows("SELECT batch_id FROM ingest.v_batch WHERE state = 'committed' ORDER BY batch_id")
        if found:
            self.decided("withdraw", self.random.choice(found)[0])
        self.steps["withdraw"] += 1

    def decided(self, verb, batch):
        answer = self.world.duban("batch", verb, batch, "--by", "history", "--reason", "random", check=False)
        self.done[verb] += answer.code == 0

    def decide(self):
        for batch, in self.world.rows("SELECT batch_id FROM ingest.batch WHERE state = 'held' ORDER BY batch_id"):
            self.decided(self.random.choice(["accept", "reject"]), batch)
        self.steps["decide"] += 1

    def step_clock(self):
        self.hours += self.random.randrange(1, HOURS_OF_A_STEP)
        day, hour = divmod(START_HOUR + self.hours, 24)
        self.world.step(f"{scenario.day_after(START_DAY, day)} {hour:02d}:00")
        self.steps["clock"] += 1

    def change_catalog(self):
        self.catalog = 1 - self.catalog
        self.world.apply("haining", self.catalogs[self.catalog])
        self.steps["catalog"] += 1

    def kill(self):
        service = self.random.choice(list(self.world.services.values()))
        service.process.kill()  # the supervisor starts it again
        self.steps["kill"] += 1

    def crash_database(self):
        """In the middle of what the last files have set going."""
        self.world.crash_database()
        self.done["database"] += 1
        self.steps["database"] += 1

    def next_step(self, steps):
        """By what is left of each kind's share, so that in the end each had its share; files come many at a time."""
        left = {step: max(steps * share / 1000 - self.steps[step], 0) for step, share in SHARES.items()}
        left["send"] = max(steps * (1000 - sum(SHARES.values())) / 1000 - self.steps["send"], 0) / (FILES_OF_A_CALL / 2)
        (step,) = self.random.choices(list(left), list(left.values()))
        return step

    def run(self, steps):
        self.prepare()
        self.world.migrate()
        self.world.clock_set(f"{START_DAY} {START_HOUR:02d}:00")
        self.world.apply("haining", self.catalogs[0])
        self.world.up()
        self.world.assign("haining", self.catalogs[0])
        said = 0
        others = {"withdraw": self.withdraw, "decide": self.decide, "clock": self.step_clock, "catalog": self.change_catalog,
                  "kill": self.kill, "database": self.crash_database}
        with self.world.supervise() as supervisor:
            while sum(self.steps.values()) < steps:
                step = self.next_step(steps)
                if step == "send":
                    self.send(self.random.randrange(1, FILES_OF_A_CALL + 1))
                else:
                    others[step]()
                if sum(self.steps.values()) // 1000 > said:
                    said = sum(self.steps.values()) // 1000
                    self.say(f"{self.steps}")
            self.world.quiet()
        self.done["restart"] = sum(code == -signal.SIGKILL for _, code in supervisor.deaths)

    # ---- what must be true in the end ----

    def fates(self):
        """(institution, kind, month, facts) of each committed file, in the order of its lane: the later one counts."""
        for code, kind, period, state, sha in self.world.rows(
                "SELECT i.code, b.kind, coalesce(b.period, -1), b.state, b.content_sha256 FROM ingest.v_batch b "
                "JOIN alert.v_institution i USING (institution_id) ORDER BY b.lane_number"):
            if sha not in self.sent:
                raise Failed(f"a batch of a file that was never sent: {sha}")
            if state == "committed":
                yield code, kind, int(period), self.sent[sha][3]

    def expected(self):
        """(institution, measure, month) → (rows, sum) and (institution, item) → (month, quantity), from what was sent and its fate. A
        snapshot counts while it is its month's last file; of a milestone the last row of its item, whichever file it came in."""
        current, reached = {}, {}
        for code, kind, period, counts in self.fates():
            if kind == "milestone":
                reached.update({(code, item): said for item, said in counts.items()})
            else:
                current[code, kind, period] = counts
        occupied = "both" if self.catalog == 1 else "occupied_bed_days"
        totals = {(code, measure, period): sums for (code, _kind, period), counts in current.items() for measure, sums in counts.items()
                  if measure not in ("both", "occupied_bed_days")}
        totals.update({(code, "occupied_bed_days", period): counts[occupied] for (code, _kind, period), counts in current.items()
                       if occupied in counts})
        totals.update({(code, f"milestone:{item}", month): (1, quantity) for (code, item), (month, quantity) in reached.items()})
        return {key: sums for key, sums in totals.items() if sums != (0, 0)}, reached

    def check_numbers(self):
        audit = self.world.duban("audit", check=False)
        expect(audit.code, 0, f"audit: {audit.out[-2000:]}")
        wanted, reached = self.expected()
        measures = ["discharges", "surgery_discharges", "open_bed_days", "occupied_bed_days", *(f"milestone:{item}" for item in ITEMS)]
        found = {(code, measure, int(month)): (int(rows), int(total)) for code, measure, month, rows, total in self.world.rows(
            "SELECT i.code, t.measure, t.month, t.row_count, t.total FROM compute.v_total t JOIN alert.v_institution i "
            "USING (institution_id) WHERE (t.row_count <> 0 OR t.total <> 0) AND t.measure = ANY(string_to_array(:'m', ' '))",
            m=" ".join(measures))}
        wrong = {key: (found.get(key), wanted.get(key)) for key in set(found) | set(wanted) if found.get(key) != wanted.get(key)}
        expect(wrong, {}, "totals (found, wanted)")
        missing = [measure for measure in measures if not any(key[1] == measure for key in wanted)]
        if len(wanted) < 20 or missing:
            raise Failed(f"only {len(wanted)} totals were compared, none of {missing}")
        in_force = {(code, item): (int(month), int(quantity)) for code, item, month, quantity in self.world.rows(
            "SELECT i.code, m.item, m.month, m.quantity FROM ingest.v_current_milestone m JOIN alert.v_institution i USING (institution_id)")}
        expect(in_force, reached, "milestones in force")

    def check(self):
        expect(self.world.parked(), [], "parked work")
        self.check_numbers()
        missing = [what for what, times in self.done.items() if times == 0]
        expect(missing, [], f"what never happened ({self.steps}, {self.done})")
        if scenario.notices_told(self.world) < 20:
            raise Failed("hardly anything was said to anybody: nothing was compared")
        expect(scenario.undoubted_doubles(self.world), set(), "letters that came twice and of which the ledger does not say so")
