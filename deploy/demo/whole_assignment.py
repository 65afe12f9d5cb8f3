#!/usr/bin/python3
"""A plan's organisation and assignment for a run in which every line is supervised from the beginning: copies of the two folders, in
line.tsv without the later supervised_from. Says in one line how many lines that were, if there are any.

usage: whole_assignment.py PLAN_FOLDER OUT_FOLDER
"""
import pathlib
import shutil
import sys


def without_later_start(text):
    """The table, what was taken away, how many lines it has; comments stay."""
    lines, taken, total, column = [], 0, 0, None
    for line in text.splitlines():
        if not line.startswith("#") and line:
            cells = line.split("\t")
            if column is None:
                column = cells.index("supervised_from")
            else:
                total += 1
                taken += cells[column] != ""
                cells[column] = ""
                line = "\t".join(cells)
        lines.append(line)
    return "\n".join(lines) + "\n", taken, total


def main(plan, out):
    plan, out = pathlib.Path(plan), pathlib.Path(out)
    for folder in ("organisation", "assignment"):
        shutil.copytree(plan / folder, out / folder)
    table = out / "assignment/line.tsv"
    text, taken, total = without_later_start(table.read_text(encoding="utf-8"))
    table.write_text(text, encoding="utf-8")
    if taken:
        print(f"样例分工的{total}个事项里有{taken}个定了较晚的督办起始日；本次演示不用，全部从启用之日起督办 "
              "(every line is supervised from the first day)")


if __name__ == "__main__":
    main(*sys.argv[1:])
