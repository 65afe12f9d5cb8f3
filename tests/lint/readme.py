#!/usr/bin/python3
"""README shows what `make test` says in the end: its numbers are those of the tests that there are.

usage: readme.py [ROOT]
"""
import os
import pathlib
import re
import sys


def tests_of(root, folder):
    """What tests/run-integration.sh would run: executables, and sources that are compiled."""
    return [path for path in (root / "tests" / folder).rglob("test_*")
            if path.suffix == ".c" or (folder != "unit" and path.parent.name == folder and path.is_file() and os.access(path, os.X_OK))]


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    readme = (root / "README.md").read_text(encoding="utf-8")
    wrong = 0
    for folders in ("unit", "chaos e2e integration"):
        line = f"{folders}: {sum(len(tests_of(root, folder)) for folder in folders.split())} passed, 0 failed"
        if line not in readme.splitlines():
            shown = re.search(rf"^{folders}: .*", readme, re.MULTILINE)
            at = readme.count("\n", 0, shown.start()) + 1 if shown else 1
            print(f"README.md:{at}: `make test` ends with: {line}")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
