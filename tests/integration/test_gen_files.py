#!/usr/bin/env python3
"""duban-gen writes the formats of the trade, the same bytes each time, and plants nobody whom its list does not name."""

import csv
import filecmp
import io
import os
import re
import subprocess
import unittest

PROGRAM = os.environ["DUBAN_BUILD"] + "/bin/duban-gen"
FOLDER = os.environ["DUBAN_TMP"]
MONTH = ["--from", "2025-03", "--to", "2025-03", "--rows-per-month", "300", "--dirt", "0.2"]


def generate(name, *arguments):
    folder = os.path.join(FOLDER, name)
    if not os.path.exists(folder):
        subprocess.run([PROGRAM, "--out", folder, *MONTH, *arguments], check=True)
    return folder


def front_page(folder, hospital, encoding):
    with open("%s/%s/2025-03/hqmsts_2025M03.csv" % (folder, hospital), "rb") as file:
        return list(csv.reader(io.StringIO(file.read().decode(encoding), newline="")))


def all_files(folder):
    return sorted(os.path.relpath(os.path.join(at, name), folder) for at, _, names in os.walk(folder) for name in names)


class Files(unittest.TestCase):
    def test_the_same_options_give_the_same_bytes(self):
        first, second = generate("first"), generate("second")
        names = all_files(first)
        self.assertEqual(names, all_files(second))
        self.assertEqual((names, [], []), filecmp.cmpfiles(first, second, names, shallow=False))

    def test_another_seed_gives_other_bytes(self):
        first, other = generate("first"), generate("seed", "--seed", "2")
        self.assertFalse(filecmp.cmp(first + "/H01/2025-03/hqmsts_2025M03.csv", other + "/H01/2025-03/hqmsts_2025M03.csv", shallow=False))

    def test_a_rate_that_the_plan_reads_in_two_units_is_near_the_finer_one(self):
        """Lin'an prints ≤5% and 9.5% where ‰ is meant: a county's sample has about 5 deaths and 9.5 cases in a thousand, never fifty."""
        folder, rates = generate("linan", "--plan", "linan", "--dirt", "0"), {}
        for name in all_files(folder):
            if os.path.basename(name).startswith("statistic_"):
                with open(os.path.join(folder, name), encoding="utf-8-sig", newline="") as file:
                    for row in csv.DictReader(file):
                        rates[row["item"]] = 1000 * float(row["numerator"]) / float(row["denominator"])
        self.assertTrue(4 < rates["under5_mortality"] < 6, rates["under5_mortality"])
        self.assertTrue(8 < rates["birth_defects"] < 12, rates["birth_defects"])

    def test_hospitals_send_four_returns_and_townships_one(self):
        names = all_files(generate("first"))
        for kind, count in (("hqmsts_", 3), ("drg_", 3), ("finance_", 3), ("bed_", 15)):
            self.assertEqual(count, sum(os.path.basename(name).startswith(kind) for name in names), kind)

    def test_a_number_with_commas_has_one_before_every_three_figures(self):
        folder = os.path.join(FOLDER, "commas")
        subprocess.run([PROGRAM, "--plan", "leshan", "--seed", "20251215", "--from", "2024-07", "--to", "2024-07", "--rows-per-month", "40", "--out", folder], check=True)
        cells = []
        for name in all_files(folder):
            if os.path.basename(name).startswith("finance_"):
                with open(os.path.join(folder, name), encoding="utf-8-sig", newline="") as file:
                    cells += [cell for row in csv.reader(file) for cell in row if re.fullmatch(r"[0-9,]+\.[0-9]+", cell)]
        grouped = [cell for cell in cells if "," in cell]
        self.assertTrue(any(len(cell) > len("999,999,999.99") for cell in grouped), "one of a thousand million")
        self.assertEqual([], [cell for cell in grouped if not re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})*\.[0-9]{2}", cell)])

    def test_one_hospital_writes_utf8_with_bom_and_the_next_gb18030(self):
        for hospital, bom in (("H01", True), ("H02", False), ("H03", True)):
            with open(generate("first") + "/%s/2025-03/hqmsts_2025M03.csv" % hospital, "rb") as file:
                data = file.read()
            self.assertEqual(bom, data.startswith(b"\xef\xbb\xbf"))
            if bom:
                data.decode("utf-8")
            else:
                data.decode("gb18030")
                self.assertRaises(UnicodeDecodeError, data.decode, "utf-8")

    def test_the_header_has_the_811_columns_in_the_official_order(self):
        with open("deploy/catalog/base/hqms_columns.tsv", encoding="utf-8") as file:
            official = [line.split("\t")[1] for line in file.read().splitlines()[1:]]
        self.assertEqual(811, len(official))
        self.assertEqual(official, front_page(generate("first"), "H01", "utf-8-sig")[0])
        self.assertEqual([code.upper() for code in official], front_page(generate("first"), "H02", "gb18030")[0])
        self.assertEqual([code.lower() for code in official], front_page(generate("first"), "H03", "utf-8-sig")[0])

    def test_the_one_file_has_exactly_the_rows_asked_for(self):
        folder = generate("one", "--one-file", "1234")
        self.assertEqual(["hqmsts_2025M03.csv"], all_files(folder))
        with open(folder + "/hqmsts_2025M03.csv", encoding="utf-8-sig", newline="") as file:
            self.assertEqual(1234 + 1, sum(1 for _ in csv.reader(file)))

    def test_without_dirt_nothing_is_rejected(self):
        folder = generate("clean", "--dirt", "0")
        said = subprocess.run(["tests/oracle/numbers.py", "--rejects", folder], check=True, capture_output=True, text=True).stdout
        self.assertEqual([], [line for line in said.splitlines() if line.endswith("reject")])

    def test_an_undercoded_send_differs_from_the_corrected_one_in_operations_only(self):
        right, faulty = generate("first"), generate("faulty", "--undercode", "H02:2025-03:0.5")
        self.assertEqual(["H02/2025-03/hqmsts_2025M03.csv"], [name for name in all_files(right) if not filecmp.cmp(
            os.path.join(right, name), os.path.join(faulty, name), shallow=False)])
        pages = front_page(right, "H02", "gb18030"), front_page(faulty, "H02", "gb18030")
        header, lost = pages[0][0], 0
        for one, other in zip(*pages, strict=True):
            for column, before, after in zip(header, one, other):
                if before != after:
                    self.assertRegex(column, r"^(C1[4-9]|C2[0-3]|C3[5-9]|C4[0-4]|F1[3-6])")
                    self.assertEqual("-", after)
            lost += one != other
        self.assertGreater(lost, 20)

    def test_excel_loses_leading_zeros(self):
        rows = front_page(generate("excel", "--excel", "--dirt", "0"), "H01", "utf-8-sig")[1:]
        self.assertTrue(all(re.fullmatch(r"[1-9]\d*", row[2]) for row in rows))

    def test_every_person_in_the_files_stands_in_the_list(self):
        folder, listed = generate("persons-run", "--persons", FOLDER + "/persons"), set()
        with open(FOLDER + "/persons", encoding="utf-8") as file:
            listed = {line.rstrip("\n") for line in file}
        person = ["A11", "A20", "A27", "A30", "A32", "A35", "A47", "B22", "B22C", "B25", "B25C", "C18x01", "C23x01"]
        for hospital, encoding in (("H01", "utf-8-sig"), ("H02", "gb18030"), ("H03", "utf-8-sig")):
            page = front_page(folder, hospital, encoding)
            place = {code.upper(): index for index, code in enumerate(page[0])}
            for row in page[1:]:
                if len(row) != 811 or row[place["A12C"]] not in ("1", "2"):
                    continue  # shifted
                for column in person:
                    cell = re.sub("之[子女]$", "", row[place[column.upper()]])
                    self.assertTrue(cell in listed or cell == "-", (column, cell))

    def test_every_form_of_identity_number_and_telephone_is_planted(self):
        generate("persons-run", "--persons", FOLDER + "/persons")
        with open(FOLDER + "/persons", encoding="utf-8") as file:
            listed = file.read().splitlines()
        for form in (r"\d{15}", r"\d{18}", r"\d{17}X", r"1\d{10}", r"0573-\d{8}", r"[A-Z][a-z]+ [A-Z][a-z]+", "[\u4e00-\u9fff]{3}"):
            self.assertGreater(sum(bool(re.fullmatch(form, line)) for line in listed), 20, form)

    def test_people_stand_in_wrong_columns(self):
        generate("persons-run", "--persons", FOLDER + "/persons")
        with open(FOLDER + "/persons", encoding="utf-8") as file:
            listed = set(file.read().splitlines())
        found = set()
        for hospital, encoding in (("H01", "utf-8-sig"), ("H02", "gb18030"), ("H03", "utf-8-sig")):
            page = front_page(generate("persons-run"), hospital, encoding)
            place = {code.upper(): index for index, code in enumerate(page[0])}
            for row in page[1:]:
                found |= {column for column in ("A14", "A49", "B20", "C03C", "D01", "B14") if len(row) == 811 and row[place[column]] in listed}
        self.assertGreaterEqual(len(found), 5, found)


if __name__ == "__main__":
    unittest.main()
