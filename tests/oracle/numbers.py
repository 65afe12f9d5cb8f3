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
With --rejects:   file  line  column  reason  verdict
line is where the record begins; verdict is reject or warn; all faults of a row are told, and its warnings too.
"""

import sys

# This folder goes last: the standard library has a `numbers` of its own, which fractions needs.
sys.path.append(sys.path.pop(0))

import argparse
import csv
import os
from collections import OrderedDict, defaultdict
from fractions import Fraction

from returns import KINDS, Base, Return, find_files, read_table

FOLDER = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


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
        for (item, month), kept in one.records if one.kind == "rating" else ():
            granted[one.institution, item, month] = kept
    for institution, item, month in sorted(granted):
        kept = granted[institution, item, month]
        yield "rating:" + item, institution, "latest", month, str(kept["rank"]), "", kept["level"]


def compute_milestones(returns):
    """What was reached, by the last row of each item, in the month of that row."""
    reached = {}
    for one in returns:
        for (item,), kept in one.records if one.kind == "milestone" else ():
            reached[one.institution, item] = kept
    for (institution, item), kept in sorted(reached.items()):
        when, quantity = kept["reached_on"], exact(kept["quantity"])
        yield "milestone:" + item, institution, "latest", "%04d-%02d" % (when.year, when.month), quantity, "", quantity


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
