"""Return files as the oracle reads them: encodings, spellings, and which record counts.

The rules of acceptance are written down here by hand, from the interface standard of the front page and the kinds' published checks;
nothing is shared with the services, with duban-gen, or with the catalog's parser. Python's standard library only.
"""

import csv
import io
import os
import re
from collections import OrderedDict, defaultdict
from datetime import datetime
from fractions import Fraction

NAMES = [
    ("discharge", re.compile(r"^hqmsts_(\d{4})M(\d{2})\.csv$")),
    ("drg_result", re.compile(r"^drg_([A-Za-z0-9-]+)_(\d{4})M(\d{2})\.csv$")),
    ("finance_month", re.compile(r"^finance_([A-Za-z0-9-]+)_(\d{4})M(\d{2})\.csv$")),
    ("bed_month", re.compile(r"^bed_([A-Za-z0-9-]+)_(\d{4})M(\d{2})\.csv$")),
    ("rating", re.compile(r"^rating(?:_[A-Za-z0-9-]+)?_(\d{4})M(\d{2})\.csv$")),
    ("milestone", re.compile(r"^milestone(?:_[A-Za-z0-9-]+)?_(\d{4})M(\d{2})\.csv$")),
]


# ---- reading ---------------------------------------------------------------------------------------------------

def read_table(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
    return [dict(zip(lines[0], line)) for line in lines[1:]]


def read_records(path):
    """Header and (line, cells) of a CSV file in UTF-8 with or without BOM, else GB18030."""
    data = open(path, "rb").read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(reader)
    records, line = [], reader.line_num + 1
    for cells in reader:
        if cells:
            records.append((line, cells))
        line = reader.line_num + 1
    return [name.strip() for name in header], records


WIDE = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")


class Places(dict):
    """Where a column stands in the file, whatever the case of its letters; None where it is not."""

    def __missing__(self, column):
        self[column] = index = self.get(column.upper())
        return index


class Row:
    """One record under examination. What is wrong with it is noted by the code of deploy/catalog/base/reasons.tsv."""

    def __init__(self, cells, place, month, base):
        self.cells, self.place, self.month, self.base = cells, place, month, base
        self.faults, self.warnings = [], []

    def fault(self, column, code):
        self.faults.append((column, code))

    def warn(self, column, code):
        self.warnings.append((column, code))

    def text(self, column, longest=None, need=False):
        """As written, blanks cut; "" for nothing and for a hyphen."""
        index = self.place[column]
        cell = self.cells[index] if index is not None else ""
        if cell != "-":
            cell = cell.strip(" \t\r\n\u3000")
        if cell == "-":
            cell = ""
        if need and not cell:
            self.fault(column, "E-ING-110")
        if longest and len(cell) > longest:
            self.fault(column, "E-ING-117")
        return cell

    def there(self, columns):
        return sum(bool(self.text(column)) for column in columns)

    def number(self, column, decimals=0, low=None, high=None, need=False):
        """None when there is none, or none that can be used."""
        cell = self.text(column, need=need)
        if not cell:
            return None
        narrow = cell.translate(WIDE)
        if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", narrow):
            narrow = narrow.replace(",", "")
        match = re.fullmatch(r"[+-]?\d+(?:\.(\d+))?", narrow, re.ASCII)
        if not match:
            self.fault(column, "E-ING-111")
            return None
        if (match.group(1) or "")[decimals:].strip("0"):
            self.fault(column, "E-ING-113" if decimals else "E-ING-112")
            return None
        value = Fraction(narrow)
        if (low is not None and value < low) or (high is not None and value > high):
            self.fault(column, "E-ING-114")
            return None
        if narrow != cell:
            self.warn(column, "W-ING-132")
        return value

    def moment(self, column, need=False, with_time=True):
        cell = self.text(column, need=need)
        if not cell:
            return None
        match = re.fullmatch(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|(\d{2})(\d{2}))"
                             r"(?:(?: +|T)(\d{1,2}):(\d{2})(?::(\d{2}))?)?", cell, re.ASCII)
        try:
            year, rest = int(match.group(1)), match.groups()[1:]
            month, day = [int(part) for part in rest[:6] if part is not None]
            value = datetime(year, month, day, *[int(part or 0) for part in rest[6:]])
        except (AttributeError, ValueError):
            self.fault(column, "E-ING-115")
            return None
        usual = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d" if with_time else r"\d{4}-\d\d-\d\d"
        if not re.fullmatch(usual, cell):
            self.warn(column, "W-ING-131")
        return value

    def code(self, column, table, need=False):
        cell = self.text(column, need=need)
        if cell and cell not in table:
            self.fault(column, "E-ING-116")
            return ""
        return cell

    def record_no(self, column):
        cell = self.text(column, longest=50, need=True)
        if re.fullmatch(r"[0-9.]+[Ee]\+\d+", cell):
            self.fault(column, "E-ING-121")
        return cell

    def of_month(self):
        if self.text("period") != "%04d-%02d" % self.month:
            self.fault("period", "E-ING-120")


# ---- what counts, kind by kind ---------------------------------------------------------------------------------

class Base:
    """The published tables."""

    def __init__(self, folder):
        self.rc = defaultdict(set)
        for row in read_table(os.path.join(folder, "rc_codes.tsv")):
            self.rc[row["table"]].add(row["code"])
        codes = os.path.join(folder, "codes")
        self.diagnoses = {row["code"] for row in read_table(os.path.join(codes, "icd10_diagnosis.tsv"))}
        self.operations = {row["code"] for row in read_table(os.path.join(codes, "icd9cm3_operation.tsv"))}
        self.groups = {row["code"] for row in read_table(os.path.join(codes, "chs_drg_1_1.tsv"))}
        self.ranks = {(row["item"], row["level"]): int(row["rank"]) for row in read_table(os.path.join(folder, "rating_scales.tsv"))}


MONEY_MAX = Fraction(9999999999999, 100)
COST_MAX = Fraction(99999999999, 100)
LEVELS = ["C17x01"] + ["C38x%02d" % n for n in range(1, 41)]
ITEMS = ["D%d" % n for n in range(11, 35)]


def discharge(row):
    """A front page: what is kept of it, and its key."""
    rc, kept = row.base.rc, OrderedDict()
    key = (row.record_no("A48"), row.number("A49", 0, 1, 9999, need=True))
    kept["in"] = row.moment("B12", need=True)
    kept["out"] = row.moment("B15", need=True)
    kept["days"] = row.number("B20", 0, 1, 999999, need=True)
    kept["age"] = row.number("A14", 0, 0, 150, need=True)
    kept["age_days"] = row.number("A16", 0, 0, 364)
    kept["birth_weight"] = row.number("A18x01", 0, 0, 999999)
    kept["weight"] = row.number("A17", 0, 0, 999999)
    for column, table in (("B38", "RC039"), ("A12C", "RC001"), ("A46C", "RC032"), ("B11C", "RC026"), ("B13C", "RC023"),
                          ("B16C", "RC023"), ("C05C", "RC027"), ("B34C", "RC019"), ("B36C", "RC028")):
        kept[column] = row.code(column, rc[table], need=True)
    kept["diagnosis"] = row.code("C03C", row.base.diagnoses, need=True)
    kept["operation"] = row.code("C14x01C", row.base.operations)
    kept["incision"] = row.code("C21x01C", rc["RC014"])
    kept["anaesthesia"] = row.code("C22x01C", rc["RC013"])
    kept["operated"] = row.moment("C16x01")
    levels = [row.number(column, 0, 1, 4) for column in LEVELS]
    kept["main_level"] = levels[0]
    kept["level"] = max((level for level in levels if level is not None), default=None)
    kept["others"] = row.there("C06x%02dC" % n for n in range(1, 41))
    kept["pathology"] = row.there(("C09C", "F07x01C", "F07x02C"))
    kept["cause"] = row.there(["C12C"])
    kept["operations"] = row.there(["C14x01C"] + ["C35x%02dC" % n for n in range(1, 41)])
    kept["receiver"] = row.there(["B35"])
    kept["purpose"] = row.there(["B37"])
    kept["cost"] = row.number("D01", 2, Fraction(1, 100), COST_MAX, need=True)
    kept["own"] = row.number("D09", 2, 0, COST_MAX, need=True)
    money = {}
    for column in ITEMS + ["D20x01", "D20x02", "D23x01"]:
        money[column] = row.number(column, 2, 0 if column in ("D20", "D23", "D23x01") else None) or Fraction(0)
    kept["items"] = sum(money[column] for column in ITEMS)
    kept["parts"] = money["D20x01"] + money["D20x02"]
    for name, columns in (("D20", ["D20"]), ("D23", ["D23"]), ("D23x01", ["D23x01"]), ("chinese", ["D24", "D25"]), ("material", ["D31", "D32", "D33"])):
        kept[name] = sum(money[column] for column in columns)
    if kept["out"] and (kept["out"].year, kept["out"].month) != row.month:
        row.fault("B15", "E-ING-120")
    if not row.faults:
        check_discharge(row, kept)
    return key, kept


def check_discharge(row, kept):
    if kept["in"] > kept["out"]:
        row.fault("B12", "E-ING-201")
    if kept["age"] == 0 and kept["age_days"] is None:
        row.fault("A16", "E-ING-202")
    if kept["B34C"] in ("2", "3") and not kept["receiver"]:
        row.fault("B35", "E-ING-206")
    if kept["age"] > 0 and kept["age_days"]:
        row.warn("A16", "E-ING-203")
    if kept["age"] == 0 and kept["age_days"] is not None and kept["age_days"] <= 28 and kept["weight"] is None:
        row.warn("A17", "E-ING-204")
    for name, column in (("birth_weight", "A18x01"), ("weight", "A17")):
        if kept[name] and not 100 <= kept[name] <= 9999:
            row.warn(column, "E-ING-205")
    if kept["B36C"] == "2" and not kept["purpose"]:
        row.warn("B37", "E-ING-207")
    if kept["own"] > kept["cost"]:
        row.warn("D09", "E-ING-208")
    if kept["items"] > kept["cost"]:
        row.warn("D01", "E-ING-209")
    if kept["parts"] > kept["D20"]:
        row.warn("D20", "E-ING-210")
    if kept["D23x01"] > kept["D23"]:
        row.warn("D23x01", "E-ING-211")
    if not kept["operation"] and kept["level"] is not None:
        row.warn("C14x01C", "E-ING-212")
    if kept["operation"] and kept["operated"] and not kept["in"] <= kept["operated"] <= kept["out"]:
        row.warn("C16x01", "E-ING-213")
    if re.match(r"C|D[0-4]", kept["diagnosis"]) and not kept["pathology"]:
        row.warn("C09C", "E-ING-214")
    if kept["diagnosis"][0] in "ST" and not kept["cause"]:
        row.warn("C12C", "E-ING-215")
    if kept["A12C"] == "1" and kept["diagnosis"][0] == "O":
        row.warn("A12C", "E-ING-216")


def drg_result(row):
    key = (row.record_no("record_no"), row.number("admission_no", 0, 1, 9999, need=True))
    kept = OrderedDict()
    kept["out"] = row.moment("discharged_on", need=True, with_time=False)
    kept["group"] = row.code("drg_code", row.base.groups)
    kept["weight"] = row.number("weight", 4, 0, Fraction(999999, 10000))
    kept["status"] = row.text("status", longest=10, need=True)
    row.of_month()
    if not row.faults:
        if kept["status"] not in ("入组", "未入组"):
            row.fault("status", "E-ING-220")
        if kept["status"] != "未入组" and not kept["group"]:
            row.fault("drg_code", "E-ING-221")
        if kept["status"] != "未入组" and not kept["weight"]:
            row.fault("weight", "E-ING-222")
    return key, kept


def finance_month(row):
    kept = OrderedDict()
    for column in ("medical_income", "service_income", "personnel_expense", "business_expense", "current_liabilities", "total_assets"):
        kept[column] = row.number(column, 2, 0, MONEY_MAX, need=True)
    row.of_month()
    if not row.faults:
        if kept["service_income"] > kept["medical_income"]:
            row.fault("service_income", "E-ING-230")
        if kept["personnel_expense"] > kept["business_expense"]:
            row.fault("personnel_expense", "E-ING-231")
        if kept["current_liabilities"] > kept["total_assets"]:
            row.warn("current_liabilities", "E-ING-232")
    return (), kept


def bed_month(row):
    kept = OrderedDict()
    for column in ("open_bed_days", "occupied_bed_days"):
        kept[column] = row.number(column, 0, 0, 999999, need=True)
    row.of_month()
    if not row.faults:
        if kept["open_bed_days"] == 0 and kept["occupied_bed_days"] > 0:
            row.fault("open_bed_days", "E-ING-240")
        if kept["occupied_bed_days"] > kept["open_bed_days"]:
            row.warn("occupied_bed_days", "E-ING-241")
    return (), kept


def rating(row):
    kept = OrderedDict()
    for column, longest in (("item", 40), ("level", 40), ("document", 80)):
        kept[column] = row.text(column, longest, need=True)
    kept["granted_on"] = row.moment("granted_on", need=True, with_time=False)
    kept["valid_to"] = row.moment("valid_to", with_time=False)
    kept["rank"] = row.base.ranks.get((kept["item"], kept["level"]))
    known = kept["item"] in {item for item, _ in row.base.ranks}
    if kept["item"] and not known and len(kept["item"]) <= 40:
        row.fault("item", "E-ING-116")
    if kept["level"] and kept["rank"] is None:
        row.fault("level", "E-ING-122")
    if not row.faults and kept["valid_to"] and kept["valid_to"] < kept["granted_on"]:
        row.fault("valid_to", "E-ING-250")
    return (kept["item"], kept["granted_on"] and str(kept["granted_on"])[:7]), kept


def milestone(row):
    kept = OrderedDict()
    for column, longest in (("item", 40), ("document", 80)):
        kept[column] = row.text(column, longest, need=True)
    kept["reached_on"] = row.moment("reached_on", need=True, with_time=False)
    quantity = row.number("quantity", 0, 0, 999999999)
    kept["quantity"] = Fraction(1) if quantity is None else quantity
    return (kept["item"],), kept


KINDS = {"discharge": discharge, "drg_result": drg_result, "finance_month": finance_month, "bed_month": bed_month,
         "rating": rating, "milestone": milestone}
CHINESE = {"医疗收入": "medical_income", "医疗服务收入": "service_income", "人员经费": "personnel_expense", "业务支出": "business_expense",
           "流动负债": "current_liabilities", "总资产": "total_assets", "实际开放总床日数": "open_bed_days", "实际占用总床日数": "occupied_bed_days",
           "病案号": "record_no", "住院次数": "admission_no", "出院日期": "discharged_on", "DRG编码": "drg_code", "权重": "weight",
           "入组状态": "status", "评级项目": "item", "节点项目": "item", "级别": "level", "批准日期": "granted_on", "有效期至": "valid_to",
           "文号或证书号": "document", "文号或证明材料": "document", "达到日期": "reached_on", "数量": "quantity"}


# ---- a file ----------------------------------------------------------------------------------------------------

class Return:
    """What one file says: the records that count, and the remarks (line, column, reason, verdict)."""

    def __init__(self, path, kind, month, base, institutions):
        self.path, self.kind, self.month = path, kind, month
        self.remarks = []
        self.read_count = 0
        header, records = read_records(path)
        place = Places((CHINESE.get(name, name).upper(), index) for index, name in enumerate(header))
        column = "A01" if kind == "discharge" else "institution_code"
        known = {(row["front_page_code"] if kind == "discharge" else row["code"]): row["code"] for row in institutions}
        first = records[0][1] if records else []
        named = first[place[column]].strip() if len(first) > place[column] else ""
        if named not in known:
            raise SystemExit("%s: no known institution in the first record" % path)
        self.institution = known[named]
        survivors = defaultdict(list)
        for line, cells in records:
            self.read_count += 1
            if len(cells) != len(header):
                self.remarks.append((line, "", "E-ING-118", "reject"))
                continue
            row = Row(cells, place, month, base)
            if known.get(cells[place[column]].strip()) != self.institution:
                row.fault(column, "E-ING-119")
            key, kept = KINDS[kind](row)
            self.remarks += [(line, where, why, "reject") for where, why in row.faults]
            self.remarks += [(line, where, why, "warn") for where, why in row.warnings]
            if not row.faults:
                survivors[key].append((line, kept))
        self.records = []
        for key, same in survivors.items():
            if all(kept == same[0][1] for _, kept in same):
                self.records.append((key, same[0][1]))
                self.remarks += [(line, "", "W-ING-133", "warn") for line, _ in same[1:]]
            else:
                self.remarks += [(line, "", "E-ING-123", "reject") for line, _ in same]
        self.remarks.sort(key=lambda remark: remark[0])


def find_files(paths, only):
    for top in paths:
        for folder, _, names in sorted(os.walk(top)) if os.path.isdir(top) else [(os.path.dirname(top), [], [os.path.basename(top)])]:
            for name in sorted(names):
                for kind, pattern in NAMES:
                    match = pattern.match(name)
                    if match and (not only or kind == only):
                        year, month = match.groups()[-2:]
                        yield os.path.join(folder, name), kind, (int(year), int(month))
