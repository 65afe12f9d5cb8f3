#!/usr/bin/env python3
"""The second opinion on the numbers.

Reads return files (front pages, grouping returns, finance, beds, ratings) and computes the indicators from their published
definitions: 国办发〔2019〕4号 annex items 4, 31 and 33, the case-mix index over grouped cases, the bed use rate, the level of
the electronic record. It shares no line with the services, with duban-gen, or with the catalog's parser: the rules of
acceptance are written down here once more, by hand, from the interface standard. Python's standard library only.

usage: numbers.py [--institutions FILE] [--base DIR] [--rejects] [--kind KIND] PATH...

PATH is a file or a folder that is searched. A later PATH with the return of the same institution, kind and month replaces
the earlier one, as a re-sent month does; ratings add up.

Output, tab separated, one line a cell:   indicator  of  window  period  numerator  denominator  value
`of` is an institution, a group (330481-G1), the county (330481), or one type of institution in it (330481/lead_hospital).
With --rejects:   file  line  column  reason  verdict     (line is where the record begins; verdict is reject or warn)
"""

import sys

sys.path.pop(0)  # this folder: the standard library has a `numbers` of its own, which fractions needs

import argparse
import csv
import io
import os
import re
from collections import OrderedDict, defaultdict
from datetime import datetime
from fractions import Fraction

FOLDER = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NAMES = [
    ("discharge", re.compile(r"^hqmsts_(\d{4})M(\d{2})\.csv$")),
    ("drg_result", re.compile(r"^drg_([A-Za-z0-9-]+)_(\d{4})M(\d{2})\.csv$")),
    ("finance_month", re.compile(r"^finance_([A-Za-z0-9-]+)_(\d{4})M(\d{2})\.csv$")),
    ("bed_month", re.compile(r"^bed_([A-Za-z0-9-]+)_(\d{4})M(\d{2})\.csv$")),
    ("rating", re.compile(r"^rating(?:_[A-Za-z0-9-]+)?_(\d{4})M(\d{2})\.csv$")),
    ("milestone", re.compile(r"^milestone(?:_[A-Za-z0-9-]+)?_(\d{4})M(\d{2})\.csv$")),
]


class Bad(Exception):
    """Why a record does not count: column, reason."""


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


def plain(cell):
    cell = cell.strip(" \t\u3000")
    return "" if cell == "-" else cell


def number(cell, column, decimals, low=None, high=None):
    """None for an empty cell."""
    cell = plain(cell)
    if not cell:
        return None
    cell = cell.translate(WIDE)
    if "," in cell:
        if not re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", cell):
            raise Bad(column, "number")
        cell = cell.replace(",", "")
    match = re.fullmatch(r"[+-]?\d+(?:\.(\d+))?", cell)
    if not match or (match.group(1) or "")[decimals:].strip("0"):
        raise Bad(column, "number")
    value = Fraction(cell)
    if (low is not None and value < low) or (high is not None and value > high):
        raise Bad(column, "range")
    return value


def moment(cell, column):
    cell = plain(cell)
    if not cell:
        return None
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|(\d{2})(\d{2}))"
                         r"(?:(?: +|T)(\d{1,2}):(\d{2})(?::(\d{2}))?)?", cell)
    if not match:
        raise Bad(column, "date")
    year, rest = int(match.group(1)), match.groups()[1:]
    month, day = [int(part) for part in rest[:6] if part is not None]
    hour, minute, second = [int(part or 0) for part in rest[6:]]
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        raise Bad(column, "date") from None


def required(value, column):
    if value is None or value == "":
        raise Bad(column, "missing")
    return value


def code_of(cell, column, table):
    cell = plain(cell)
    if cell and cell not in table:
        raise Bad(column, "code")
    return cell


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


MONEY = Fraction(99999999999)
LEVELS = ["C17X01"] + ["C38X%02d" % n for n in range(1, 41)]
ITEMS = ["D%d" % n for n in range(11, 35)]


def discharge(cell, base, month, warn):
    """A front page. cell(column) gives the text. Returns key, what is kept."""
    rc = base.rc
    kept = OrderedDict()
    key = (required(plain(cell("A48")), "A48"), required(number(cell("A49"), "A49", 0, 1, 9999), "A49"))
    if len(key[0]) > 50:
        raise Bad("A48", "long")
    kept["in"] = required(moment(cell("B12"), "B12"), "B12")
    kept["out"] = required(moment(cell("B15"), "B15"), "B15")
    kept["days"] = required(number(cell("B20"), "B20", 0, 1, 999999), "B20")
    kept["day"] = required(code_of(cell("B38"), "B38", rc["RC039"]), "B38")
    kept["sex"] = required(code_of(cell("A12C"), "A12C", rc["RC001"]), "A12C")
    kept["age"] = required(number(cell("A14"), "A14", 0, 0, 150), "A14")
    kept["age_days"] = number(cell("A16"), "A16", 0, 0, 364)
    kept["birth_weight"] = number(cell("A18X01"), "A18x01", 0, 0, 999999)
    kept["weight"] = number(cell("A17"), "A17", 0, 0, 999999)
    for column, table in (("A46C", "RC032"), ("B11C", "RC026"), ("B13C", "RC023"), ("B16C", "RC023")):
        kept[column] = required(code_of(cell(column), column, rc[table]), column)
    kept["diagnosis"] = required(code_of(cell("C03C"), "C03C", base.diagnoses), "C03C")
    kept["C05C"] = required(code_of(cell("C05C"), "C05C", rc["RC027"]), "C05C")
    kept["others"] = sum(bool(plain(cell("C06X%02dC" % n))) for n in range(1, 41))
    kept["pathology"] = sum(bool(plain(cell(column))) for column in ("C09C", "F07X01C", "F07X02C"))
    kept["cause"] = bool(plain(cell("C12C")))
    kept["operation"] = code_of(cell("C14X01C"), "C14x01C", base.operations)
    kept["operated"] = moment(cell("C16X01"), "C16x01")
    levels = [number(cell(column), column.replace("X", "x"), 0, 1, 4) for column in LEVELS]
    kept["main_level"] = levels[0]
    kept["level"] = max((level for level in levels if level is not None), default=None)
    kept["incision"] = code_of(cell("C21X01C"), "C21x01C", rc["RC014"])
    kept["anaesthesia"] = code_of(cell("C22X01C"), "C22x01C", rc["RC013"])
    kept["operations"] = sum(bool(plain(cell(column))) for column in ["C14X01C"] + ["C35X%02dC" % n for n in range(1, 41)])
    kept["way"] = required(code_of(cell("B34C"), "B34C", rc["RC019"]), "B34C")
    kept["receiver"] = bool(plain(cell("B35")))
    kept["again"] = required(code_of(cell("B36C"), "B36C", rc["RC028"]), "B36C")
    kept["purpose"] = bool(plain(cell("B37")))
    kept["cost"] = required(number(cell("D01"), "D01", 2, Fraction(1, 100), Fraction(99999999999, 100)), "D01")
    kept["own"] = required(number(cell("D09"), "D09", 2, 0, Fraction(99999999999, 100)), "D09")
    money = {column: number(cell(column), column.replace("X", "x"), 2) or 0 for column in ITEMS + ["D20X01", "D20X02", "D23X01"]}
    for column in ("D20", "D23", "D23X01"):
        if money[column] < 0:
            raise Bad(column.replace("X", "x"), "range")
    kept["items"] = sum(money[column] for column in ITEMS)
    kept["parts"] = money["D20X01"] + money["D20X02"]
    for name, columns in (("D20", ["D20"]), ("D23", ["D23"]), ("D23x01", ["D23X01"]), ("chinese", ["D24", "D25"]), ("material", ["D31", "D32", "D33"])):
        kept[name] = sum(money[column] for column in columns)
    if (kept["out"].year, kept["out"].month) != month:
        raise Bad("B15", "month")
    if kept["in"] > kept["out"]:
        raise Bad("B12", "order")
    if kept["age"] == 0 and kept["age_days"] is None:
        raise Bad("A16", "newborn")
    if kept["way"] in ("2", "3") and not kept["receiver"]:
        raise Bad("B35", "receiver")
    discharge_warnings(kept, warn)
    return key, kept


def discharge_warnings(kept, warn):
    if kept["age"] > 0 and kept["age_days"]:
        warn("A16", "age")
    if kept["age"] == 0 and kept["age_days"] is not None and kept["age_days"] <= 28 and kept["weight"] is None:
        warn("A17", "missing")
    for name, column in (("birth_weight", "A18x01"), ("weight", "A17")):
        if kept[name] and not 100 <= kept[name] <= 9999:
            warn(column, "range")
    if kept["again"] == "2" and not kept["purpose"]:
        warn("B37", "purpose")
    if kept["own"] > kept["cost"]:
        warn("D09", "sum")
    if kept["items"] > kept["cost"]:
        warn("D01", "sum")
    if kept["parts"] > kept["D20"]:
        warn("D20", "sum")
    if kept["D23x01"] > kept["D23"]:
        warn("D23x01", "sum")
    if not kept["operation"] and kept["level"] is not None:
        warn("C14x01C", "level")
    if kept["operation"] and kept["operated"] and not kept["in"] <= kept["operated"] <= kept["out"]:
        warn("C16x01", "order")
    if re.match(r"C|D[0-4]", kept["diagnosis"]) and not kept["pathology"]:
        warn("C09C", "missing")
    if kept["diagnosis"][0] in "ST" and not kept["cause"]:
        warn("C12C", "missing")
    if kept["sex"] == "1" and kept["diagnosis"][0] == "O":
        warn("A12C", "sex")


def drg_result(cell, base, month, _warn):
    key = (required(plain(cell("record_no")), "record_no"), required(number(cell("admission_no"), "admission_no", 0, 1, 9999), "admission_no"))
    kept = OrderedDict()
    kept["out"] = required(moment(cell("discharged_on"), "discharged_on"), "discharged_on")
    kept["group"] = code_of(cell("drg_code"), "drg_code", base.groups)
    kept["weight"] = number(cell("weight"), "weight", 4, 0, Fraction(999999, 10000))
    kept["status"] = required(plain(cell("status")), "status")
    of_month(cell, month)
    if kept["status"] not in ("入组", "未入组"):
        raise Bad("status", "code")
    if kept["status"] == "入组" and not kept["group"]:
        raise Bad("drg_code", "missing")
    if kept["status"] == "入组" and not kept["weight"]:
        raise Bad("weight", "missing")
    return key, kept


def of_month(cell, month):
    if plain(cell("period")) != "%04d-%02d" % month:
        raise Bad("period", "month")


def finance_month(cell, _base, month, warn):
    kept = OrderedDict()
    for column in ("medical_income", "service_income", "personnel_expense", "business_expense", "current_liabilities", "total_assets"):
        kept[column] = required(number(cell(column), column, 2, 0, MONEY + Fraction(99, 100)), column)
    of_month(cell, month)
    if kept["service_income"] > kept["medical_income"]:
        raise Bad("service_income", "sum")
    if kept["personnel_expense"] > kept["business_expense"]:
        raise Bad("personnel_expense", "sum")
    if kept["current_liabilities"] > kept["total_assets"]:
        warn("current_liabilities", "sum")
    return (), kept


def bed_month(cell, _base, month, warn):
    kept = OrderedDict()
    for column in ("open_bed_days", "occupied_bed_days"):
        kept[column] = required(number(cell(column), column, 0, 0, 999999), column)
    of_month(cell, month)
    if kept["open_bed_days"] == 0 and kept["occupied_bed_days"] > 0:
        raise Bad("open_bed_days", "sum")
    if kept["occupied_bed_days"] > kept["open_bed_days"]:
        warn("occupied_bed_days", "sum")
    return (), kept


def rating(cell, base, _month, _warn):
    kept = OrderedDict()
    for column, longest in (("item", 40), ("level", 40), ("document", 80)):
        kept[column] = required(plain(cell(column)), column)
        if len(kept[column]) > longest:
            raise Bad(column, "long")
    kept["granted_on"] = required(moment(cell("granted_on"), "granted_on"), "granted_on")
    kept["valid_to"] = moment(cell("valid_to"), "valid_to")
    kept["rank"] = base.ranks.get((kept["item"], kept["level"]))
    if kept["rank"] is None:
        raise Bad("level", "code")
    if kept["valid_to"] and kept["valid_to"] < kept["granted_on"]:
        raise Bad("valid_to", "order")
    return (kept["item"], kept["granted_on"]), kept


def milestone(cell, _base, _month, _warn):
    kept = OrderedDict()
    for column, longest in (("item", 40), ("document", 80)):
        kept[column] = required(plain(cell(column)), column)
        if len(kept[column]) > longest:
            raise Bad(column, "long")
    kept["reached_on"] = required(moment(cell("reached_on"), "reached_on"), "reached_on")
    quantity = number(cell("quantity"), "quantity", 0, 0, 999999999)
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
        place = {}
        for index, name in enumerate(header):
            place[CHINESE.get(name, name).upper() if kind == "discharge" else CHINESE.get(name, name.lower())] = index
        column = "A01" if kind == "discharge" else "institution_code"
        named = {cells[place[column]].strip() for _, cells in records if len(cells) == len(header)}
        known = {(row["front_page_code"] if kind == "discharge" else row["code"]): row["code"] for row in institutions}
        codes = {known[name] for name in named if name in known}
        if len(codes) != 1:
            raise SystemExit("%s: not one known institution but %s" % (path, sorted(named)))
        self.institution = codes.pop()
        survivors = defaultdict(list)
        for line, cells in records:
            self.read_count += 1
            if len(cells) != len(header):
                self.remarks.append((line, "", "cells", "reject"))
                continue
            warnings = []
            try:
                if known.get(cells[place[column]].strip()) != self.institution:
                    raise Bad(column, "institution")
                key, kept = KINDS[kind](lambda name, c=cells: c[place[name]] if name in place else "", base, month,
                                        lambda where, why, w=warnings: w.append((where, why)))
            except Bad as bad:
                self.remarks.append((line, bad.args[0], bad.args[1], "reject"))
                continue
            self.remarks += [(line, where, why, "warn") for where, why in warnings]
            survivors[key].append((line, kept))
        self.records = []
        for key, same in survivors.items():
            if all(kept == same[0][1] for _, kept in same):
                self.records.append((key, same[0][1]))
                self.remarks += [(line, "", "duplicate", "warn") for line, _ in same[1:]]
            else:
                self.remarks += [(line, "", "conflict", "reject") for line, _ in same]
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


# ---- the indicators --------------------------------------------------------------------------------------------

def sums(one):
    """The measures of one return."""
    kept = [record for _, record in one.records]
    if one.kind == "discharge":
        operated = [r for r in kept if r["operation"]]
        return {"discharges": len(kept), "surgery_discharges": len(operated),
                "level34_discharges": sum(r["level"] is not None and r["level"] >= 3 for r in operated)}
    if one.kind == "drg_result":
        grouped = [r for r in kept if r["status"] == "入组"]
        return {"grouped_cases": len(grouped), "grouped_weight": sum((r["weight"] for r in grouped), Fraction(0))}
    return {name: sum((r[name] for r in kept), Fraction(0)) for name in (kept[0] if kept else ())}


# indicator: numerator, denominator, scale, decimals, over time
INDICATORS = OrderedDict([
    ("surgery_share", ("surgery_discharges", "discharges", 100, 1, "sum")),
    ("level34_share", ("level34_discharges", "surgery_discharges", 100, 1, "sum")),
    ("case_mix_index", ("grouped_weight", "grouped_cases", 1, 2, "sum")),
    ("service_income_share", ("service_income", "medical_income", 100, 1, "sum")),
    ("personnel_share", ("personnel_expense", "business_expense", 100, 1, "sum")),
    ("current_liability_share", ("current_liabilities", "total_assets", 100, 1, "last")),
    ("bed_use_rate", ("occupied_bed_days", "open_bed_days", 100, 1, "sum")),
])
MEASURES = ["discharges", "surgery_discharges", "level34_discharges", "grouped_cases", "grouped_weight"]


def rounded(value, decimals):
    """Half away from zero."""
    scaled = abs(value) * 10 ** decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).rjust(decimals + 1, "0")
    text = digits[:-decimals] + "." + digits[-decimals:] if decimals else digits
    return "-" + text if value < 0 and whole else text


def exact(value):
    """A terminating decimal without trailing zeros."""
    value, decimals = Fraction(value), 0
    while (value * 10 ** decimals).denominator != 1:
        decimals += 1
    return rounded(value, decimals)


def members(institutions):
    """who belongs to which `of`"""
    parent = {row["code"]: row["parent_code"] for row in institutions}
    result = OrderedDict()
    for row in institutions:
        code, of = row["code"], [row["code"]]
        while parent.get(of[-1]):
            of.append(parent[of[-1]])
        if len(of) > 1:
            of.append("%s/%s" % (of[-1], row["type"]))
        for name in of:
            result.setdefault(name, []).append(code)
    return result


def compute(returns, institutions):
    totals = defaultdict(dict)  # (institution, month) -> measures
    for one in returns:
        if one.kind not in ("rating", "milestone"):
            totals[one.institution, one.month].update(sums(one))
    months = sorted({month for _, month in totals})
    for of, codes in members(institutions).items():
        for month in months:
            for window, start in (("month", month), ("ytd", (month[0], 1))):
                span = [m for m in months if start <= m <= month]
                yield from cells_of(totals, of, codes, window, month, span)


def cells_of(totals, of, codes, window, month, span):
    period = "%04d-%02d" % month

    def add(name, when):
        found = [totals[code, m][name] for code in codes for m in when if name in totals.get((code, m), ())]
        return sum(found, Fraction(0)) if found else None

    for name in MEASURES:
        total = add(name, span)
        if total is not None:
            yield name, of, window, period, exact(total), "", exact(total)
    for name, (numerator, denominator, scale, decimals, over) in INDICATORS.items():
        when = span if over == "sum" else span[-1:]
        above, below = add(numerator, when), add(denominator, when)
        if below:
            yield name, of, window, period, exact(above), exact(below), rounded(Fraction(above) * scale / Fraction(below), decimals)


def compute_ratings(returns):
    """The rank in force at the end of each month in which something was granted."""
    granted = {}
    for one in returns:
        for (item, when), kept in one.records if one.kind == "rating" else ():
            granted[one.institution, item, when] = kept
    for institution, item, when in sorted(granted):
        kept = granted[institution, item, when]
        yield "rating:" + item, institution, "latest", "%04d-%02d" % (when.year, when.month), str(kept["rank"]), "", kept["level"]


def compute_milestones(returns):
    for one in returns:
        for (item,), kept in one.records if one.kind == "milestone" else ():
            when = kept["reached_on"]
            yield "milestone:" + item, one.institution, "latest", "%04d-%02d" % (when.year, when.month), exact(kept["quantity"]), "", exact(kept["quantity"])


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--institutions", default=os.path.join(FOLDER, "deploy/catalog/haining/organisation/institution.tsv"))
    parser.add_argument("--base", default=os.path.join(FOLDER, "deploy/catalog/base"))
    parser.add_argument("--rejects", action="store_true")
    parser.add_argument("--kind", choices=sorted(KINDS))
    parser.add_argument("path", nargs="+")
    args = parser.parse_args()
    csv.field_size_limit(1 << 24)
    institutions, base = read_table(args.institutions), Base(args.base)
    current, upserts = OrderedDict(), []
    for path, kind, month in find_files(args.path, args.kind):
        one = Return(path, kind, month, base, institutions)
        if args.rejects:
            for line, column, reason, verdict in one.remarks:
                print(os.path.basename(path), line, column, reason, verdict, sep="\t")
        elif kind in ("rating", "milestone"):
            upserts.append(one)
        else:
            current[one.institution, kind, month] = one
    if not args.rejects:
        for cell in [*compute(current.values(), institutions), *compute_ratings(upserts), *compute_milestones(upserts)]:
            print(*cell, sep="\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())
