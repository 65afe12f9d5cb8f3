#!/usr/bin/python3
"""duban catalog diff tells a change of each key that the schemas know. A key that the schema gets and this table does not fails here; both
sides are written by the same hand, so nothing differs but the key."""
import copy as copying
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from world import ROOT, expect, run  # noqa: E402

CATALOG = ROOT / "deploy/catalog"
GONE = object()
DAY = datetime.date.fromisoformat

# file, path of the key, its new value, the line's name, the words in front of the change
PLAN = [
    ("haining", ("plan", "plan"), "haining-2024", "haining-2024", "方案代码："), ("haining", ("plan", "name"), "另一方案", "haining-2023", "名称："),
    ("haining", ("plan", "alliance"), "haining2", "haining-2023", "医共体：haining → haining2"),
    ("haining", ("plan", "begins"), DAY("2023-05-01"), "haining-2023", "起始日：2023-04-18 → 2023-05-01"),
    ("haining", ("plan", "node"), "H01", "haining-2023", "节点：330481 → H01"), ("haining", ("plan", "rule_name"), "办法", "haining-2023", "办法名称："),
    ("haining", ("plan", "document", "issued_by"), "市政府", "haining-2023", "文件 issued_by："),
]
DUTY = [
    ("haining", "HN-109", ("id",), "HN-960", "HN-960", ""), ("haining", "HN-004", ("type",), "recurring", "", "类型：覆盖 → 常态"),
    ("haining", "HN-006", ("title",), "题", "", "名称："), ("haining", "HN-006", ("short",), "简", "", "名称："),
    ("haining", "HN-006", ("clause",), "三", "", "原文："), ("haining", "HN-006", ("quotes", 0, "text"), "字", "", "原文："),
    ("haining", "HN-006", ("quotes", 0, "offset"), 7, "", "原文"), ("haining", "HN-006", ("binding",), "expected", "", "性质：约束性 → 预期性"),
    ("haining", "HN-006", ("binding_why",), "附件写明", "", "约束性的理由：无 → 附件写明"), ("haining", "HN-019", ("rating", "level"), "4级", "", "目标："),
    ("haining", "HN-006", ("indicator",), "bed_use_rate", "", "指标："), ("haining", "HN-006", ("target", "value"), "36", "", "目标：35%以上 → 36%以上"),
    ("haining", "HN-006", ("target", "op"), ">", "", "目标："), ("haining", "HN-001", ("milestone", "item"), "ct", "", "指标："),
    ("haining", "HN-006", ("scope", "types"), ["township_centre"], "", "范围："), ("haining", "HN-006", ("scope", "under"), GONE, "", "范围："),
    ("haining", "HN-006", ("each",), True, "", "范围："), ("haining", "HN-006", ("judged_on",), "rolling12", "", "判定期："),
    ("haining", "HN-006", ("pace", "kind"), "hold", "", "序时："), ("haining", "HN-006", ("pace", "tolerance"), "0.5", "", "序时 tolerance：无 → 0.5"),
    ("haining", "HN-003", ("tolerance",), "3", "", "目标："), ("haining", "HN-011", ("starts",), DAY("2024-02-01"), "", "起算日：2024-01-01 → 2024-02-01"),
    ("haining", "HN-006", ("due",), DAY("2025-11-30"), "", "时限："), ("haining", "HN-006", ("due_raw",), "年底", "", "时限：到2025年 → 年底"),
    ("haining", "HN-006", ("due_time",), "12:00", "", "时限："), ("haining", "HN-006", ("due_shift",), "next", "", "时限："),
    ("haining", "HN-006", ("deadline",), "internal", "", "时限："), ("haining", "HN-109", ("recurrence", "every"), "year", "", "频次：持续 → 每年"),
    ("haining", "HN-006", ("lead_by",), "document", "", "牵头依据：first_named → document"),
    ("haining", "HN-006", ("departments",), ["市医保局"], "", "部门：市卫健局 → 市医保局"), ("haining", "HN-006", ("proof",), "证", "", "佐证："),
    ("haining", "HN-006", ("questions",), ["何时？"], "", "问题："), ("haining", "HN-006", ("note",), "注", "", "说明："),
    ("haining", "HN-006", ("conflicts_with",), ["HN-006"], None, None),  # must point back: two duties, below
    ("township_rules", None, ("penalty", "amount"), "30", "", "罚则 amount：20 → 30"),
]
INDICATOR = {"code": "X-1", "name": "名", "name_en": "N", "numerator": "discharges", "denominator": "surgery_discharges", "numerator_name": "子",
             "denominator_name": "母", "scale": 1000, "unit": "‰", "decimals": 2, "direction": "down", "over_time": "last",
             "over_institutions": "none", "min_denominator": 31, "definition": "口径", "source": "处", "nature": "性", "official": "gk3_05",
             "valid_from": DAY("2024-01-01")}
# Of answers.yaml: list and its entry (None: the top), key, new value, the line's name, words; what is asked is made beside it.
ANSWERS = [
    (None, "sample", False, "haining/answers.yaml", "sample：true → false"), (None, "begins", DAY("2023-06-01"), "haining-2023", "起始日：2023-05-01 → 2023-06-01"),
    (None, "duties", GONE, "haining/answers.yaml", "HN-117 by：医共体办（样例） → 无"), (None, "answers", GONE, "haining/answers.yaml", "HN-006“何时？” answer：年底 → 无"),
    ("duties", "starts", DAY("2023-06-01"), "HN-117", "起算日：2023-05-02 → 2023-06-01"), ("duties", "due", DAY("2025-11-30"), "HN-117", "2025-12-31（"),
    ("duties", "baseline", {"value": "33.8", "period": "2024"}, "HN-002", "33.8"), ("duties", "answer", "会议纪要", "haining/answers.yaml", "HN-117 answer：样例 → 会议纪要"),
    ("duties", "baselines", [{"institution": "H02", "value": "0.77", "period": "2024"}], "HN-005", "H02基数2024-12为0.77"),
    ("duties", "by", "局办", "haining/answers.yaml", "HN-117 by：医共体办（样例） → 局办"), ("duties", "duty", "HN-120", "HN-117", "时限"),
    ("answers", "duty", "HN-007", "haining/answers.yaml", "HN-007“何时？” answer：无 → 年底"), ("answers", "question", "多少？", "haining/answers.yaml", "HN-006“多少？” answer：无 → 年底"),
    ("answers", "answer", "年中", "haining/answers.yaml", "HN-006“何时？” answer：年底 → 年中"), ("answers", "by", "局办", "haining/answers.yaml", "HN-006“何时？” by：张 → 局办"),
]
RULES = {"lights": (("met", "mark"), "好"), "near_due_workdays": ((), 21), "pace_tolerance": ((), "1"), "ladders": (("behind", 1, "at"), "T+6"),
         "send_windows": ((), ["08:30-11:30"]), "routine_per_day": ((), 2), "anchor": ((), "judgement"),
         "baseline": ((), False), "channels": (("app",), {"content": "full"}), "missing_words": (("drg_result",), "未分"),
         "recurring_near_workdays": ((), 4), "evidence_lag": (("days",), 6)}
KIND = {"name": "表", "name_en": "B", "institution": (("zh",), "机构"), "period": (("zh",), "月"), "file_name": (("bed2_{institution}_{yyyy}M{mm}.csv",), None),
        "expected_of": ["lead_hospital"], "data_lag": (("days",), 6), "hold": (("rows_gone_percent",), 5), "person_columns": ["xm"],
        "fields": ((0, "max"), 99999), "checks": ((1, "severity"), "reject"), "table": "record_bed2"}


def schema_keys(name, *path):
    node = json.loads((CATALOG / f"schema/{name}.json").read_text())
    for part in path:
        node = node[part]
    return set(node["properties"])


def put(tree, path, value):
    *way, last = path
    for part in way:
        tree = tree.setdefault(part, {}) if isinstance(tree, dict) else tree[part]
    if value is GONE:
        del tree[last]
    else:
        tree[last] = value


class Pair:
    """Two catalogs of the base and one plan, a file of both rewritten by one hand."""

    def __init__(self, plan, path):
        top = pathlib.Path(os.environ["DUBAN_TMP"])
        self.sides, self.path, self.plan = (top / "a", top / "b"), path, plan
        for side in self.sides:
            shutil.rmtree(side, ignore_errors=True)
            shutil.copytree(CATALOG / "base", side / "base")
            (side / plan).mkdir()
            for name in ("plan.yaml", "answers.yaml"):
                shutil.copy(CATALOG / plan / name, side / plan / name)
        self.tree = yaml.safe_load((CATALOG / path).read_text())
        self.write(0, self.tree)

    def write(self, side, tree):
        (self.sides[side] / self.path).write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False))

    def differences(self, change):
        tree = copying.deepcopy(self.tree)
        change(tree)
        self.write(1, tree)
        build = pathlib.Path(os.environ.get("DUBAN_BUILD", ROOT / "build-test"))
        done = subprocess.run([str(build / "bin/duban"), "-o", "json", "catalog", "diff", *map(str, self.sides), "--plan", self.plan],
                              capture_output=True, text=True)
        expect(done.returncode, 0, f"{self.path}: {done.stderr}")
        return json.loads(done.stdout)


def must_tell(rows, name, words, about):
    expect(any(row["name"] == name and (words in row["words"]) for row in rows), True, f"{about} is told of {name} as {words!r}: {rows}")


def every_key_of_a_plan_is_told():
    expect({path[1] for _, path, *_ in PLAN}, schema_keys("plan", "properties", "plan"), "keys of a plan in this table")
    pair = Pair("haining", "haining/plan.yaml")
    expect(pair.differences(lambda tree: None), [], "the same file")
    for _, path, value, name, words in PLAN:
        must_tell(pair.differences(lambda tree: put(tree, path, value)), name, words, path)


def every_key_of_a_duty_is_told():
    expect({row[2][0] for row in DUTY}, schema_keys("plan", "definitions", "duty"), "keys of a duty in this table")
    pairs = {plan: Pair(plan, f"{plan}/plan.yaml") for plan in ("haining",)}
    for plan, duty, path, value, name, words in DUTY:
        if words is None:
            continue
        pair = pairs.get(plan) or Pair(plan, f"{plan}/plan.yaml")
        at = [i for i, row in enumerate(pair.tree["duties"]) if row["id"] == duty or (duty is None and row.get("penalty", {}).get("amount") == "20")][0]
        rows = pair.differences(lambda tree: put(tree["duties"][at], path, value))
        must_tell(rows, name or pair.tree["duties"][at]["id"], words, path)
        if plan not in pairs:
            pairs = {"haining": Pair("haining", "haining/plan.yaml")}


def the_start_of_each_institution_is_told():
    pair = Pair("haining", "haining/answers.yaml")
    at = [i for i, answer in enumerate(pair.tree["duties"]) if answer["duty"] == "HN-005"][0]
    was = pair.tree["duties"][at]["baselines"][1]["value"]
    rows = pair.differences(lambda tree: put(tree["duties"][at]["baselines"][1], ("value",), "0.77"))
    must_tell(rows, "HN-005", f"H02基数2024-12为{was}", "a baseline of one hospital")
    must_tell(rows, "HN-005", "H02基数2024-12为0.77", "a baseline of one hospital")
    expect(len(rows), 1, "and of nothing else")


def two_duties_that_begin_to_contradict_are_both_told():
    def contradict(tree):
        duties = {duty["id"]: duty for duty in tree["duties"]}
        duties["HN-006"]["conflicts_with"], duties["HN-007"]["conflicts_with"] = ["HN-007"], ["HN-006"]
    rows = Pair("haining", "haining/plan.yaml").differences(contradict)
    expect([(row["name"], row["words"]) for row in rows], [("HN-006", "矛盾事项：无 → HN-007"), ("HN-007", "矛盾事项：无 → HN-006")], "both")


def every_key_of_an_answer_is_told_also_when_a_duty_changes():
    wanted = {(None, key) for key in schema_keys("answers")} | {(part, key) for part in ("duties", "answers")
                                                                  for key in schema_keys("answers", "properties", part, "items")}
    expect({(part, key) for part, key, *_ in ANSWERS}, wanted, "keys of answers.yaml in this table")
    pair = Pair("haining", "haining/answers.yaml")
    plan = yaml.safe_load((CATALOG / "haining/plan.yaml").read_text())
    duties = {duty["id"]: duty for duty in plan["duties"]}
    plan["plan"]["begins"] = "unset"
    for duty in ("HN-006", "HN-007"):
        duties[duty]["questions"] = ["何时？", "多少？"]
    pair.tree.update(begins=DAY("2023-05-01"), answers=[{"duty": "HN-006", "question": "何时？", "answer": "年底", "by": "张"}])
    entries = {entry["duty"]: entry for entry in pair.tree["duties"]}
    entries["HN-117"]["starts"] = DAY("2023-05-02")
    pair.tree["duties"] = [entries["HN-117"], entries["HN-002"], entries["HN-005"]]
    pair.write(0, pair.tree)
    for side, title in enumerate(("题", "另一题")):  # a duty differs too: what the answers say must not drown in it
        duties["HN-009"]["title"] = title
        (pair.sides[side] / "haining/plan.yaml").write_text(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False))
    rows = pair.differences(lambda tree: None)
    expect([row["name"] for row in rows], ["HN-009"], "what differs besides")
    for part, key, value, name, words in ANSWERS:
        entry = {"baseline": 1, "baselines": 2}.get(key, 0)
        rows = pair.differences(lambda tree: put(tree, (key,) if part is None else (part, entry, key), value))
        must_tell(rows, name, words, (part, key))
        expect("haining/answers.yaml" in [row["name"] for row in rows if "其他改动" in row["words"]], False, f"{part} {key}: {rows}")
        if key in ("starts", "due", "baseline", "baselines", "begins"):
            expect([row["name"] for row in rows if row["what"] == "文件"], [], f"{part} {key} is told by its duty alone")


def every_key_of_an_indicator_is_told():
    expect(set(INDICATOR), schema_keys("indicators", "properties", "indicators", "additionalProperties"), "keys of an indicator in this table")
    pair = Pair("window", "base/indicators.yaml")
    for key, value in INDICATOR.items():
        must_tell(pair.differences(lambda tree: put(tree, ("indicators", "surgery_share", key), value)), "surgery_share", "：", key)


def every_key_of_the_rules_is_told():
    expect(set(RULES), schema_keys("rules"), "keys of the rules in this table")
    pair = Pair("window", "base/rules.yaml")
    for key, (path, value) in RULES.items():
        must_tell(pair.differences(lambda tree: put(tree, (key, *path), value)), "base/rules.yaml", key, key)


def a_kind_says_its_keys_and_what_is_counted_anew():
    pair = Pair("window", "base/kinds/bed_month.yaml")
    for key, value in KIND.items():
        if key == "file_name":
            rows = pair.differences(lambda tree: put(tree, (key,), list(value[0])))
        elif isinstance(value, tuple):
            rows = pair.differences(lambda tree: put(tree, (key, *value[0]), value[1]))
        else:
            rows = pair.differences(lambda tree: put(tree, (key,), value))
        must_tell(rows, "base/kinds/bed_month.yaml", key, key)
        recounted = {row["name"] for row in rows if row["change"] == "recounted"}
        expect("occupied_bed_days" in recounted, key in ("fields", "checks"), f"{key} is counted anew: {recounted}")


def a_day_of_the_calendar_and_a_comment_are_told():
    pair = Pair("window", "base/rules.yaml")
    pair.write(1, pair.tree)
    holidays = pair.sides[1] / "base/holidays.tsv"
    line = next(line for line in holidays.read_text().splitlines() if line.startswith("2025-10-08\t"))
    holidays.write_text(holidays.read_text().replace(line + "\n", ""))
    rows = pair.differences(lambda tree: None)
    expect([(row["name"], row["words"]) for row in rows], [("base/holidays.tsv", f"2025-10-08：{' '.join(line.split(chr(9))[1:])} → 无")], "a day gone")
    shutil.copy(pair.sides[0] / "base/holidays.tsv", holidays)
    for path in ("window/plan.yaml", "base/indicators.yaml", "base/kinds/bed_month.yaml"):
        with open(pair.sides[1] / path, "a", encoding="utf-8") as file:
            file.write("\n# a remark\n")
        rows = pair.differences(lambda tree: None)
        expect([(row["name"], row["words"]) for row in rows], [(path, "其他改动（注释、写法或次序）")], path)
        shutil.copy(pair.sides[0] / path, pair.sides[1] / path)


run([every_key_of_a_plan_is_told, every_key_of_a_duty_is_told, the_start_of_each_institution_is_told, two_duties_that_begin_to_contradict_are_both_told,
     every_key_of_an_answer_is_told_also_when_a_duty_changes, every_key_of_an_indicator_is_told,
     every_key_of_the_rules_is_told, a_kind_says_its_keys_and_what_is_counted_anew, a_day_of_the_calendar_and_a_comment_are_told])
