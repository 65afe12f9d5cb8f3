#!/usr/bin/env python3
"""The oracle of the numbers counts the forty rows of each kind as they were counted by hand."""

import csv
import subprocess
import sys
import unittest

FOLDER = "tests/fixtures/count40"


def expected(*facts):
    with open(FOLDER + "/expected.tsv", encoding="utf-8") as file:
        rows = [line for line in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if not line[0].startswith("#")]
    return [row for row in rows[1:] if row[1] in facts]


def oracle(*arguments):
    done = subprocess.run([sys.executable, "tests/oracle/numbers.py", *arguments, FOLDER], check=True, capture_output=True, text=True)
    return [line.split("\t") for line in done.stdout.splitlines()]


class Count40(unittest.TestCase):
    def test_every_reject_and_warning_is_told_by_line_column_and_reason(self):
        by_hand = sorted((file, line, column, code, fact) for file, fact, line, column, code in expected("reject", "warn"))
        self.assertEqual(by_hand, sorted(tuple(remark) for remark in oracle("--rejects")))

    def test_numerators_denominators_and_values_are_those_counted_by_hand(self):
        cells = {(name, of): cell for name, of, window, period, *cell in oracle() if window == "month" and period == "2025-03"}
        place = {"numerator": 0, "denominator": 1, "value": 2}
        by_hand = expected(*place)
        self.assertEqual(21, len(by_hand))
        for file, fact, indicator, _, value in by_hand:
            of = {"hqmsts": "H02", "drg": "H01", "finance": "H01", "bed": "T02"}[file.split("_")[0]]
            self.assertEqual(value, cells[indicator, of][place[fact]], (indicator, fact))

    def test_a_month_of_two_rows_that_differ_has_no_number(self):
        self.assertEqual([], [cell for cell in oracle() if cell[3] == "2025-04" and cell[2] == "month"])

    def test_the_newest_rating_and_every_milestone_are_found(self):
        newest = {name: numerator for name, _, window, _, numerator, _, _ in oracle() if window == "latest"}
        self.assertEqual({name: value for _, _, name, _, value in expected("latest")}, newest)

    def test_read_is_counted_and_rejected_and_identical(self):
        rows = {}
        for file, _, what, _, value in expected("rows"):
            rows.setdefault(file, {})[what] = int(value)
        rejected, identical = {}, {}
        for file, line, _, code, verdict in oracle("--rejects"):
            if verdict == "reject":
                rejected.setdefault(file, set()).add(line)
            if code == "W-ING-133":
                identical.setdefault(file, set()).add(line)
        for file, row in rows.items():
            self.assertEqual(row["read"], row["counted"] + row["rejected"] + row["identical"], file)
            self.assertEqual(row["rejected"], len(rejected.get(file, ())), file)
            self.assertEqual(row["identical"], len(identical.get(file, ())), file)


if __name__ == "__main__":
    unittest.main()
