#!/usr/bin/env python3
"""duban simulate: a small plan whose year was counted by hand on a paper calendar, and the ten plans twice.

The calendar of the hand count: 2025-02-08 (a Saturday) and 2025-01-26 are make-up working days, 01-28 to 02-04 and 04-04 to 04-06 are rest days.
"""
import json
import os
import pathlib
import shutil
import subprocess
import unittest

PROGRAM = os.environ["DUBAN_BUILD"] + "/bin/duban"
FOLDER = pathlib.Path(os.environ["DUBAN_TMP"])
SHIPPED = pathlib.Path("deploy/catalog")
MARK = "推演，非结果"

DUTY = """
  - id: {id}
    type: {type}
    title: {title}
    short: {title}
    clause: 一
    quotes:
      - {{text: "{title}", offset: 0}}
    binding: binding
    scope: {{institutions: ["H01"]}}
    each: true
    {body}
    departments: [{lead}]
    lead_by: first_named
"""
PAPER = 'milestone: {item: %s}\n    judged_on: latest\n    pace: {kind: none}\n    due: 2025-03-31\n    due_shift: none\n    deadline: document'
PLAN = """
plan:
  plan: small
  name: 小方案
  alliance: small
  begins: 2025-01-01
  node: "H01"
  rule_name: 小规则
  document: {file: none.txt, sha256: "%s", title: 小方案}
duties:
""" % ("0" * 64)
DUTIES = [
    ("S-001", "milestone", "建成中心", PAPER % "centre", "医务科"),
    ("S-002", "indicator_target", "手术占比", 'indicator: surgery_share\n    target: {op: ">=", value: "35", unit: "%"}\n    judged_on: month\n'
     "    pace: {kind: hold}\n    due: 2025-12-31\n    due_shift: none\n    deadline: document", "医务科"),
    ("S-003", "task", "做好服务", "due_raw: 长期", "医务科"),
    ("S-004", "milestone", "资金到位", PAPER % "money", "财政局"),
    ("S-005", "milestone", "已经建成", PAPER % "before", "医务科"),
]
TABLES = {
    "organisation/institution": "code name short_name type level parent_code front_page_code valid_from valid_to|H01 医院 医院 lead_hospital 3   2020-01-01 ",
    "organisation/department": "code name superior_code relation|YW 医务科  own|CZ 财政局  peer",
    "assignment/post": "code name owner phone|P-DB 督办岗 YW |P-A 医务岗 YW |P-B 质控岗 YW |P-R 统计岗 H01 ",
    "assignment/person": "code name salutation email phone channel|d 甲 甲   letterbox|a 乙 乙   letterbox|b 丙 丙   letterbox|q 丁 丁   letterbox|r 戊 戊   letterbox",
    "assignment/holder": "post person role from to|P-DB d A 2020-01-01 |P-A a A 2020-01-01 |P-A b B 2020-01-01 |P-B q A 2020-01-01 |P-R r A 2020-01-01 ",
    "assignment/reporter": "institution kind post|H01 * P-R",
    "assignment/line": "duty department post internal_due supervised_from cooperating|S-001 YW P-A   |S-002 YW P-B   |S-004 CZ P-A   |S-005 YW P-A   ",
    "assignment/office": "key value|signature 办公室|desk_post P-DB",
    "assignment/ledger": "duty institution closed_on evidence note",
}
VALUES = "duty institution month value|S-002 H01 2025-01 40.0|S-002 H01 2025-02 30.0"


def table(text):
    return text.replace(" ", "\t").replace("|", "\n").replace("2020-01-01\n", "2020-01-01\t\n") + "\n"


def make_catalog(name="catalog", more={}, scope='["H01"]'):
    """The small plan; `more`: rows that a table has besides; `scope`: of its first line."""
    catalog = FOLDER / name
    shutil.copytree(SHIPPED / "base", catalog / "base")
    duties = [DUTY.format(id=i, type=t, title=n, body=b, lead=d) for i, t, n, b, d in DUTIES]
    (catalog / "small").mkdir()
    (catalog / "small" / "plan.yaml").write_text(PLAN + duties[0].replace('["H01"]', scope) + "".join(duties[1:]))
    for place, text in TABLES.items():
        path = catalog / "small" / (place + ".tsv")
        path.parent.mkdir(exist_ok=True)
        path.write_text(table(text) + more.get(place, ""))
    with open(catalog / "small" / "assignment" / "ledger.tsv", "a") as ledger:
        ledger.write("S-005\tH01\t2024-06-01\t文号\t\n")
    return catalog


def make_data(name, text):
    folder = FOLDER / name
    folder.mkdir()
    (folder / "values.tsv").write_text(table(text))
    return folder


def simulate(catalog, plan, first, last, *more):
    return subprocess.run([PROGRAM, "simulate", str(catalog), "--plan", plan, "--from", first, "--to", last, *more], capture_output=True)


class Small(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        make_catalog()
        make_data("data", VALUES)
        cls.done = simulate(FOLDER / "catalog", "small", "2025-01-01", "2025-04-30", "--data", str(FOLDER / "data"), "-o", "json")
        assert cls.done.returncode == 0, cls.done.stderr.decode()
        cls.said = json.loads(cls.done.stdout)

    def states(self, duty):
        return [(row["at"], row["state"]) for row in self.said["changes"] if row["duty"] == duty]

    def post(self, code):
        row = next(row for row in self.said["posts"] if row["post"] == code)
        return {key: row[key] for key in ("notices", "readings", "days", "week", "week_notices", "week_readings", "week_days", "calls")}

    def test_a_paper_due_in_march_that_never_comes(self):
        # 20 working days before Monday 03-31 is Monday 03-03; papers may come until 5 April 17:00
        self.assertEqual([("2025-01-01 00:00", "normal"), ("2025-03-03 00:00", "due_soon"), ("2025-04-01 00:00", "due_unverified"),
                          ("2025-04-05 17:00", "overdue")], self.states("S-001"))

    def test_its_post_gets_seven_notices_which_two_holders_read_ten_times(self):
        # T-30 02-17 A, T-10 03-17 A, T-3 03-26 A B, T-1 03-28 A B, T-0 03-31 A B; T+0 04-07 (after 清明) A, T+2 04-09 B
        self.assertEqual({"notices": 7, "readings": 10, "days": 7, "week": "2025-03-24", "week_notices": 2, "week_readings": 4, "week_days": 2,
                          "calls": 0}, self.post("P-A"))

    def test_a_number_is_met_then_behind_then_missing(self):
        # January's 40 is known the second before 02-10 17:00, February's 30 before 03-10 17:00, March's never
        self.assertEqual([("2025-01-01 00:00", "collecting"), ("2025-02-10 16:59", "met"), ("2025-03-10 16:59", "behind"),
                          ("2025-04-10 17:00", "not_reported")], self.states("S-002"))

    def test_being_behind_is_told_once_and_called_five_working_days_later(self):
        # T+0 03-11 A, copy B; T+5 03-18 is a call
        self.assertEqual({"notices": 1, "readings": 1, "days": 1, "week": "2025-03-10", "week_notices": 1, "week_readings": 1, "week_days": 1,
                          "calls": 0}, self.post("P-B"))

    def test_the_desk_calls_and_stands_in_for_no_b(self):
        # called: T+1 of S-001 on 04-08, T+5 of S-002 on 03-18. P-B and P-R have no B; their A was told, so nobody is told in his stead.
        self.assertEqual({"notices": 0, "readings": 0, "days": 0, "week": "", "week_notices": 0, "week_readings": 0, "week_days": 0,
                          "calls": 2}, self.post("P-DB"))

    def test_the_reporter_is_asked_for_what_is_owed_and_not_for_what_came_before(self):
        # December: 01-08, 01-10, 01-13. January: 02-07 (02-08 is a working day), 02-10. February: 03-06, 03-10. March: 04-08, 04-10, 04-11.
        # November was due before the first day: a baseline.
        self.assertEqual({"notices": 10, "readings": 10, "days": 10, "week": "2025-04-07", "week_notices": 3, "week_readings": 3, "week_days": 3,
                          "calls": 0}, self.post("P-R"))
        self.assertEqual([("2024-11", 1, 1), ("2024-12", 1, 1), ("2025-01", 1, 0), ("2025-02", 1, 0), ("2025-03", 1, 1), ("2025-04", 1, 0)],
                         [(row["month"], row["owed"], row["missing"]) for row in self.said["returns"] if row["kind"] == "discharge"])

    def test_a_peer_is_told_nothing_and_a_letter_is_drafted(self):
        self.assertEqual([("2025-01-01 00:00", "normal"), ("2025-02-17 08:30", "coordinating"), ("2025-04-01 00:00", "due_unverified"),
                          ("2025-04-05 17:00", "coordinating")], self.states("S-004"))

    def test_what_was_closed_before_stays_closed(self):
        self.assertEqual([("2025-01-01 00:00", "closed")], self.states("S-005"))

    def test_the_line_without_assignment_is_named_and_no_other(self):
        self.assertEqual([("S-003", "没有分工")], [(row["duty"], row["why"]) for row in self.said["unowned"]])

    def test_month_ends_add_up_to_all_lines(self):
        for day in ("2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30"):
            self.assertEqual(5, sum(row["count"] for row in self.said["months"] if row["day"] == day))
        self.assertEqual({"closed": 1, "not_reported": 1, "coordinating": 1, "overdue": 1, "normal": 1},
                         {row["state"]: row["count"] for row in self.said["months"] if row["day"] == "2025-04-30"})

    def scheme(self, name):
        done = simulate(FOLDER / "catalog", "small", "2025-01-01", "2025-04-30", "--data", str(FOLDER / "data"), "--scheme", name, "-o", "json")
        self.assertEqual(0, done.returncode, done.stderr.decode())
        said = json.loads(done.stdout)
        return said, [(row["at"], row["duty"], row["colour"], row["act"], row["limit"], row["points"]) for row in said["steps"]]

    def test_four_schemes_see_the_same_four_months_each_in_its_way(self):
        self.assertEqual([("2025-03-03 00:00", "S-001", "blue", "", "", 0), ("2025-03-10 16:59", "S-002", "yellow", "", "", 0),
                          ("2025-04-01 00:00", "S-001", "", "", "", 0), ("2025-04-05 17:00", "S-001", "red", "", "", 0),
                          ("2025-04-10 17:00", "S-002", "", "", "", 0)], self.scheme("suqian")[1])
        # ten working days after Saturday 04-05, then fifteen, then five more: 04-27 is a working Sunday, 05-01 to 05-05 rest
        self.assertEqual([("2025-04-05 17:00", "S-001", "blue", "督办，另定时限", "2025-04-18", 0),
                          ("2025-04-19 00:00", "S-001", "orange", "再次督办，另定时限", "2025-04-25", 0),
                          ("2025-04-26 00:00", "S-001", "red", "提请研究，另定时限", "2025-05-06", 0)], self.scheme("sanming")[1])
        self.assertEqual([("2025-03-10 16:59", "S-002", "yellow", "提醒", "", 0), ("2025-04-05 17:00", "S-001", "red", "建议约谈", "", 2),
                          ("2025-04-10 17:00", "S-002", "", "", "", 0)], self.scheme("guangyuan")[1])
        said, _ = self.scheme("longxian")
        self.assertEqual({"blue": 2, "yellow": 1, "red": 1},
                         {row["colour"]: row["count"] for row in said["colours"] if row["day"] == "2025-04-30"})

    def test_the_head_counts_notices_and_who_reads_them(self):
        # 7 + 1 + 10 notices of three posts; the second holder of P-A reads three of them besides
        self.assertEqual((18, 21), (self.said["simulation"]["notices"], self.said["simulation"]["readings"]))

    def test_a_program_reads_the_mark_too(self):
        self.assertEqual(MARK, self.said["simulation"]["mark"])

    def test_without_values_nothing_was_reported(self):
        said = json.loads(simulate(FOLDER / "catalog", "small", "2025-01-01", "2025-04-30", "-o", "json").stdout)
        self.assertEqual([("2025-01-01 00:00", "collecting"), ("2025-02-10 17:00", "not_reported")],
                         [(row["at"], row["state"]) for row in said["changes"] if row["duty"] == "S-002"])

    def test_a_faulty_value_is_named_by_its_line(self):
        folder = make_data("faulty", VALUES + "|S-002 H01 2025-03 30.05|S-003 H01 2025-03 1|S-002 H09 2025-03 1")
        done = simulate(FOLDER / "catalog", "small", "2025-01-01", "2025-04-30", "--data", str(folder))
        self.assertEqual(1, done.returncode)
        for place in ("values.tsv:4", "values.tsv:5", "values.tsv:6"):
            self.assertIn(place, done.stderr.decode())

    def test_a_month_more_than_twenty_years_away_is_a_slip_and_is_named(self):
        # April 2025 is the last month; 240 months end with it: from May 2005
        for month in ("1990-01", "2005-04", "2045-04"):
            folder = make_data("far" + month, VALUES + "|S-002 H01 %s 40.0" % month)
            done = simulate(FOLDER / "catalog", "small", "2025-01-01", "2025-04-30", "--data", str(folder))
            self.assertEqual((month, 1), (month, done.returncode))
            for words in ("values.tsv:4", "month", "2005-05 至 2045-03", month):
                self.assertIn(words, done.stderr.decode())
            self.assertNotIn("分段推演", done.stderr.decode())

    def test_earlier_years_and_the_next_are_read(self):
        folder = make_data("wide", VALUES + "".join("|S-002 H01 %d-%02d 40.0" % (year, month) for year in range(2020, 2025)
                                                    for month in range(1, 13)) + "|S-002 H01 2026-01 40.0")
        done = simulate(FOLDER / "catalog", "small", "2025-01-01", "2025-04-30", "--data", str(folder), "-o", "json")
        self.assertEqual(0, done.returncode, done.stderr.decode())
        self.assertEqual([("2025-03-10 16:59", "behind"), ("2025-04-10 17:00", "not_reported")],
                         [(row["at"], row["state"]) for row in json.loads(done.stdout)["changes"] if row["duty"] == "S-002"][-2:])

    def test_a_folder_of_return_files_is_not_taken_for_values(self):
        folder = FOLDER / "returns"
        folder.mkdir()
        (folder / "hqmsts_2025M03.csv").write_text("A01,A02\n")
        done = simulate(FOLDER / "catalog", "small", "2025-01-01", "2025-04-30", "--data", str(folder))
        self.assertEqual(1, done.returncode)
        for words in ("values.tsv", "报表文件不读"):
            self.assertIn(words, done.stderr.decode())


class County(unittest.TestCase):
    """What the county's own tables change."""

    def simulate(self, catalog, *more):
        done = simulate(catalog, "small", "2025-01-01", "2025-04-30", *more, "-o", "json")
        self.assertEqual(0, done.returncode, done.stderr.decode())
        return json.loads(done.stdout)

    def test_nothing_is_asked_for_before_the_first_month_of_data(self):
        said = self.simulate(make_catalog("from", {"assignment/office": "data_from\t2025-03\n"}))
        self.assertEqual({"2025-03", "2025-04"}, {row["month"] for row in said["returns"]})
        self.assertEqual(["2025-04-10 17:00"], [row["at"] for row in said["changes"] if row["state"] == "not_reported"])
        # of March: 04-08, 04-10, 04-11; of April nothing yet
        self.assertEqual([3], [row["notices"] for row in said["posts"] if row["post"] == "P-R"])

    def test_an_institution_that_has_ended_is_counted_no_more(self):
        # it ends within March: of its month it is a subject still, as in the running system, then no more
        catalog = make_catalog("ended", {"organisation/institution": "H02\t分院\t分院\ttownship_centre\t1\tH01\t\t2020-01-01\t2025-03-15\n",
                                         "assignment/reporter": "H02\t*\tP-R\n"}, scope='["H01", "H02"]')
        said = self.simulate(catalog, "--scheme", "suqian")
        self.assertEqual([6, 6, 6, 5], [sum(row["count"] for row in said["months"] if row["day"] == day)
                                        for day in ("2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30")])
        # both are near their time limit in March (blue); in April the one is overdue (red), the other is gone
        blue = {row["day"]: row["count"] for row in said["colours"] if row["colour"] == "blue"}
        self.assertEqual({"2025-03-31": 2}, blue)


class Ten(unittest.TestCase):
    def test_each_plan_lives_through_a_year_the_same_twice_and_every_page_is_marked(self):
        plans = sorted(path.parent.name for path in SHIPPED.glob("*/plan.yaml"))
        self.assertEqual(10, len(plans))
        for plan in plans:
            first, second = (simulate(SHIPPED, plan, "2025-01-01", "2025-12-31") for _ in range(2))
            self.assertEqual((plan, 0, 0), (plan, first.returncode, second.returncode))
            self.assertEqual(first.stdout, second.stdout, plan)
            pages = first.stdout.decode().split("\f")
            for number, page in enumerate(pages, 1):
                self.assertTrue(page.startswith("【%s】%s  " % (MARK, plan)) and page.splitlines()[0].endswith("第%d页" % number), plan)
                self.assertLessEqual(len(page.splitlines()), 60)

    def test_nothing_is_told_and_taken_back_when_nothing_was_corrected(self):
        for path in SHIPPED.glob("*/plan.yaml"):
            done = simulate(SHIPPED, path.parent.name, "2025-01-01", "2025-12-31", "-o", "json")
            self.assertEqual((path.parent.name, 0), (path.parent.name, json.loads(done.stdout)["simulation"]["withdrawn"]))


if __name__ == "__main__":
    unittest.main()
