#!/usr/bin/python3
"""Beside each plan stand its two readings, their reconciliation, every paragraph of the document, and rule tests. What they name is what the
plan holds, both ways. The files are read here by a few patterns, not by the parser; with DOCUMENTS the paragraphs are the document's."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from world import ROOT, expect, run  # noqa: E402

CATALOG = ROOT / "deploy/catalog"
PLANS = sorted(path.parent for path in CATALOG.glob("*/plan.yaml"))
REASONS = {"background", "definition", "exhortation_unnamed", "heading", "navigation", "principle", "reason", "signature"}
WORDS = 6  # of a paragraph that are surely in its row


def text_of(plan):
    return (plan / "plan.yaml").read_text(encoding="utf-8")


def duties(plan):
    return re.findall(r"^  - id: (\S+)$", text_of(plan), re.M)


def table(plan, name):
    lines = (plan / "reading" / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    head = rows[0]
    return [dict(zip(head, row + [""] * (len(head) - len(row)))) for row in rows[1:]]


def ids(rows, column):
    return [word for row in rows for word in row[column].split()]


def twice(words):
    return sorted({word for word in words if words.count(word) > 1})


def the_reconciliation_has_each_line_of_both_readings_once():
    for plan in PLANS:
        rows = table(plan, "reconciliation.tsv")
        for reading in ("first", "second"):
            read, named = ids(table(plan, f"{reading}.tsv"), "id"), ids(rows, reading)
            expect((twice(read), twice(named)), ([], []), f"twice in {plan.name}, {reading}")
            expect(sorted(named), sorted(read), f"{plan.name}, {reading}")


def the_duties_of_the_plan_are_those_that_the_reconciliation_ends_with():
    for plan in PLANS:
        rows = table(plan, "reconciliation.tsv")
        expect((sorted(set(ids(rows, "final"))), twice(duties(plan))), (sorted(duties(plan)), []), plan.name)
        expect([row for row in rows if not row["why"].strip()], [], f"rows without a word of {plan.name}")


def every_paragraph_is_a_duty_or_says_why_not_and_every_duty_stands_in_one():
    for plan in PLANS:
        rows, held = table(plan, "paragraphs.tsv"), set(duties(plan))
        expect(set(ids(rows, "duties")), held, f"duties of {plan.name}")
        numbers = [int(row["paragraph"]) for row in rows]
        expect(numbers, sorted(set(numbers)), f"paragraphs of {plan.name}")
        for row in rows:
            reason = row["reason"].strip()
            elsewhere = reason.removeprefix("covered_elsewhere:").split() if reason.startswith("covered_elsewhere:") else []
            fine = not reason if row["duties"].strip() else reason in REASONS or (bool(elsewhere) and set(elsewhere) <= held)
            expect(fine, True, f"{plan.name}, paragraph {row['paragraph']}: {reason}")


def every_paragraph_of_the_documents_has_its_row():
    folder = os.environ.get("DOCUMENTS")
    if not folder:
        print("# the paragraphs were not compared with the documents: DOCUMENTS=FOLDER")
        return
    rows = {}
    for plan in PLANS:
        file = re.search(r"^    file: (\S+)$", text_of(plan), re.M)[1]
        for row in table(plan, "paragraphs.tsv"):
            expect((file, int(row["paragraph"])) in rows, False, f"{file}, paragraph {row['paragraph']} stands twice")
            rows[file, int(row["paragraph"])] = row["first_words"]
    for file in sorted({file for file, _ in rows}):
        lines = (pathlib.Path(folder) / file).read_text(encoding="utf-8").splitlines()
        there = {number: "".join(line.split()) for number, line in enumerate(lines, 1) if line.split()}
        expect(sorted(number for name, number in rows if name == file), sorted(there), f"paragraphs of {file}")
        for number, words in there.items():
            expect("".join(rows[file, number].split())[:WORDS], words[:WORDS], f"{file}, paragraph {number}")


# Words without a yardstick of their own. Where a line names a grade (打造为三级肿瘤专科医院) that is one: then it is a rating.
# LA-190 is the digital project; 一批 is said of the institutions beside it.
VAGUE = re.compile("基本(?:完成|建成|形成)|打造|初步|一批")


def what_has_no_yardstick_and_what_is_only_allowed_is_never_red():
    seen = []
    for plan in PLANS:
        for block in re.split(r"^  - id: ", text_of(plan), flags=re.M)[1:]:
            kind = re.search(r"^    type: (\S+)$", block, re.M)[1]
            said = " ".join(re.findall(r'^      - \{text: "(.*?)", offset', block, re.M))
            if (kind == "milestone" and VAGUE.search(said) and not block.startswith("LA-190\n")) or (kind == "rule" and "可以" in said):
                seen.append((block.split("\n", 1)[0], re.search(r"^    binding: (\S+)$", block, re.M)[1]))
    expect((len(seen) >= 5, [line for line, binding in seen if binding != "expected"]), (True, []), "lines that would be red")


# ---- the sample beside the plan ----

def rows_of(path):
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [dict(zip(lines[0].split("\t"), line.split("\t"))) for line in lines[1:]]


def what_towns_are_concerned_is_said_by_the_organisation_and_line_by_line():
    """相关镇(街道) of the document is a class: the organisation has the towns, the assignment says which of them a line concerns."""
    seen = 0
    for plan in PLANS:
        departments = rows_of(plan / "organisation/department.tsv")
        code = {row["name"]: row["code"] for row in departments}
        towns = {row["name"] for row in departments if row["superior_code"] and row["superior_code"] == code.get("各镇(街道)")}
        line = {row["duty"]: row.get("cooperating", "") for row in rows_of(plan / "assignment/line.tsv")}
        for block in re.split(r"^  - id: ", text_of(plan), flags=re.M)[1:]:
            if not re.search(r"^    departments: .*相关镇", block, re.M):
                continue
            seen += 1
            helpers = line[block.split("\n", 1)[0]].split("、")
            named = [name for name in helpers if name in towns or name == "各镇(街道)"]
            expect((bool(named), [name for name in helpers if "相关" in name]), (True, []), f"towns of {block.split()[0]}")
        expect(len(towns) > 0 or "各镇(街道)" not in code, True, f"towns of {plan.name}")
    expect(seen > 10, True, "lines with 相关镇")


def each_sample_has_an_opening_ledger():
    for plan in PLANS:
        held = set(duties(plan))
        rows = rows_of(plan / "assignment/ledger.tsv")
        expect((len(rows) > 0, [row["duty"] for row in rows if row["duty"] not in held]), (True, []), f"ledger of {plan.name}")


# ---- rule tests ----

VERDICTS = {"overdue", "overdue_expected", "met", "awaiting_close", "not_reported", "behind"}


def rule_tests(plan):
    """Each test as (name, the states expected in the order of time)."""
    for path in sorted((plan / "tests").glob("*.yaml")):
        for block in re.split(r"^  - name: ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
            yield block.split("\n", 1)[0], re.findall(r"^      - \{at: [^\n]*?\bstate: (\w+)", block, re.M)


def each_plan_has_five_rule_tests_and_those_that_are_asked_for():
    for plan in PLANS:
        tests = list(rule_tests(plan))
        expect(len(tests) >= 5, True, f"rule tests of {plan.name}: {len(tests)}")
        expect(any("due_unverified" in states for _, states in tests), True, f"到期待核 in {plan.name}")
        expect(any("调休" in name for name, _ in tests), True, f"调休 in {plan.name}")
        # a closed period: what was waited for is judged once it is whole, or its cut-off has passed
        closed = [name for name, states in tests
                  for k, state in enumerate(states) if state in ("due_unverified", "collecting") and VERDICTS & set(states[k + 1:])]
        expect(bool(closed), True, f"a closed period in {plan.name}")


def in_each_plan_a_rule_test_fails_when_no_weekend_is_worked():
    """Without the days of base/holidays.tsv that are worked for others (调休) a reminder falls on another day."""
    build = pathlib.Path(os.environ.get("DUBAN_BUILD", ROOT / "build-test"))
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DUBAN_", "PG"))}
    copy = pathlib.Path(os.environ["DUBAN_TMP"]) / "catalog"
    shutil.copytree(CATALOG, copy)
    days = copy / "base/holidays.tsv"
    lines = days.read_text(encoding="utf-8").splitlines(keepends=True)
    off = lines[0].split("\t").index("is_off_day")
    kept = [line for line in lines if line.split("\t")[off] != "0"]
    expect(len(lines) - len(kept) > 20, True, "days that are worked for others")
    days.write_text("".join(kept), encoding="utf-8")
    for plan in PLANS:
        done = subprocess.run([str(build / "bin/duban"), "-o", "json", "catalog", "test", str(copy), "--plan", plan.name], capture_output=True,
                              text=True, env=clean)
        failed = [test["file"].split("/")[0] for test in json.loads(done.stdout) if not test["passed"]]
        expect((done.returncode, plan.name in failed), (1, True), f"a rule test of {plan.name} that needs 调休: {failed} {done.stderr}")


run([the_reconciliation_has_each_line_of_both_readings_once, the_duties_of_the_plan_are_those_that_the_reconciliation_ends_with,
     every_paragraph_is_a_duty_or_says_why_not_and_every_duty_stands_in_one, every_paragraph_of_the_documents_has_its_row,
     what_has_no_yardstick_and_what_is_only_allowed_is_never_red, what_towns_are_concerned_is_said_by_the_organisation_and_line_by_line, each_sample_has_an_opening_ledger,
     each_plan_has_five_rule_tests_and_those_that_are_asked_for, in_each_plan_a_rule_test_fails_when_no_weekend_is_worked])
