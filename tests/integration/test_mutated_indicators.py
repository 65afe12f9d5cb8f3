#!/usr/bin/env python3
"""Changing any one operator, literal, name or rule of deploy/catalog/base/indicators.yaml must fail a test.

Each change is made alone in a copy of the file, and the unit test model_shipped_indicators is run on the copy: a change
that it does not notice is a hole in it. A change that no longer loads counts as noticed only if the file's other form is
impossible anyway, so changes are chosen that load. Python's standard library only.
"""

import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

FILE = "deploy/catalog/base/indicators.yaml"
PROGRAM = os.path.join(os.environ.get("DUBAN_BUILD", "build-test"), "test/unit/model_shipped_indicators")
COMPARISONS = ["=", "<>", "<", "<=", ">", ">="]
WORDS = {
    "direction": ["up", "down", "band", "reach"],
    "over_time": ["sum", "last"],  # the mean of a ratio is the ratio of its sums: no change at all
    "over_institutions": ["ratio_of_sums", "share_of_members", "none"],
}
# measures of one kind, so that the changed file still loads
FIELDS = {
    "finance_month": ["medical_income", "service_income", "personnel_expense", "business_expense", "current_liabilities", "total_assets"],
    "bed_month": ["open_bed_days", "occupied_bed_days"],
    "drg_result": ["weight", "admission_no"],
    "discharge": ["admission_no", "stay_days"],
}


def condition_changes(text):
    """Other conditions than `text`, each differing in one place."""
    for match in re.finditer(r"<>|<=|>=|=|<|>", text):
        for other in COMPARISONS:
            ordered = other not in ("=", "<>")
            if other != match.group() and not (ordered and "'" in text[match.end():match.end() + 3]):
                yield text[:match.start()] + other + text[match.end():]
    for old, new in ((" and ", " or "), (" or ", " and "), ("is present", "is empty"), ("is empty", "is present"),
                     ("'入组'", "'未入组'"), ("'未入组'", "'入组'")):
        for match in re.finditer(re.escape(old), text):
            yield text[:match.start()] + new + text[match.end():]
    for match in re.finditer(r"(?<![\w'])\d+(?![\w'])", text):
        for step in (-1, 1):
            yield text[:match.start()] + str(int(match.group()) + step) + text[match.end():]
    parts = text.split(" and ")
    if len(parts) > 1:
        for i in range(len(parts)):
            yield " and ".join(parts[:i] + parts[i + 1:])
    yield "not (" + text + ")"
    yield "true"


def measure_changes(line):
    kind = re.search(r"kind: (\w+)", line).group(1)
    where = re.search(r'where: "([^"]*)"', line)
    if where:
        for other in condition_changes(where.group(1)):
            yield line[:where.start(1)] + other + line[where.end(1):]
    else:
        yield line.rstrip()[:-1] + ', where: "not true"}\n'
    summed = re.search(r'of: "sum\((\w+)\)"', line)
    if summed:
        yield line.replace(summed.group(), "of: count")
        for field in FIELDS[kind]:
            if field != summed.group(1):
                yield line.replace(summed.group(1), field) if line.count(summed.group(1)) == 1 else \
                    line[:summed.start(1)] + field + line[summed.end(1):]
        yield line[:summed.start(1)] + "-" + line[summed.start(1):]
        yield line[:summed.end(1)] + " + 1" + line[summed.end(1):]
    else:
        for field in FIELDS[kind]:
            yield line.replace("of: count", 'of: "sum(%s)"' % field)


def indicator_changes(line, measures):
    match = re.match(r"    (\w+): (.*)$", line)
    if not match:
        return
    key, value = match.groups()
    others = []
    if key in ("numerator", "denominator"):
        others = [name for name in measures if name != value]
    elif key in WORDS:
        others = [word for word in WORDS[key] if word != value]
    elif key == "scale":
        others = ["1" if value != "1" else "100", "1000"]
    elif key == "decimals" or key == "min_denominator":
        others = [str(int(value) + 1), str(int(value) - 1)]
    elif key == "unit":
        others = ['"‰"']
    for other in others:
        yield "    %s: %s\n" % (key, other)
    if key == "denominator":
        yield ""


def all_changes(lines):
    measures = re.findall(r"^  (\w+): \{kind:", "".join(lines), re.M)
    for number, line in enumerate(lines):
        if re.match(r"  \w+: \{kind:", line):
            changed = measure_changes(line)
        else:
            changed = indicator_changes(line, measures)
        for other in changed:
            yield number, line, other


def noticed(lines, number, other):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        file.write("".join(lines[:number]) + other + "".join(lines[number + 1:]))
        file.flush()
        run = subprocess.run([PROGRAM], env=dict(os.environ, DUBAN_TEST_INDICATORS=file.name), stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    return run.returncode != 0


def main():
    lines = open(FILE, encoding="utf-8").readlines()
    if noticed(lines, 0, lines[0]):
        print("the test fails on the unchanged file")
        return 1
    changes = list(all_changes(lines))
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(lambda change: noticed(lines, change[0], change[2]), changes))
    survivors = [change for change, seen in zip(changes, results) if not seen]
    for number, line, other in survivors:
        print("%s:%d: not noticed\n  - %s\n  + %s" % (FILE, number + 1, line.strip(), other.strip()))
    print("%d passed, %d failed" % (len(changes) - len(survivors), len(survivors)))
    return 1 if survivors or len(changes) < 100 else 0


sys.exit(main())
