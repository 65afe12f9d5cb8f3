"""A random history of a county: files sent, sent again, held, withdrawn, definitions changed, the clock stepped, processes killed.

The same seed makes the same history. What the totals must be in the end is counted here, by hand-written rules over what was sent, from the
fate that ingest published for each file (committed in which order, withdrawn or not); services/ has no part in the counting."""
import csv
import hashlib
import io
import random
import shutil
import subprocess

import scenario
from world import ROOT, Failed, expect

HOSPITALS = ["H01", "H02", "H03"]
TOWNSHIPS = [f"T{n:02d}" for n in range(1, 5)]
MONTHS = ["2025-03", "2025-04", "2025-05"]
COLUMNS = ["A01", "A48", "A49", "B12", "B15", "B20", "B38", "A12C", "A14", "A46C", "B11C", "B13C", "B16C", "C03C", "C05C", "B34C", "B36C",
           "D01", "D09", "C14x01C", "C16x01", "C17x01", "C21x01C", "C22x01C"]
# How often a step is what, in a thousand; the rest are files.
WITHDRAW, DECIDE, STEP_CLOCK, CATALOG, KILL = 50, 40, 12, 4, 8
FILES_OF_A_CALL = 30
START = "2025-06-02 09:00"


def month_number(month):
    year, m = month.split("-")
    return int(year) * 12 + int(m) - 1


class History:
    def __init__(self, world, seed, say=lambda words: None):
        self.world, self.random, self.say = world, random.Random(seed), say
        self.sent = {}  # content hash → (kind, institution, month or None, what it counts for)
        self.hours = 0
        self.steps = {"send": 0, "withdraw": 0, "decide": 0, "clock": 0, "catalog": 0, "kill": 0}

    # ---- making files ----

    def prepare(self):
        made = self.world.dir / "made"
        subprocess.run([str(self.world.bin / "duban-gen"), "--seed", "5", "--from", MONTHS[0], "--to", MONTHS[-1], "--rows-per-month", "40",
                        "--dirt", "0", "--kinds", "discharge", "--out", str(made)], check=True, capture_output=True, cwd=ROOT)
        self.stays = {}
        for path in made.rglob("hqmsts_*.csv"):
            raw = path.read_bytes()
            try:
                text = raw.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = raw.decode("gb18030")
            rows = []
            for row in csv.DictReader(io.StringIO(text)):
                by_name = {name.upper(): value for name, value in row.items()}
                rows.append([by_name[name.upper()] for name in COLUMNS])
            self.stays[path.parts[-3], path.parts[-2]] = rows
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
        rows = [list(row) for row in self.stays[of, month]]
        for _ in range(self.random.randrange(0, 3)):
            rows.pop(self.random.randrange(len(rows)))
        operation = COLUMNS.index("C14x01C")
        for row in rows:
            if self.random.random() < 0.05:
                row[operation:] = ["-"] * (len(COLUMNS) - operation)
        operated = sum(row[operation] not in ("", "-") for row in rows)
        if self.random.random() < 0.2:
            rows.append(list(rows[0]))  # the same row twice counts once
        counts = {"discharges": (len({tuple(r) for r in rows}), len({tuple(r) for r in rows})), "surgery_discharges": (operated, operated)}
        return f"hqmsts_{month.replace('-', 'M')}.csv", COLUMNS, rows, ("discharge", of, month, counts)

    def bed(self):
        of, month = self.random.choice(HOSPITALS + TOWNSHIPS), self.random.choice(MONTHS)
        opened = self.random.randrange(900, 9000)
        used = self.random.randrange(300, opened)
        counts = {"open_bed_days": (1, opened), "occupied_bed_days": (1, used), "both": (1, opened + used)}
        return (f"bed_{of}_{month.replace('-', 'M')}.csv", ["institution_code", "period", "open_bed_days", "occupied_bed_days"],
                [[of, month, str(opened), str(used)]], ("bed_month", of, month, counts))

    def milestone(self):
        of, item = self.random.choice(HOSPITALS), self.random.choice(["alpha", "beta"])
        document = f"文{self.random.randrange(4)}"
        day = f"2025-0{self.random.randrange(3, 6)}-{self.random.randrange(10, 28)}"
        return (f"milestone_{of}.csv", ["institution_code", "item", "reached_on", "quantity", "document"],
                [[of, item, day, str(self.random.randrange(1, 9)), document]],
                ("milestone", of, None, {"key": item}))

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
            self.world.duban("batch", "withdraw", self.random.choice(found)[0], "--by", "history", "--reason", "random", check=False)
        self.steps["withdraw"] += 1

    def decide(self):
        for batch, in self.world.rows("SELECT batch_id FROM ingest.batch WHERE state = 'held' ORDER BY batch_id"):
            verb = self.random.choice(["accept", "reject"])
            self.world.duban("batch", verb, batch, "--by", "history", "--reason", "random", check=False)
        self.steps["decide"] += 1

    def step_clock(self):
        self.hours += self.random.randrange(1, 15)
        day, hour = divmod(9 + self.hours, 24)
        date = scenario.day_after("2025-06-02", day)
        self.world.step(f"{date} {hour:02d}:00")
        self.steps["clock"] += 1

    def change_catalog(self):
        self.catalog = 1 - self.catalog
        self.world.apply("haining", self.catalogs[self.catalog])
        self.steps["catalog"] += 1

    def kill(self):
        service = self.random.choice(list(self.world.services.values()))
        service.process.kill()  # the supervisor starts it again
        self.steps["kill"] += 1

    def run(self, steps):
        self.prepare()
        self.world.migrate()
        self.world.clock_set(START)
        self.world.apply("haining", self.catalogs[0])
        self.world.up()
        self.world.assign("haining", self.catalogs[0])
        said = 0
        with self.world.supervise():
            while sum(self.steps.values()) < steps:
                dice = self.random.randrange(1000)
                # sends come many at a time; the shares are of all steps, roughly
                for share, step in ((WITHDRAW, self.withdraw), (DECIDE, self.decide), (STEP_CLOCK, self.step_clock),
                                    (CATALOG, self.change_catalog), (KILL, self.kill)):
                    if dice < share * 4:
                        step()
                        break
                    dice -= share * 4
                else:
                    self.send(self.random.randrange(1, FILES_OF_A_CALL + 1))
                if sum(self.steps.values()) // 1000 > said:
                    said = sum(self.steps.values()) // 1000
                    self.say(f"{self.steps}")
            self.world.quiet()

    # ---- what must be true in the end ----

    def expected_totals(self):
        """(institution, measure, month) → (rows, sum), from what was sent and its fate."""
        fates = self.world.rows("SELECT i.code, b.kind, coalesce(b.period, -1), b.state, b.lane_number, b.content_sha256, b.batch_id "
                                "FROM ingest.v_batch b JOIN alert.v_institution i USING (institution_id) ORDER BY b.lane_number")
        current, rows_in_force = {}, {}
        for code, kind, period, state, _lane_number, sha, _batch in fates:
            facts = self.sent.get(sha)
            if facts is None:
                raise Failed(f"a batch of a file that was never sent: {sha}")
            if state != "committed":
                continue
            if kind == "milestone":
                rows_in_force[code, facts[3]["key"]] = sha
            else:
                current[code, kind, int(period)] = facts[3]
        totals = {}
        for (code, _kind, period), counts in current.items():
            for measure, sums in counts.items():
                totals[code, measure, period] = sums
        return totals, len(rows_in_force)

    def check(self):
        audit = self.world.duban("audit", check=False)
        expect(audit.code, 0, f"audit: {audit.out[-2000:]}")
        expect(self.world.parked(), [], "parked work")
        totals, keys = self.expected_totals()
        names = {"occupied_bed_days": "both" if self.catalog == 1 else "occupied_bed_days"}
        found = {(code, measure, int(month)): (int(rows), int(total)) for code, measure, month, rows, total in self.world.rows(
            "SELECT i.code, t.measure, t.month, t.row_count, t.total FROM compute.v_total t JOIN alert.v_institution i "
            "USING (institution_id) WHERE t.measure IN ('discharges', 'surgery_discharges', 'open_bed_days', 'occupied_bed_days')")}
        wanted = {}
        for (code, measure, month), sums in totals.items():
            for name in ("discharges", "surgery_discharges", "open_bed_days", "occupied_bed_days"):
                if names.get(name, name) == measure:
                    wanted[code, name, month] = sums
        wanted = {key: sums for key, sums in wanted.items() if sums != (0, 0)}
        found = {key: sums for key, sums in found.items() if sums != (0, 0)}
        wrong = {key: (found.get(key), wanted.get(key)) for key in set(found) | set(wanted) if found.get(key) != wanted.get(key)}
        expect(wrong, {}, "totals (found, wanted)")
        if len(wanted) < 20:
            raise Failed(f"only {len(wanted)} totals were compared")
        expect(self.world.one("SELECT count(*) FROM ingest.v_current_milestone"), str(keys), "milestones in force")
        twice = self.world.rows("SELECT notice_key, count(*) FROM notify.v_notice GROUP BY alliance_id, notice_key HAVING count(*) > 1")
        expect(twice, [], "notice keys that stand twice")
        carried = self.world.rows("SELECT n.notice_id, m.channel, count(*) FROM notify.v_message_notice n JOIN notify.v_message m "
                                  "USING (message_id) GROUP BY 1, 2 HAVING count(*) > 1")
        expect(carried, [], "notices that two messages of a channel carry")
        doubles = scenario.doubles(self.world)
        told = int(self.world.one("SELECT count(*) FROM notify.v_message WHERE maybe_twice"))
        if len(doubles) > told:
            raise Failed(f"{len(doubles)} mails came twice, the ledger says so of {told}")
