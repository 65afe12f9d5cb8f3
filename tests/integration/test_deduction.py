#!/usr/bin/python3
"""duban deduction: what violations propose by rule and month, added up by hand; it goes to one head, and into no message."""
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from world import ROOT, Failed, World, expect, run  # noqa: E402

HEADER = "institution_code,case_no,rule,occurred_on,staff_no,section,quantity,loss,document\n"
MARCH = [
    "T01,V-1,TC-001,2025-03-03,S1,,2,,查岗记录1",  # 20元/次 × 2 = 40
    "T01,V-2,TC-015,2025-03-04,S2,,,,门诊日志",  # 20元/次, times left empty: 1 → 20
    "T01,V-3,TC-016,2025-03-05,S1,,7,,病历抽查",  # 5元/处 × 7 = 35
    "T01,V-4,TC-004,2025-03-06,S3,,,,查岗记录2",  # 值班人员, 各罚100元: 100元/人 → 100
    "T01,V-10,TC-004,2025-03-06,S6,,,,查岗记录2",  # 接班人员, the other 100 of 合计200元
    "T01,V-11,TC-024,2025-03-06,S7,,3,,输液巡查",  # 50元, not 次: once a case → 50
    "T01,V-5,TC-040,2025-03-07,S3,,1,350.05,购药单",  # ten times the loss: 3500.50
    "T01,V-6,TC-038,2025-03-10,S4,,1,80.10,过期清单",  # the whole loss: 80.10
    "T01,V-7,TC-039,2025-03-11,S4,,1,,霉变清单",  # the whole loss, and none was recorded: open
    "T01,V-8,TC-044,2025-03-12,,,1,,差错报告",  # 由本人负责: no sum
    "T01,V-9,TC-999,2025-03-13,S5,,1,,记录",  # no such rule
]
WORDS = ("扣减", "罚款", "加罚", "3500.50", "3580.60", "V-5")


# The rules alone remind nobody; a line with a date makes the house's heads get letters.
DATED = """  - id: TC-901
    type: milestone
    title: 装好呼叫系统
    short: 呼叫系统
    clause: 篇2
    quotes:
      - {text: "装好", offset: 0}
    binding: binding
    milestone: {item: call_system}
    scope: {institutions: ["T01"]}
    each: true
    judged_on: latest
    pace: {kind: none}
    due: 2025-06-10
    due_shift: none
    deadline: document
    departments: [医疗组]
    lead_by: first_named
"""


def open_house(world, branch=None):
    catalog = world.dir / "catalog"
    for folder in ("base", "township_rules"):
        shutil.copytree(ROOT / "deploy/catalog" / folder, catalog / folder)
    with open(catalog / "township_rules/plan.yaml", "a") as plan, open(catalog / "township_rules/assignment/line.tsv", "a") as lines:
        plan.write(DATED)
        lines.write("TC-901\tYL\tP-YL\t\t\t\n")
    if branch is not None:
        with open(catalog / "township_rules/organisation/institution.tsv", "a") as tree, \
                open(catalog / "township_rules/assignment/reporter.tsv", "a") as reporters:
            tree.write(f"{branch}\t样例分院\t样例分院\ttownship_centre\t1\tT01\tDUBAN0001900001B1002\t2020-01-01\t\n")
            reporters.write(f"{branch}\t*\tP-T01\n")
    world.migrate()
    world.clock_set("2025-05-06 09:00")
    world.apply("township_rules", catalog)
    world.up()
    world.assign("township_rules", catalog)
    world.quiet()


def send(world, name, lines):
    file = world.dir / name
    file.write_text(HEADER + "".join(line + "\n" for line in lines))
    world.ingest(file)
    world.quiet()


def sheet(world, month, *more):
    return world.duban("deduction", "sheet", "--of", "T01", "--month", month, "-o", "json", *more).json()


def sums(rows, *keys):
    return [tuple(row[key] for key in (*keys, "cases", "quantity", "amount", "unit")) for row in rows]


def the_sheet_adds_up_by_post_rule_and_person():
    with World() as world:
        open_house(world)
        send(world, "violation_T01_2025M03.csv", ["T01,V-1,TC-001,2025-03-03,S1,,9,,查岗记录1", "T01,V-0,TC-002,2025-03-03,S1,,1,,撤"])
        send(world, "violation_T01_2025M03.csv", MARCH)  # sent again: the whole month anew
        send(world, "violation_T01_2025M04.csv", ["T01,V-1,TC-001,2025-04-01,S2,,1,,查岗记录1"])
        expect(sums(sheet(world, "2025-03")["posts"], "key"),
               [("P-YL", 5, 12, "295.00", "元"), ("P-HL", 1, 3, "50.00", "元"), ("P-YF", 2, 2, "3580.60", "元"), ("P-YF", 1, 1, "", ""),
                ("P-YJ", 1, 1, "", ""), ("P-DB", 1, 1, "", "")], "by post")
        medical = sheet(world, "2025-03", "--post", "P-YL")
        expect((medical["sheet"]["post"], medical["sheet"]["institution"], medical["sheet"]["month"]), ("P-YL", "T01", "2025-03"), "head")
        expect(sums(medical["totals"]), [(5, 12, "295.00", "元")], "total of P-YL")
        expect(sums(medical["rules"], "key"),
               [("TC-001", 1, 2, "40.00", "元"), ("TC-015", 1, 1, "20.00", "元"), ("TC-016", 1, 7, "35.00", "元"),
                ("TC-004", 2, 2, "200.00", "元")], "by rule")
        expect(sums(medical["persons"], "words"), [("第1人", 2, 9, "75.00", "元"), ("第2人", 1, 1, "20.00", "元"), ("第3人", 1, 1, "100.00", "元"),
                                                   ("第5人", 1, 1, "100.00", "元")], "by person: the two of 各罚100元 each for himself")
        expect([(c["case"], c["amount"], c["basis"]) for c in sheet(world, "2025-03", "--post", "P-HL")["cases"]],
               [("V-11", "50.00", "原文未写按次，每例计一次：50.00元")], "cases of P-HL")
        drugs = sheet(world, "2025-03", "--post", "P-YF")
        expect([(c["case"], c["amount"], c["basis"]) for c in drugs["cases"]],
               [("V-5", "3500.50", "损失350.05元×10.00倍"), ("V-6", "80.10", "损失全额"), ("V-7", "", "按损失计，未报损失金额，暂不计")], "cases of P-YF")
        expect([c["basis"] for c in sheet(world, "2025-03", "--post", "P-YJ")["cases"]], ["原文没有金额，不计"], "no sum")
        expect([c["basis"] for c in sheet(world, "2025-03", "--post", "P-DB")["cases"]], ["方案中没有这条规定，不计"], "no rule")
        expect(sums(sheet(world, "2025-04")["posts"], "key"), [("P-YL", 1, 1, "20.00", "元")], "April")
        expect(sheet(world, "2025-02")["posts"], [], "nothing in February")
        expect(world.one("SELECT sum(quantity) FROM ingest.v_current_violation WHERE rule = 'TC-001'"), "3", "2 in March, 1 in April")
        page = world.duban("deduction", "sheet", "--of", "T01", "--month", "2025-03", "--post", "P-YL").out
        for words in ("建议扣减绩效表", "只是建议", "本人可申辩", "医疗组负责人岗"):
            if words not in page:
                raise Failed(f"{words} is not on the page")
        for secret in ("S1", "S3", "V-5", "3500.50", "药房"):
            if secret in page:
                raise Failed(f"{secret} is on the page of another head")
        batch = world.one("SELECT batch_id FROM ingest.v_batch WHERE kind = 'violation' AND lane_number = 2")
        world.duban("batch", "withdraw", batch, "--by", "test", "--reason", "test")
        world.quiet()
        expect(sums(sheet(world, "2025-03")["posts"], "key"), [("P-YL", 2, 10, "200.00", "元")], "withdrawn: the first file again")
        # 9 × 20 + 1 × 20


def a_case_goes_to_the_head_of_the_persons_own_section():
    """A rule may bind doctors, nurses and pharmacists alike: each head sees his own people, and what names no section that is known stays with the rule's post."""
    with World() as world:
        open_house(world)
        send(world, "violation_T01_2025M03.csv", [f"T01,V-{n},TC-001,2025-03-0{n},S{n},{section},1,,查岗记录"
                                                  for n, section in ((1, ""), (2, "护理组"), (3, "YF"), (4, "后勤"))])
        expect(sums(sheet(world, "2025-03")["posts"], "key"),
               [("P-YL", 2, 2, "40.00", "元"), ("P-HL", 1, 1, "20.00", "元"), ("P-YF", 1, 1, "20.00", "元")], "by post")
        expect([case["case"] for case in sheet(world, "2025-03", "--post", "P-HL")["cases"]], ["V-2"], "cases of P-HL")
        expect([case["case"] for case in sheet(world, "2025-03", "--post", "P-YL")["cases"]], ["V-1", "V-4"], "cases of P-YL")


def a_section_of_another_house_is_not_this_houses():
    """The office is T01's and so are its sections: the branch's 护理组 is none of them, and its people go to the head that the rule names."""
    with World() as world:
        open_house(world, branch="T02")
        for house in ("T01", "T02"):
            send(world, f"violation_{house}_2025M03.csv", [f"{house},V-1,TC-001,2025-03-01,S1,护理组,1,,查岗记录"])
        expect([row["key"] for row in sheet(world, "2025-03")["posts"]], ["P-HL"], "the house's own section")
        branch = world.duban("deduction", "sheet", "--of", "T02", "--month", "2025-03", "-o", "json").json()
        expect([row["key"] for row in branch["posts"]], ["P-YL"], "the branch's")


def a_fine_that_is_changed_changes_no_month_that_is_over():
    """The sample clock stands in May 2025: the catalog of then was applied on 6 May, the other one on 3 June."""
    with World() as world:
        open_house(world)
        send(world, "violation_T01_2025M05.csv", ["T01,V-1,TC-001,2025-05-20,S1,,2,,查岗记录1"])
        world.step("2025-06-03 09:00")
        catalog = world.dir / "catalog"
        plan = catalog / "township_rules/plan.yaml"
        text = plan.read_text()
        rule = text.index("id: TC-001\n")
        at = text.index('amount: "20"', rule)
        plan.write_text(text[:at] + 'amount: "30"' + text[at + len('amount: "20"'):])
        world.apply("township_rules", catalog)
        world.quiet()
        send(world, "violation_T01_2025M06.csv", ["T01,V-2,TC-001,2025-06-02,S1,,2,,查岗记录2"])
        send(world, "violation_T01_2025M04.csv", ["T01,V-3,TC-001,2025-04-02,S1,,1,,查岗记录3"])
        expect(sums(sheet(world, "2025-05")["posts"], "key"), [("P-YL", 1, 2, "40.00", "元")], "May by the fine of May")
        expect(sheet(world, "2025-05")["sheet"]["catalog_version"], 1, "and it says so")
        expect(sums(sheet(world, "2025-06")["posts"], "key"), [("P-YL", 1, 2, "60.00", "元")], "June by the new one")
        expect(sums(sheet(world, "2025-04")["posts"], "key"), [("P-YL", 1, 1, "20.00", "元")], "before the first: by the first")
        may = sheet(world, "2025-05", "--post", "P-YL")
        expect([c["basis"] for c in may["cases"]], ["20.00元×2次"], "how it was computed")


def no_message_carries_it_and_no_service_that_writes_may_read_it():
    with World() as world:
        open_house(world)
        send(world, "violation_T01_2025M03.csv", MARCH)
        for when in ("2025-06-06 09:00", "2025-06-10 09:00", "2025-06-17 09:00"):
            world.step(when)
        letters = world.mails()
        if not letters:
            raise Failed("no letter at all: nothing was looked at")
        said = "\n".join(str(letter) for letter in letters)
        for table in ("alert.due_notice", "alert.state_history", "alert.letter_draft", "notify.notice", "notify.message", "notify.attempt"):
            said += "\n" + "\n".join("\t".join(map(str, row)) for row in world.rows(f"SELECT t::text FROM {table} AS t"))
        for words in WORDS:
            if words in said:
                raise Failed(f"a message says {words}")
        for role in ("duban_alert", "duban_notify"):
            for relation in ("record_violation", "v_record_violation", "v_current_violation"):
                expect(world.one(f"SELECT has_table_privilege('{role}', 'ingest.{relation}', 'SELECT')"), "f", f"{role} reads {relation}")


def no_template_speaks_of_it():
    templates = [path for path in (ROOT / "deploy/catalog").rglob("*.txt") if "templates" in path.parts]
    if len(templates) < 5:
        raise Failed("the templates were not found")
    for path in templates:
        for words in ("扣减", "罚", "处分", "penalty"):
            if words in path.read_text():
                raise Failed(f"{path} says {words}")


if __name__ == "__main__":
    run([the_sheet_adds_up_by_post_rule_and_person, a_case_goes_to_the_head_of_the_persons_own_section, a_section_of_another_house_is_not_this_houses,
         a_fine_that_is_changed_changes_no_month_that_is_over, no_message_carries_it_and_no_service_that_writes_may_read_it, no_template_speaks_of_it])
