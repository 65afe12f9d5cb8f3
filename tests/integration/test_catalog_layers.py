#!/usr/bin/python3
"""duban catalog check tells everything that is wrong in one run: one slip in each layer of a small plan, and nothing that only follows from
one of them. The plan, its tables and its document are written here."""
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from world import ROOT, expect, run  # noqa: E402

TEXT = "到2025年，出院患者手术占比达到35%以上。\n　　建成影像中心。每家乡镇卫生院配备救护车，床位使用率不低于70%。\n"

PLAN = """plan:
  plan: probe-2025
  name: 试验方案
  alliance: probe
  begins: 2025-01-01
  node: "A"
  document: {{file: probe.txt, sha256: {sha}, title: 试}}
duties:
  - id: P-1
    type: indicator_target
    title: 手术占比
    short: 手术占比
    clause: 一
    quotes: [{{text: "出院患者手术占比达到35%以上", offset: 7}}]
    binding: binding
    indicator: surgery_share
    target: {{op: ">=", value: "35", unit: "%"}}
    scope: {{types: [lead_hospital], under: "A"}}
    judged_on: ytd
    due: 2025-12-31
    departments: [医务科]
  - id: P-2
    type: milestone
    title: 影像中心
    short: 影像中心
    clause: 二
    quotes: [{{text: "建成影像中心", offset: 23}}]
    binding: binding
    milestone: {{item: imaging_centre}}
    scope: {{institutions: [H1]}}
    due: 2025-12-31
    departments: [医务科]
  - id: P-3
    type: task
    title: 救护车
    short: 救护车
    clause: 三
    quotes: [{{text: "每家乡镇卫生院配备救护车", offset: 30}}]
    binding: binding
    scope: {{types: [lead_hospital]}}
    due: 2025-12-31
    departments: [医务科]
  - id: P-4
    type: indicator_target
    title: 床位使用率
    short: 床位使用率
    clause: 四
    quotes: [{{text: "床位使用率不低于70%", offset: 43}}]
    binding: binding
    indicator: bed_use_rate
    target: {{op: ">=", value: "70", unit: "%"}}
    scope: {{types: [lead_hospital]}}
    due: 2025-12-31
    departments: [医务科]
    questions: [按编制床位还是实际开放床位？]
"""

TABLES = {
    "organisation/institution.tsv": ("code name short_name type level parent_code front_page_code valid_from valid_to",
                                     "A|全县||county|||||", "H1|县医院||lead_hospital|3|A|||", "H2|县中医院||lead_hospital|2|A|||"),
    "organisation/department.tsv": ("code name superior_code relation", "YW|医务科||own", "BGS|办公室||own"),
    "assignment/post.tsv": ("code name owner phone", "P-YW|医务科长|YW|", "P-DB|督办|BGS|", "P-H1|病案|H1|", "P-H2|病案|H2|"),
    "assignment/person.tsv": ("code name salutation email phone channel", "zhang|张×|||1|letterbox"),
    "assignment/holder.tsv": ("post person role from to", "P-YW|zhang|A||", "P-DB|zhang|A||", "P-H1|zhang|A||", "P-H2|zhang|A||"),
    "assignment/reporter.tsv": ("institution kind post", "H1|*|P-H1", "H2|*|P-H2"),
    "assignment/line.tsv": ("duty department post internal_due supervised_from cooperating", "P-1|YW|P-YW|||", "P-2|YW|P-YW|||", "P-3|YW|P-YW|||",
                            "P-4|YW|P-YW|||"),
    "assignment/office.tsv": ("key value", "desk_post|P-DB", "sms_signature|办公室", "contact_phone|0573-1"),
    "assignment/ledger.tsv": ("duty institution closed_on evidence note",),
}


def written(*changes):
    """The shipped base and the plan; in each file one text is replaced: (path, from, to)."""
    top = pathlib.Path(os.environ["DUBAN_TMP"]) / "world"
    shutil.rmtree(top, ignore_errors=True)
    shutil.copytree(ROOT / "deploy/catalog/base", top / "catalog/base")
    files = {"plan.yaml": PLAN.format(sha=hashlib.sha256(TEXT.encode()).hexdigest())}
    for path, rows in TABLES.items():
        files[path] = rows[0].replace(" ", "\t") + "\n" + "".join(row.replace("|", "\t") + "\n" for row in rows[1:])
    for path, text in files.items():
        (top / "catalog/probe" / path).parent.mkdir(parents=True, exist_ok=True)
        (top / "catalog/probe" / path).write_text(text)
    (top / "documents").mkdir()
    (top / "documents/probe.txt").write_text(TEXT)
    for path, old, new in changes:
        file = top / "catalog" / path
        text = file.read_text() if file.exists() else ""
        expect(old in text, True, f"{path} says {old}")
        file.write_text(text.replace(old, new, 1))
    return top


def told(top, *words):
    """[(file, line, key, code)] in the order told, and all of stderr."""
    build = pathlib.Path(os.environ.get("DUBAN_BUILD", ROOT / "build-test"))
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DUBAN_", "PG"))}
    done = subprocess.run([str(build / "bin/duban"), "catalog", "check", str(top / "catalog"), "--documents", str(top / "documents"), *words],
                          capture_output=True, text=True, env=clean)
    found = re.findall(r"^(?:([^:\s]*)(?::(\d+))?(?::\d+)?(?: (\S+))?: )?([EW]-[A-Z]{3}-\d{3}) 错误", done.stderr, flags=re.M)
    expect((done.returncode, bool(found)), (1 if found else 0, bool(found)), f"exit: {done.stderr}")
    return [(file, int(line or 0), key, code) for file, line, key, code in found], done.stderr


def line_of(top, path, word):
    return next(i for i, line in enumerate((top / "catalog" / path).read_text().splitlines(), 1) if word in line)


def the_plan_itself_is_good():
    expect(told(written())[0], [], "a plan without a slip")


SLIPS = [
    # path, from, to, code, the line that has it ("": a file without a line), what would be right
    ("base/holidays.tsv", "2025-10-01\t3", "2025-10-01\t4", "E-CAT-218", "2025-10-01", "星期应为3"),
    ("base/indicators.yaml", 'of: "sum(open_bed_days)"', 'of: "sum(open_bed_day)"', "E-CAT-121", "open_bed_day)", "open_bed_days"),
    ("base/kinds/surgery_month.yaml", "submission: snapshot", "submission: snapshot\nsubmision: x", "E-YML-010", "submision", "submission"),
    ("base/rules.yaml", "{at: T-10,", "{at: X-10,", "E-CAT-240", "X-10", ""),
    ("base/schemes/suqian.yaml", "scheme: suqian", "scheme: suqain", "E-CAT-219", "suqain", "schemes/suqain.yaml"),
    ("base/templates/临期提醒.full.txt", "{时限}", "{时线}", "E-CAT-243", "{时线}", ""),
    ("probe/answers.yaml", "", "duties: [{duty: P-9, due: 2025-01-01}]\n", "E-CAT-272", "P-9", "P-"),
    ("probe/assignment/holder.tsv", "P-H2\tzhang", "P-H2\tzhagn", "E-CAT-208", "zhagn", "是否想写“zhang”"),
    ("probe/assignment/line.tsv", "P-3\tYW", "P-3\tYX", "E-CAT-208", "P-3", "YW"),
    ("probe/organisation/department.tsv", "办公室\t\town", "办公室\t\towned", "E-CAT-219", "owned", "own, subordinate"),
    ("probe/plan.yaml", "short: 手术占比", "short: 出院患者手术占比", "E-CAT-236", "id: P-1", "最多6个"),
    ("probe/plan.yaml", "offset: 23", "offset: 25", "E-CAT-262", "offset: 25", "第23字"),
    ("probe/plan.yaml", "{types: [lead_hospital]}\n    due: 2025-12-31\n    departments: [医务科]\n  - id: P-4",
     "{types: [private_hospital]}\n    conflicts_with: [P-1]\n    due: 2025-12-31\n    departments: [医务科]\n  - id: P-4", "E-CAT-239", "id: P-3", ""),
    ("probe/plan.yaml", "institutions: [H1]", "institutions: [H3]", "E-CAT-208", "H3", "H1"),
]
# What the slips above spoil besides, and is not a slip of its own: the second thing that is wrong with P-3 stands in its scope.
MORE = [("probe/plan.yaml", "types: [private_hospital]", "E-CAT-250")]


def one_slip_in_each_layer_is_told_in_one_run_and_once():
    top = written(*[slip[:3] for slip in SLIPS])
    found, words = told(top)
    wanted = sorted([(path, line_of(top, path, word), code) for path, _, _, code, word, _ in SLIPS]
                    + [(path, line_of(top, path, word), code) for path, word, code in MORE])
    expect([(path, line, code) for path, line, _, code in found], wanted, f"all of them, by file and line, and nothing else; {words}")
    for path, _, _, code, _, right in SLIPS:
        lines = [line for line in words.splitlines() if line.startswith(path) and code in line and right in line]
        expect(bool(lines), True, f"{path} {code} says what would be right: {right}")


def what_leans_on_a_slip_is_not_told_again():
    """Each spoils a thing that others name; only the slip itself is told."""
    for path, old, new, code in [
            ("base/kinds/discharge.yaml", "\nkey:", "\nkye: x\nkey:", "E-YML-010"),  # measures, indicators, P-1
            ("base/kinds/milestone.yaml", "\nkey:", "\nkye: x\nkey:", "E-YML-010"),  # P-2
            ("base/indicators.yaml", "measures:", "measures: [", "E-YML-001"),  # everything that is counted
            ("probe/plan.yaml", "id: P-3", "di: P-3", "E-YML-010"),  # the line that names it; its missing id is told
            ("probe/plan.yaml", "types: [lead_hospital], under", "types: [leed_hospital], under", "E-CAT-208"),  # nobody in the scope
            ("probe/plan.yaml", "offset: 23", "offset: x", "E-YML-013"),  # the quotation
            ("probe/plan.yaml", "type: task", "type: taks", "E-CAT-219"),
            ("probe/organisation/institution.tsv", "lead_hospital\t3\tA", "lead_hospital\t3\tB", "E-CAT-208"),  # a second root
            ("probe/organisation/institution.tsv", "\tlead_hospital\t3", "\tleadhospital\t3", "E-CAT-219"),  # the scope of P-2
            ("probe/organisation/institution.tsv", "H1\t县医院\t\tlead_hospital\t3\tA\t\t\t\n", "H1\t县医院\t\tlead_hospital\t3\tA\t\t\t\tx\tx\n", "E-CAT-204"),
            ("probe/organisation/department.tsv", "YW\t医务科\t\town\n", "YW\t医务科\t\town\tx\n", "E-CAT-204"),  # its post and lines
            ("probe/assignment/post.tsv", "P-YW\t医务科长\tYW\t\n", "P-YW\t医务科长\tYW\t\tx\n", "E-CAT-204"),
            ("probe/assignment/office.tsv", "desk_post\tP-DB", "desk_post\tP-DB\tx", "E-CAT-204"),  # no desk
            ("probe/answers.yaml", "", "duties: [", "E-YML-001"),
            ("base/rating_scales.tsv", "item\tlevel", "item\tlevle", "E-CAT-203")]:  # kinds with such a field, and all that counts them
        found, words = told(written((path, old, new)))
        files = {file for file, _, _, _ in found}
        expect(files, {path}, f"{path}: {old!r} → {new!r}: {words}")
        expect(code in [c for _, _, _, c in found], True, f"{path}: {old!r} → {new!r}: {words}")


def the_base_is_told_once_for_all_plans():
    top = written(("base/holidays.tsv", "2025-10-01\t3", "2025-10-01\t4"))
    shutil.copytree(top / "catalog/probe", top / "catalog/second")
    found, words = told(top)
    expect([code for _, _, _, code in found], ["E-CAT-218"], words)


def the_whole_catalog_is_checked_in_seconds():
    """All ten plans, with everything beside them, in processor time: it takes some four tenths of a second (tests/bench/README.md)."""
    build = pathlib.Path(os.environ.get("DUBAN_BUILD", ROOT / "build-test"))
    begin = os.times()
    subprocess.run([str(build / "bin/duban"), "catalog", "check", str(ROOT / "deploy/catalog")], check=True, capture_output=True)
    end = os.times()
    took = end.children_user + end.children_system - begin.children_user - begin.children_system
    print(f"catalog check of all plans: {took:.2f} s")
    expect(took < 5, True, f"{took:.2f} s")


run([the_plan_itself_is_good, one_slip_in_each_layer_is_told_in_one_run_and_once, what_leans_on_a_slip_is_not_told_again,
     the_base_is_told_once_for_all_plans, the_whole_catalog_is_checked_in_seconds])
