#!/usr/bin/python3
"""What `catalog export -o jsonl` says of a duty, field by field, against expectations that were written by hand from the documents, not
from the plan files: the words that decide stand beside each."""
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from world import ROOT, expect, run  # noqa: E402

CATALOG = ROOT / "deploy/catalog"
END_2025 = "2025-12-31"
# id → (the document's words, what the line must say). A key that is not named is not compared.
EXPECTED = {
    # 001, text 二（七）2 and annex; the annex has the departments: 市卫健局、市医保局
    "HN-002": ("到2025年,市级公立医院医疗服务收入占比达到35%以上", dict(
        plan="haining", kind="indicator_target", operator=">=", value="35", unit="%", tolerance=None, binding="binding", baseline=None,
        due=END_2025, departments=["市卫健局", "市医保局"], lead_by="first_named", recurrence=None)),
    "HN-003": ("到2025年,市级公立医院在收支平衡前提下,人员支出占业务支出比例达到45%左右 … 市卫健局、市人社局", dict(
        operator="~", value="45", unit="%", tolerance="2", binding="expected", due=END_2025, departments=["市卫健局", "市人社局"])),
    "HN-006": ("出院患者手术占比、微创手术占比、三四类手术占比分别达到35%、15%、15%以上", dict(
        operator=">=", value="35", unit="%", binding="binding", due=END_2025, departments=["市卫健局"])),
    "HN-014": ("到2025年,市级医院流动负债占总资产的比例小于30% … 市卫健局、市财政局", dict(
        operator="<", value="30", unit="%", binding="binding", due=END_2025, departments=["市卫健局", "市财政局"])),
    "HN-031": ("到2023年,……;市四院、市妇保院创建三级乙等专科医院", dict(
        kind="rating", rating_level="三级乙等", value=None, unit=None, due="2023-12-31", each=True, binding="binding")),
    "HN-050": ("到2025年,……县域公立医疗卫生机构床位达到3.7张/千人; annex: six departments in this order", dict(
        operator=">=", value="3.7", due=END_2025, baseline=None,
        departments=["市卫健局", "市发改局", "市财政局", "市自规局", "市住建局", "相关镇(街道)"])),
    # 000, dated 2022
    "MD-075": ("各单位“一院一案”实施方案于6月15日12时前报区卫生健康局", dict(
        kind="submission", due="2022-06-15", due_time="12:00", due_raw="6月15日12时前", each=True, binding="binding", departments=["各单位"],
        recurrence=None)),
    "MD-067": ("区级综合医院每年10月底前向区卫生健康局报送本单位工作总结", dict(
        kind="submission", recurrence="year month=10 day=31", departments=["区级综合医院"], each=True, due_raw="每年10月底前")),
    # 002 篇6: 具体指标(到20xx年); a year that is not printed is no date
    "LA-009": ("到20xx年 … 孕产妇零死亡", dict(operator="=", value="0", due=None, due_raw="到20xx年", binding="binding")),
    "LA-010": ("5岁以下儿童死亡率≤5%, as printed", dict(
        operator="<=", value="5", unit="%", binding="expected", due=None, conflicts_with=["LA-288"])),
    "LA-288": ("the same, in the usual unit", dict(
        operator="<=", value="5", unit="‰", binding="expected", due=None, conflicts_with=["LA-010"])),
    "LA-026": ("严重致残致畸出生缺陷发生率9.5%, as printed", dict(
        operator="<=", value="9.5", unit="%", binding="expected", baseline=None, due=None, conflicts_with=["LA-289"])),
    "LA-030": ("个人卫生支出占卫生总费用比例≤26%", dict(
        operator="<=", value="26", unit="%", binding="binding", baseline=None, due=None, due_raw="到20xx年", departments=[], lead_by=None)),
    "LA-068": ("城区平均急救反应时间少于11分钟。责任牵头科室:医政科、疾控科", dict(
        operator="<", value="11", unit="分钟", binding="binding", departments=["医政科", "疾控科"], conflicts_with=["LA-095"])),
    "LA-095": ("力争平均急救反应时间少于15分", dict(operator="<", value="15", unit="分钟", binding="expected", conflicts_with=["LA-068"])),
    # 003
    "LS-002": ("力争病例组合指数（CMI）值达到1.1左右", dict(operator="~", value="1.1", binding="expected", due=None, baseline=None)),
    "LS-110": ("降低万元收入能耗支出 … 〔区卫生健康局和区审计局按职责分工负责〕", dict(
        operator="fall", value=None, binding="expected", due=None, baseline=None, departments=["区卫生健康局", "区审计局"])),
    "LS-188": ("3名以上正式党员的内设机构及所属单位设立党的组织: no date is printed; each hospital", dict(
        kind="coverage", binding="binding", due=None, due_raw="（原文未写时限）", each=True,
        scope="types=lead_hospital,specialist_hospital;under=511102")),
    # 004
    "TJ-019": ("到2025年，建成一批国家级、市级和区级临床重点专科: 一批 is no number", dict(
        kind="milestone", operator=None, value=None, unit=None, binding="expected", due=END_2025)),
    # 002 篇2
    "TC-012": ("拉丁文和中文不能混写,否则罚款5元/次", dict(
        kind="rule", operator=None, value=None, due=None, recurrence="event",
        penalty={"words": "否则罚款5元/次", "amount": "5", "unit": "元", "per": "次", "condition": "处方拉丁文和中文混写"})),
}


def exported():
    build = pathlib.Path(os.environ.get("DUBAN_BUILD", ROOT / "build-test"))
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DUBAN_", "PG"))}
    done = subprocess.run([str(build / "bin/duban"), "-o", "jsonl", "catalog", "export", str(CATALOG)], capture_output=True, text=True, env=clean)
    expect(done.returncode, 0, done.stderr)
    return {row["id"]: row for row in map(json.loads, done.stdout.splitlines())}


ROWS = exported()


def what_the_county_answered_stands_apart():
    by = {"due": None, "starts": None, "by": "医共体办（样例）", "sample": True}
    each = [{"institution": "H01", "value": "4.5", "period": "2024-12"}, {"institution": "H02", "value": "3", "period": "2024-12"},
            {"institution": "H03", "value": "3.2", "period": "2024-12"}]
    for duty, answered in {"HN-057": by | {"baseline": None, "baselines": each},
                           "HN-006": by | {"baseline": {"value": "34.1", "period": "2024-12"}, "baselines": None}}.items():
        expect((ROWS[duty]["baseline"], ROWS[duty]["answered"]), (None, answered), duty)
    expect((ROWS["HN-057"]["operator"], ROWS["HN-057"]["value"], ROWS["HN-057"]["each"]), ("rise", None, True), "HN-057")


def the_export_says_of_each_duty_what_its_document_says():
    for duty, (words, fields) in EXPECTED.items():
        row = ROWS[duty]
        told = {key: row[key] for key in fields} | ({"plan": row["document"][:3]} if "plan" in fields else {})
        wanted = fields | ({"plan": "001"} if "plan" in fields else {})
        expect(told, wanted, f"{duty} ({words})")


def a_number_of_a_recurrence_never_stands_without_its_name():
    for row in ROWS.values():
        parts = (row["recurrence"] or "").split()
        expect([part for part in parts[1:] if part.split("=")[0] not in ("month", "day", "within")], [], f"recurrence of {row['id']}")
        expect([part for part in parts if part.isdigit() or ":" in part], [], f"recurrence of {row['id']}")


run([what_the_county_answered_stands_apart, the_export_says_of_each_duty_what_its_document_says, a_number_of_a_recurrence_never_stands_without_its_name])
