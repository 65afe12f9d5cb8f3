#!/usr/bin/python3
"""What the compiler does not say: calls that we do not make, arrows between folders, loose ends, paths of one machine.

A finding is FILE:LINE: words; exit code 1.
usage: source-rules.py [ROOT]
"""
import pathlib
import re
import sys

import c_tokens

BANNED_CALL = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|strtok|gets|atoi|atol|atoll|atof)\s*\(")
STRUCT_TYPEDEF = re.compile(r"\btypedef\s+(struct|union)\b")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.MULTILINE)
# Header -> the files that may include it.
HEADER_HOME = {
    r"libpq-fe\.h|postgres_ext\.h": r"services/lib/db\w*\.[ch]|.*_store\.[ch]|tests/.*",
    r"nng/.*": r"services/lib/bus\w*\.c|tests/.*",
    r"yaml\.h": r"services/lib/yaml\w*\.c|tests/.*",
    r"zip\.h": r"services/model/xlsx_package\.c|tests/.*",
    r"expat\.h": r"services/model/xlsx_xml\.c|tests/.*",
    r"xlsxwriter\.h": r"services/duban/plan_book\.c|tests/.*",
    # Points and proposed deductions: no message may carry them, so nobody who writes one knows of them.
    r"model/(scheme|deduction)\w*\.h": r"services/(model|duban)/.*|tests/.*",
    r"curl/.*": r"services/notify/(smtp_\w+\.[ch]|channel_smtp\.c)|tests/.*",
}
# The pure parts of lib: what a model file may lean on.
PURE_LIB = re.compile(r"lib/(status|text|utf8|decimal|date|yaml|problem|reason|nearest|hash|charset)\w*\.h")
IMPURE_SYSTEM = re.compile(r"(sys/(socket|epoll|un|select|file|wait)|netinet/.*|arpa/.*|poll|signal|pthread|curl/.*|libpq-fe|nng/.*)\.?h?")
CLOCK_CALL = re.compile(r"\b(time|clock_gettime|gettimeofday|localtime(_r)?|mktime)\s*\(")
PROCESSES = ("ingest", "compute", "alert", "notify", "console", "duban")
# Joined here so that this file is not a finding of its own.
LOOSE = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b|not imple" + r"mented|place" + r"holder")
HOME_PATH = re.compile(r"(?<![\w.$}/])/(work|root|home)/\w")
TEXT_SUFFIXES = {".c", ".h", ".py", ".sh", ".sql", ".proto", ".yaml", ".yml", ".awk", ".md", ".txt", ".tsv", ".conf", ".html", ""}
LOOSE_FOLDERS = ("services", "proto", "deploy", "tests", "Makefile", "docker-compose.yml")
LINES_MAX = 500
SCRIPT = re.compile(r"#!.*\b(python3?|(ba|da)?sh)\b")
BUILT_SUFFIXES = {".o", ".d", ".a"}


def line_of(source, offset):
    return source.count("\n", 0, offset) + 1


def check_include(path, name, quoted, add):
    for header, home in HEADER_HOME.items():
        if re.fullmatch(header, name) and not re.fullmatch(home, path):
            add(f"{name} is not for this file")
    folder = path.split("/")[1] if path.startswith("services/") else None
    target = name.split("/")[0] if quoted and "/" in name else None
    if folder is None:
        return
    if quoted and "/" not in name and not name.endswith(".pb-c.h") and name != "reason_table.h":
        add(f'"{name}": an include names its folder, "{folder}/{name}"')
    if folder == "lib" and target in ("model", "shared") + PROCESSES:
        add(f"lib knows nothing of {target}")
    if folder == "model":
        if target in ("shared",) + PROCESSES:
            add(f"model knows nothing of {target}")
    if folder == "shared" and target in PROCESSES:
        add(f"shared knows nothing of {target}")
    if folder == "model":
        if target == "lib" and not PURE_LIB.fullmatch(name):
            add(f"model leans on the pure parts of lib, and {name} is not one")
        if not quoted and IMPURE_SYSTEM.fullmatch(name):
            add(f"model has no socket, no thread, no signal: {name}")
        if name.endswith(".pb-c.h"):
            add("model knows no messages")
    if folder in PROCESSES and target in PROCESSES and target != folder:
        add(f"{folder} never includes a header of {target}")


def check_c_file(path, source, findings):
    code = c_tokens.code(source)

    def add_at(offset):
        return lambda words: findings.append(f"{path}:{line_of(source, offset)}: {words}")

    for match in INCLUDE.finditer(code):
        check_include(path, match.group(2), match.group(1) == '"', add_at(match.start(1)))
    for match in BANNED_CALL.finditer(code):
        add_at(match.start())(f"{match.group(1)}: we do not call it; text.h, snprintf, strtol do the work")
    if path.startswith("services/model/"):
        for match in CLOCK_CALL.finditer(code):
            add_at(match.start())(f"{match.group(1)}: the model has no clock, an instant is a parameter")
    if path.startswith("services/"):
        for match in STRUCT_TYPEDEF.finditer(code):
            add_at(match.start())("no typedef of a struct: write struct NAME")
    for match in re.finditer(r"#\s*define\s+_GNU_SOURCE", code):
        add_at(match.start())("the Makefile defines _GNU_SOURCE")
    if path.startswith("services/") and not source.startswith("/*"):
        findings.append(f"{path}:1: the first comment of a file says why it exists")


def check_length(path, source, findings):
    """C, Python and shell, the latter two also without a suffix."""
    if pathlib.PurePath(path).suffix not in (".c", ".h", ".py", ".sh") and not SCRIPT.match(source):
        return
    lines = source.count("\n")
    if lines > LINES_MAX:
        findings.append(f"{path}:{lines}: {lines} lines; {LINES_MAX} is the end, one noun a file")


def check_text(path, source, findings):
    check_length(path, source, findings)
    if path.split("/")[0] in LOOSE_FOLDERS and not path.startswith("tests/fixtures/") and not path.endswith(".tsv"):
        for match in LOOSE.finditer(source):
            findings.append(f"{path}:{line_of(source, match.start())}: {match.group()}: do it, or tell it elsewhere")
    for match in HOME_PATH.finditer(source):
        findings.append(f"{path}:{line_of(source, match.start())}: {match.group()}: a path of one machine")


def files_of(root):
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if parts[0] in (".git", "var") or parts[0].startswith("build") or parts[:2] == ("tests", "tmp") or "__pycache__" in parts:
            continue
        if path.is_file() and not path.is_symlink():
            yield path


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    findings = []
    for file in files_of(root):
        if file.suffix in BUILT_SUFFIXES:
            findings.append(f"{file.relative_to(root)}:1: what is built lies in the build's folder")
        if file.suffix not in TEXT_SUFFIXES:
            continue
        try:
            source = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a fixture in GB18030: data, not ours to read
        path = str(file.relative_to(root))
        check_text(path, source, findings)
        if file.suffix in (".c", ".h"):
            check_c_file(path, source, findings)
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
