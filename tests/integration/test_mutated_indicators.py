#!/usr/bin/env python3
"""Changing any one operator, literal, name or rule of the shipped indicators must fail a test.

Each change is made alone in a copy of its file. For deploy/catalog/base/indicators.yaml the unit test model_shipped_indicators is run
on the copy; for the files of base/indicators/ there are thousands, and model_counted_indicators tries a list of them in one run. A change
that is not noticed is a hole in the test. A change that no longer loads counts as noticed only if the file's other form is
impossible anyway, so changes are chosen that load. Python's standard library only.
"""

import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

BASE = "deploy/catalog/base/"
FILE = BASE + "indicators.yaml"
UNIT = os.path.join(os.environ.get("DUBAN_BUILD", "build-test"), "test/unit/")
PROGRAM = UNIT + "model_shipped_indicators"
COUNTED = UNIT + "model_counted_indicators"
COMPARISONS = ["=", "<>", "<", "<=", ">", ">="]
WORDS = {
    "direction": ["up", "down", "band", "reach"],
    "over_time": ["sum", "last"],  # the mean of a ratio is the ratio of its sums: no change at all
    "over_institutions": ["ratio_of_sums", "share_of_members", "none", "share_not_negative"],
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
        others = [scale for scale in ("1" if value != "1" else "100", "1000") if scale != value]
    elif key == "decimals" or key == "min_denominator":
        others = [str(int(value) + 1), str(int(value) - 1)]
    elif key == "unit":
        others = ['"‰"' if value != '"‰"' else '"%"']
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
        run = subprocess.run([PROGRAM], env=dict(os.environ, DUBAN_TEST_INDICATORS="indicators.yaml=" + file.name), stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    return run.returncode != 0


# ---- base/indicators/: by the counted files --------------------------------------------------------------------------


def number_fields(kind):
    with open(BASE + "kinds/%s.yaml" % kind, encoding="utf-8") as file:
        return re.findall(r"name: (\w+),.*type: (?:integer|decimal|rank)", file.read())


def other_codes(literal):
    """Other codes of the tables that have this one."""
    with open(BASE + "codes/items.tsv", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    tables = {row[0] for row in rows if row[1] == literal}
    return [row[1] for row in rows if row[0] in tables and row[1] != literal]


def counted_condition_changes(text):
    for match in re.finditer(r"<>|<=|>=|=|<|>", text):
        for other in COMPARISONS:
            if other != match.group() and not (other not in ("=", "<>") and "'" in text[match.end():match.end() + 3]):
                yield text[:match.start()] + other + text[match.end():]
    for old, new in ((" and ", " or "), ("is present", "is empty"), ("not ", "")):
        for match in re.finditer(re.escape(old), text):
            yield text[:match.start()] + new + text[match.end():]
    for match in re.finditer(r"'([^']*)'", text):
        for other in other_codes(match.group(1))[:3] or ["nobody"]:
            yield text[:match.start(1)] + other + text[match.end(1):]
    for match in re.finditer(r", '[^']*'(?=\))|'[^']*', (?=')", text):
        yield text[:match.start()] + text[match.end():]
    for match in re.finditer(r"(?<![\w'])\d+(?![\w'])", text):
        for step in (-1, 1):
            yield text[:match.start()] + str(int(match.group()) + step) + text[match.end():]
    parts = text.split(" and ")
    for i in range(len(parts) if len(parts) > 1 else 0):
        yield " and ".join(parts[:i] + parts[i + 1:])
    yield "not (" + text + ")"
    yield "true"


def counted_measure_changes(line):
    kind = re.search(r"kind: (\w+)", line).group(1)
    where = re.search(r'where: "([^"]*)"', line)
    if where:
        for other in counted_condition_changes(where.group(1)):
            yield line[:where.start(1)] + other + line[where.end(1):]
    else:
        yield line.rstrip()[:-1] + ', where: "not true"}\n'
    summed = re.search(r'of: "sum\(([^"]*)\)"', line)
    if not summed:
        for field in number_fields(kind)[:2]:
            yield line.replace("of: count", 'of: "sum(%s)"' % field)
        return
    inside = summed.group(1)
    others = ["-(%s)" % inside, inside + " + 1"]
    for match in re.finditer(r"[-+*]", inside):
        others += [inside[:match.start()] + op + inside[match.end():] for op in "-+*" if op != match.group()]
    for match in re.finditer(r"\w+", inside):
        others += [inside[:match.start()] + field + inside[match.end():] for field in number_fields(kind) if field != match.group()]
    for other in others:
        yield line[:summed.start(1)] + other + line[summed.end(1):]
    yield line.replace(summed.group(), "of: count")


def is_no_change(block, key, other):
    """Of a share of members that have any at all, the newest month says the same as all months."""
    return key == "over_time" and "share_of_members" in block and "numerator: eqa_taken" in block


def counted_changes(lines, measures):
    block = ""
    for number, line in enumerate(lines):
        if re.match(r"  \w+:$", line):
            block = "".join(lines[number:number + 14])
        if re.match(r"  \w+: \{kind:", line):
            for other in counted_measure_changes(line):
                yield number, other
            continue
        match = re.match(r"    (\w+): (.*)$", line)
        key = match.group(1) if match else ""
        if key in ("numerator", "denominator"):
            at = measures.index(match.group(2))
            for name in (measures[at - 1], measures[(at + 1) % len(measures)]):
                yield number, "    %s: %s\n" % (key, name)
            if key == "denominator":
                yield number, ""
        else:
            for other in indicator_changes(line, measures):
                if not is_no_change(block, key, other):
                    yield number, other


def try_part(changes, folder, part):
    """Runs one list of changes; returns the lines that were not noticed, or what the program said if it failed otherwise."""
    listed = os.path.join(folder, "list%d" % part)
    with open(listed, "w", encoding="utf-8") as out:
        out.write("".join("%s=%s\n" % (name, path) for name, path in changes))
    run = subprocess.run([COUNTED], env=dict(os.environ, DUBAN_TEST_INDICATORS=listed), capture_output=True, encoding="utf-8")
    missed = re.findall(r"^not noticed: \S+=(.*)$", run.stdout, re.M)
    if run.returncode != 0 and not missed:
        sys.exit("model_counted_indicators failed:\n" + run.stdout + run.stderr)
    return missed


def counted_survivors():
    names = sorted(os.listdir(BASE + "indicators"))
    texts = {name: open(BASE + "indicators/" + name, encoding="utf-8").readlines() for name in names}
    base = open(FILE, encoding="utf-8").read()
    measures = re.findall(r"^  (\w+): \{kind:", base + "".join("".join(lines) for lines in texts.values()), re.M)
    words, changes = {}, []
    with tempfile.TemporaryDirectory() as folder:
        for name, lines in texts.items():
            for number, other in counted_changes(lines, measures):
                path = os.path.join(folder, "%d.yaml" % len(changes))
                with open(path, "w", encoding="utf-8") as out:
                    out.write("".join(lines[:number]) + other + "".join(lines[number + 1:]))
                words[path] = "%sindicators/%s:%d: not noticed\n  - %s\n  + %s" % (BASE, name, number + 1, lines[number].strip(), other.strip())
                changes.append(("indicators/" + name, path))
        with ThreadPoolExecutor(max_workers=2) as pool:
            missed = list(pool.map(lambda part: try_part(changes[part::2], folder, part), (0, 1)))
    return [words[path] for part in missed for path in part], len(changes)


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
    counted, tried = counted_survivors()
    print("\n".join(counted), end="\n" if counted else "")
    print("%d passed, %d failed" % (len(changes) + tried - len(survivors) - len(counted), len(survivors) + len(counted)))
    return 1 if survivors or counted or len(changes) < 100 or tried < 3000 else 0


sys.exit(main())
