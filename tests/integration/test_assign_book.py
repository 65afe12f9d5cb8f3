#!/usr/bin/python3
"""The workbook for offices: what goes out by `catalog export -o xlsx`, comes back changed by `assign import` and is told in Chinese. It is
opened and saved here by openpyxl, which shares nothing with the writer and the reader of the command."""
import atexit
import csv
import datetime
import functools
import hashlib
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import zipfile

import openpyxl
import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from world import ROOT, World, expect, run  # noqa: E402

CATALOG = ROOT / "deploy/catalog"
PLANS = sorted(path.parent.name for path in CATALOG.glob("*/plan.yaml"))
TITLES = "编号 事项 原文 目标 口径 时限 科室 岗位 配合 佐证 内部时限 督办起始 职责部门".split()
OPEN = ("科室", "岗位", "配合", "内部时限", "督办起始")
TMP = pathlib.Path(os.environ["DUBAN_TMP"])


def duban(*words, code=0):
    build = pathlib.Path(os.environ.get("DUBAN_BUILD", ROOT / "build-test"))
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DUBAN_", "PG"))}
    done = subprocess.run([str(build / "bin/duban"), *map(str, words)], capture_output=True, text=True, env=clean)
    expect(done.returncode, code, f"exit of duban {' '.join(map(str, words))}: {done.stderr}")
    return done


def table(plan, name):
    """A table of the assignment as a list of dictionaries: by the csv module, not by the product."""
    folder = CATALOG / plan
    path = next(p for p in (folder / "assignment" / f"{name}.tsv", folder / "organisation" / f"{name}.tsv") if p.exists())
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return [{k: v or "" for k, v in row.items()} for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def rows_of(sheet):
    titles = [cell.value for cell in sheet[1]]
    return [dict(zip(titles, [cell.value or "" for cell in row])) for row in sheet.iter_rows(min_row=2)]


@functools.cache
def plan_of(plan):
    """The file of a plan, each number as it is written: by PyYAML, not by the product."""
    return yaml.load((CATALOG / plan / "plan.yaml").read_text(), Loader=yaml.BaseLoader)


def every_plan_is_a_sheet_with_every_duty_and_its_assignment():
    path = TMP / "all.xlsx"
    told = json.loads(duban("-o", "json", "catalog", "export", CATALOG, "--plan", "mudan").stdout)
    done = duban("catalog", "export", CATALOG, "-o", "xlsx", path)
    book = openpyxl.load_workbook(path)
    expect(len(book.worksheets), len(PLANS), "sheets")
    duties = sum(len(plan_of(plan)["duties"]) for plan in PLANS)
    expect((sum(sheet.max_row - 1 for sheet in book), re.findall(r"事项：(\d+)", done.stdout)), (duties, [str(duties)]), "how many there are")
    for plan, sheet in zip(PLANS, book.worksheets):
        text = (CATALOG / plan / "plan.yaml").read_text()
        ids = [i.strip('"') for i in re.findall(r"^  - id: (\S+)", text, flags=re.M)]
        name = re.search(r"^  name: (.*)$", text, flags=re.M).group(1).strip().strip('"')
        expect((sheet.title, [cell.value for cell in sheet[1]]), (name[:31], TITLES), "sheet and titles")
        rows = rows_of(sheet)
        expect([row["编号"] for row in rows], ids, f"ids of {plan}")
        lines = {row["duty"]: row for row in table(plan, "line")}
        posts = {row["code"]: row["name"] for row in table(plan, "post")}
        departments = {row["code"]: row["name"] for row in table(plan, "department")}
        for row in rows:
            line = lines.get(row["编号"])
            if line is None:
                expect([row[title] for title in OPEN], [""] * len(OPEN), f"nobody is assigned to {row['编号']}")
                continue
            name = departments.get(line["department"], line["department"])
            expect(row["科室"].split("（" + line["department"])[0], name, f"department of {row['编号']}")
            expect(row["岗位"].split("（" + line["post"])[0], posts[line["post"]], f"post of {row['编号']}")
            expect((row["配合"], row["内部时限"], row["督办起始"]),
                   (line.get("cooperating", ""), line.get("internal_due", ""), line.get("supervised_from", "")), row["编号"])
    expect([row["duty"] for row in told], [row["编号"] for row in rows_of(book.worksheets[PLANS.index("mudan")])], "the same as JSON")


def the_words_of_a_duty_are_those_of_the_document():
    path = TMP / "haining.xlsx"
    duban("catalog", "export", CATALOG, "--plan", "haining", "-o", "xlsx", path)
    rows = {row["编号"]: row for row in rows_of(openpyxl.load_workbook(path).active)}
    row, each = rows["HN-002"], rows["HN-005"]
    expect((each["目标"], each["口径"].endswith("逐家判定")),
           ("比各自基数提高（基数为样例答复：市人民医院0.94、市中医院0.86、市中心医院0.87）", True), "HN-005")
    expect((row["原文"], row["目标"], row["时限"], row["职责部门"], row["佐证"]),
           ("到2025年,市级公立医院医疗服务收入占比达到35%以上……2025年,市级公立医院医疗服务收入占比达到35%以上", "35%以上", "2025-12-31",
            "市卫健局、市医保局", "全年财务月报，公布后以官方数为准"), "HN-002")
    expect(row["口径"].startswith("分子为医疗服务收入") and row["口径"].endswith("合计判定"), True, row["口径"])


AFTER = {">=": "以上", "<=": "以下", ">": "以上（不含）", "<": "以下（不含）", "=": "", "~": "左右"}
EVERY = {"always": "持续", "unspecified": "定期", "event": "每次", "day": "每日", "month": "每月", "quarter": "每季度", "half_year": "每半年",
         "year": "每年", "five_years": "每五年"}
MONEY = ("元", "万元", "亿元")


def target_in_words(duty, answer):
    """What 目标 must say; of 提高, 降低 with a baseline only how it begins and ends, the number is compared apart."""
    target, words = duty.get("target", {}), []
    is_paper = duty["type"] in ("milestone", "submission", "recurring") and "milestone" in duty
    if "baselines" in answer:
        values = "、".join(r"[^0-9、]+" + re.escape(own["value"]) + r"0*[^0-9、]*" for own in answer["baselines"])
        words.append(re.compile(f"比各自基数{'提高' if target['op'] == 'rise' else '降低'}（基数为样例答复：{values}）"))
    elif target.get("op") in ("rise", "fall"):
        words.append(("高于" if target["op"] == "rise" else "低于", duty.get("pace", {}).get("baseline", answer.get("baseline", {}))["value"],
                      "（基数为样例答复）" if "baseline" in answer else ""))
    elif is_paper and (not target or (target["op"], target["value"]) == (">=", "1") and target["unit"] not in MONEY):
        words.append("达到")
    elif "rating" in duty:
        words.append(duty["rating"]["level"] + "以上")
    elif target:
        is_all = (target["op"], target["value"], target.get("unit")) == (">=", "100", "%")
        words.append("100%" if is_all else target["value"] + target.get("unit", "") + AFTER[target["op"]])
    elif duty["type"] == "coverage":
        words.append("100%")
    return words + ([duty["penalty"]["words"]] if "penalty" in duty else [])


def due_in_words(duty, answer):
    due, raw, recurrence, words = duty.get("due", ""), duty.get("due_raw", ""), duty.get("recurrence"), []
    if due == "unset":
        due = "未定" + (raw if raw.startswith("（") else f"（{raw}）") + (f"，样例答复：{answer['due']}" if "due" in answer else "")
    if due:
        words.append(due + (" " + duty["due_time"] if "due_time" in duty else ""))
    if recurrence:
        month, day = recurrence.get("month"), recurrence.get("day")
        month = "" if month is None else f"{month}月" if recurrence["every"] == "year" else f"第{month}个月"
        within = f"（{recurrence['within']}）" if "within" in recurrence else ""
        words.append(EVERY[recurrence["every"]] + month + (f"{day}日" if day else "") + within)
    return "；".join(words)


def definition_in_words(duty, definitions):
    item = (duty.get("milestone") or duty.get("rating") or {}).get("item")
    if item is None and "indicator" not in duty:
        return ""
    words = (definitions[duty["indicator"]] if item is None else f"最近一次有效的评级（评级记录 {item}）" if duty["type"] == "rating" else
             f"范围内已达到的机构所占比例（节点记录 {item}）" if duty["type"] == "coverage" else f"节点记录 {item} 的数量合计")
    return words + ("；逐家判定" if duty["each"] == "true" else "；合计判定")


def target_agrees(told, wanted):
    """A number that an answer gave is told with the indicator's decimals."""
    if wanted and isinstance(wanted[0], re.Pattern):
        return len(wanted) == 1 and wanted[0].fullmatch(told) is not None
    if not wanted or isinstance(wanted[0], str):
        return told == "；".join(wanted)
    before, number, after = wanted[0]
    shape = re.fullmatch(f"{before}(-?[0-9.]+)[^0-9（；]*{after}", told)
    return len(wanted) == 1 and shape is not None and float(shape[1]) == float(number)


def target_limit_definition_and_proof_are_those_of_the_plan_in_every_line():
    path = TMP / "every.xlsx"
    duban("catalog", "export", CATALOG, "-o", "xlsx", path)
    files = [CATALOG / "base/indicators.yaml", *(CATALOG / "base/indicators").glob("*.yaml")]
    definitions = {name: indicator["definition"] for file in files
                   for name, indicator in yaml.load(file.read_text(), Loader=yaml.BaseLoader)["indicators"].items()}
    for plan, sheet in zip(PLANS, openpyxl.load_workbook(path).worksheets):
        answers = yaml.load((CATALOG / plan / "answers.yaml").read_text(), Loader=yaml.BaseLoader)
        answers = {answer["duty"]: answer for answer in answers.get("duties", [])}
        for row, duty in zip(rows_of(sheet), plan_of(plan)["duties"], strict=True):
            answer = answers.get(duty["id"], {})
            wanted = target_in_words(duty, answer)
            expect(target_agrees(row["目标"], wanted), True, f"target of {duty['id']}: {row['目标']}, expected {wanted}")
            told = {key: row[key] for key in ("原文", "时限", "口径", "佐证", "事项", "职责部门")}
            expect(told, {"原文": "……".join(quote["text"] for quote in duty["quotes"]), "时限": due_in_words(duty, answer),
                          "口径": definition_in_words(duty, definitions), "佐证": duty["proof"], "事项": duty["title"],
                          "职责部门": "、".join(duty["departments"])}, duty["id"])


def an_office_can_read_and_print_it_and_sees_what_may_be_changed():
    path = TMP / "haining.xlsx"
    duban("catalog", "export", CATALOG, "--plan", "haining", "-o", "xlsx", path)
    sheet = openpyxl.load_workbook(path).active
    expect((sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage,
            sheet.page_setup.fitToHeight, sheet.protection.sheet), ("C2", "$1:$1", "landscape", True, 0, True), "the sheet")
    for title, cell in zip(TITLES, sheet[2]):
        may = title in OPEN
        expect((cell.protection.locked, cell.fill.fgColor.rgb, cell.alignment.wrap_text), (not may, "FFFFF8DC" if may else "FFEDEDED", True), title)


def the_same_input_makes_the_same_bytes():
    sums = set()
    for name in ("one.xlsx", "two.xlsx"):
        duban("catalog", "export", CATALOG, "-o", "xlsx", TMP / name)
        sums.add(hashlib.sha256((TMP / name).read_bytes()).hexdigest())
    expect(len(sums), 1, "workbooks that differ")
    with zipfile.ZipFile(TMP / "one.xlsx") as package:
        expect({info.date_time for info in package.infolist()}, {(1980, 1, 1, 0, 0, 0)}, "times in the package")


def wrong_use_is_two_and_a_file_that_cannot_be_written_is_told():
    duban("catalog", "export", "-o", "xlsx", code=2)
    duban("catalog", "check", "-o", "xlsx", code=2)
    done = duban("catalog", "export", CATALOG, "--plan", "mudan", "-o", "xlsx", TMP / "no/such/folder.xlsx", code=1)
    expect("工作簿没有写成" in done.stderr, True, done.stderr)


class Office:
    """A world with a plan in force, and the workbook that an office got."""

    def __init__(self, world, plan):
        self.world, self.path = world, world.dir / "分工.xlsx"
        world.migrate()
        world.clock_set("2025-12-15 08:30")
        world.up()
        world.apply(plan, CATALOG)
        world.assign(plan, CATALOG)
        world.duban("catalog", "export", "-o", "xlsx", self.path)

    def fresh(self):
        """As it was at first: every case begins so."""
        self.world.assign("haining", CATALOG)
        self.version = self.versions()
        return self

    def save(self, **changes):
        """Saves it again, as an office program does, with cells changed: duty__column=value."""
        book = openpyxl.load_workbook(self.path)
        sheet = book.active
        for place, value in changes.items():
            duty, title = place.split("__")
            self.cell(sheet, duty.replace("_", "-"), title).value = value
        path = self.world.dir / "改后.xlsx"
        book.save(path)
        return path

    @staticmethod
    def cell(sheet, duty, title):
        row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == duty)
        return row[[cell.value for cell in sheet[1]].index(title)]

    def give(self, path, *extra, check=True):
        return self.world.duban("assign", "import", path, "--by", "test", "--reason", "test", *extra, check=check)

    def versions(self):
        return self.world.one("SELECT max(version) FROM alert.organisation_version")

    def lines(self):
        folder = self.world.dir / "out"
        self.world.duban("assign", "export", folder)
        return (folder / "assignment/line.tsv").read_text()


@functools.cache
def shared_office():
    world = World()
    world.__enter__()
    atexit.register(world.__exit__, None, None, None)
    return Office(world, "haining")


def the_office():
    return shared_office().fresh()


def what_was_not_changed_says_so_and_changes_nothing():
    office = the_office()
    before = office.lines()
    for path in (office.path, office.save()):
        for how in ("--dry-run", "--yes"):
            done = office.give(path, how)
            expect(done.out.splitlines()[0], "没有变化 (no difference)", f"{path.name} {how}")
    expect((office.versions(), office.lines()), (office.version, before), "the store")


def a_changed_assignment_is_shown_first_and_then_in_force():
    office = the_office()
    before = office.lines()
    path = office.save(HN_002__岗位="人事科科长岗", HN_002__配合="医政科\n市医保局", HN_003__内部时限=datetime.date(2025, 11, 30),
                       HN_004__岗位="P-YZ", HN_005__督办起始="2025年12月20日", HN_006__科室=" 人事 科 ",
                       HN_007__科室=None, HN_007__岗位=None, HN_007__配合=None)
    dry = office.give(path, "--dry-run")
    for words in ("分工 HN-002：岗位由“规财科科长岗（P-GC）”改为“人事科科长岗（P-RS）”", "内部时限由“”改为“2025-11-30”", "督办起始由“”改为“2025-12-20”"):
        expect(words in re.sub(r"\s+", "", dry.out).replace("分工HN", "分工 HN"), True, f"{words} in {dry.out}")
    expect((office.versions(), office.lines()), (office.version, before), "a dry run changes nothing")
    office.give(path, "--yes")
    wanted = []
    for line in before.splitlines():
        cells = line.split("\t")
        if cells[0] == "HN-007":
            continue
        cells += [""] * (6 - len(cells)) if cells[0] in ("HN-002", "HN-003", "HN-004", "HN-005", "HN-006") else []
        if cells[0] == "HN-002":
            cells[2], cells[5] = "P-RS", "医政科、市医保局"
        elif cells[0] == "HN-003":
            cells[3] = "2025-11-30"
        elif cells[0] == "HN-004":
            cells[2] = "P-YZ"
        elif cells[0] == "HN-005":
            cells[4] = "2025-12-20"
        elif cells[0] == "HN-006":
            cells[1] = "RSK"
        wanted.append("\t".join(cells))
    expect(office.lines().splitlines(), wanted, "line.tsv, cell by cell, comments and order as they were")
    again = office.give(path, "--yes")
    expect(again.out.splitlines()[0], "没有变化 (no difference)", "the second time")


def a_duty_that_had_no_line_gets_one():
    office = the_office()
    gone = office.save(HN_010__科室=None, HN_010__岗位=None, HN_010__配合=None, HN_010__内部时限=None, HN_010__督办起始=None)
    before = office.lines()
    office.give(gone, "--yes")
    expect(re.findall(r"^HN-010\t.*\n", office.lines(), flags=re.M), [], "the line")
    office.give(office.path, "--yes")
    old, new = re.search(r"^HN-010\t.*$", before, flags=re.M).group(), re.search(r"^HN-010\t.*$", office.lines(), flags=re.M).group()
    expect(new.split("\t")[:3], old.split("\t")[:3], "it is there again")


def faults_name_sheet_row_and_column_and_what_would_be_right():
    office = the_office()
    sheet = "海宁市推进高水平县级医院建设三年行动方案"
    refused = office.give(office.save(HN_002__岗位="规财科科长", HN_003__科室="某某委员会办公室", HN_004__目标="90%以上", HN_005__内部时限="年底",
                                      HN_006__编号="HN-0006", HN_008__岗位=None, HN_009__时限=datetime.date(2024, 1, 1)), "--yes", check=False)
    expect(refused.code, 1, "exit")
    for words in (f"改后.xlsx〔{sheet}〕:3 H列“岗位”: E-XLS-015 错误: 没有岗位“规财科科长”，是否想写“规财科科长岗”？",
                  f"〔{sheet}〕:4 G列“科室”: E-XLS-014 错误: 没有科室“某某委员会办公室”",
                  f"〔{sheet}〕:5 D列“目标”: E-XLS-013 错误: 此列不能改：应为“100%”，表中是“90%以上”",
                  f"〔{sheet}〕:6 K列“内部时限”: E-XLS-017 错误: “年底”不是日期，应如 2026-06-30",
                  f"〔{sheet}〕:7 A列“编号”: E-XLS-011 错误: 事项“HN-0006”不在现行方案中，是否想写“HN-006”？",
                  f"〔{sheet}〕:9 H列“岗位”: E-XLS-018 错误: 有分工就要写“岗位”",
                  f"〔{sheet}〕:10 F列“时限”: E-XLS-013 错误: 此列不能改"):
        expect(words in refused.err, True, f"{words}\nin\n{refused.err}")
    expect(office.versions(), office.version, "nothing was changed")


def a_sheet_may_be_renamed_sorted_shortened_and_annotated():
    office = the_office()
    book = openpyxl.load_workbook(office.path)
    sheet = book.active
    sheet.title = "科室认领"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    sheet.delete_rows(2, len(rows))
    for row in reversed(rows[:-3]):
        sheet.append(row + ["已核对"])
    sheet.insert_cols(1)
    sheet.cell(1, 1).value = "序号"
    for number in range(2, sheet.max_row + 1):
        sheet.cell(number, 1).value = number - 1
    sheet.append([None] * 20 + ["制表人：某某"])
    book.create_sheet("说明").append(["各科室自行认领"])
    path = office.world.dir / "认领.xlsx"
    book.save(path)
    done = office.give(path, "--yes")
    expect((done.out.splitlines()[0], "E-XLS-019" in done.err and "3个" in done.err), ("没有变化 (no difference)", True), done.err)
    book["科室认领"].append([None, "HN-001"])
    book.save(path)
    expect("E-XLS-012" in office.give(path, "--yes", check=False).err, True, "a duty that stands twice")


def a_workbook_that_was_exported_without_an_assignment_empties_none():
    office = the_office()
    bare = office.world.dir / "bare"
    if not bare.exists():
        shutil.copytree(CATALOG / "base", bare / "base")
        (bare / "haining").mkdir()
        for path in (CATALOG / "haining").iterdir():
            if path.is_file():
                shutil.copy(path, bare / "haining")
    path = office.world.dir / "bare.xlsx"
    office.world.duban("catalog", "export", bare, "--plan", "haining", "-o", "xlsx", path)
    lines = len(table("haining", "line"))
    for how in ("--dry-run", "--yes"):
        refused = office.give(path, how, check=False)
        expect((refused.code, "E-XLS-360" in refused.err, f"撤销{lines}个事项的分工" in refused.err), (1, True, True), refused.err)
    expect(office.versions(), office.version, "nothing was changed")


def answer_when_asked(office, words, meanwhile):
    """Runs the command on a terminal and does something else before the question is answered with yes."""
    master, slave = pty.openpty()
    process = subprocess.Popen([str(office.world.bin / "duban"), "--config", str(office.world.config), *map(str, words)], stdin=slave,
                               stdout=slave, stderr=slave, env=office.world.env, cwd=ROOT)
    os.close(slave)
    said = b""
    while "生效？".encode() not in said:
        said += os.read(master, 65536)
    meanwhile()
    os.write(master, b"y\n")
    try:
        while part := os.read(master, 65536):
            said += part
    except OSError:
        pass  # the other end is closed
    os.close(master)
    return process.wait(60), said.decode()


def what_somebody_else_changed_meanwhile_is_not_undone():
    """Between the difference and the yes the post of another line goes to somebody else: his change stays, the yes is refused."""
    office = the_office()
    mine, theirs = office.world.dir / "mine.xlsx", office.save(HN_003__岗位="P-YZ")
    shutil.copy(theirs, office.world.dir / "theirs.xlsx")
    theirs = office.world.dir / "theirs.xlsx"
    shutil.move(office.save(HN_002__岗位="P-RS"), mine)
    folder = office.world.dir / "mine"
    shutil.copytree(CATALOG / "haining/organisation", folder / "organisation", dirs_exist_ok=True)
    shutil.copytree(CATALOG / "haining/assignment", folder / "assignment", dirs_exist_ok=True)
    lines = (folder / "assignment/line.tsv").read_text()
    (folder / "assignment/line.tsv").write_text(re.sub(r"^(HN-002\t[^\t]*)\t[^\t]*", r"\1\tP-RS", lines, flags=re.M))
    for source in (mine, folder):
        office.fresh()
        code, said = answer_when_asked(office, ("assign", "import", source, "--by", "test", "--reason", "test"),
                                       lambda: office.give(theirs, "--yes"))
        expect((code, "E-ALT-360" in said), (1, True), said)
        now = {line.split("\t")[0]: line.split("\t") for line in office.lines().splitlines()}
        before = {row["duty"]: row for row in table("haining", "line")}
        expect((now["HN-002"][2], now["HN-003"][2]), (before["HN-002"]["post"], "P-YZ"), "whose change is in force")
    office.fresh()
    code, said = answer_when_asked(office, ("assign", "import", mine, "--by", "test", "--reason", "test"), lambda: None)
    expect((code, office.versions()), (0, str(int(office.version) + 1)), said)


def what_is_no_workbook_is_told():
    office = the_office()
    path = office.world.dir / "no.xlsx"
    for content, code in ((b"duty\tpost\n", "E-XLS-001"), (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 512, "E-XLS-006")):
        path.write_bytes(content)
        refused = office.give(path, "--yes", check=False)
        expect((refused.code, code in refused.err), (1, True), refused.err)
    expect(office.give(office.world.dir / "none.xlsx", "--yes", check=False).code, 1, "a file that is not there")
    other = office.world.dir / "other.xlsx"
    office.world.duban("catalog", "export", CATALOG, "--plan", "leshan", "-o", "xlsx", other)
    refused = office.give(other, "--yes", check=False)
    expect((refused.code, "E-XLS-010" in refused.err), (1, True), "another plan's workbook")


if __name__ == "__main__":
    run([every_plan_is_a_sheet_with_every_duty_and_its_assignment, the_words_of_a_duty_are_those_of_the_document,
         target_limit_definition_and_proof_are_those_of_the_plan_in_every_line,
         an_office_can_read_and_print_it_and_sees_what_may_be_changed, the_same_input_makes_the_same_bytes,
         wrong_use_is_two_and_a_file_that_cannot_be_written_is_told, what_was_not_changed_says_so_and_changes_nothing,
         a_changed_assignment_is_shown_first_and_then_in_force, a_duty_that_had_no_line_gets_one,
         faults_name_sheet_row_and_column_and_what_would_be_right, a_sheet_may_be_renamed_sorted_shortened_and_annotated,
         a_workbook_that_was_exported_without_an_assignment_empties_none, what_somebody_else_changed_meanwhile_is_not_undone,
         what_is_no_workbook_is_told])
