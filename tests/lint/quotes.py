#!/usr/bin/env python3
"""Do the plans quote their documents to the letter?

    tests/lint/quotes.py DOCUMENTS_DIR [PLAN.yaml …]

An opinion besides `duban catalog check --documents`: this script shares no code with services/ and reads only the few lines of a
plan that it needs, by their shape, with the standard library. For every plan it compares the document's SHA-256, and every
quotation with the document's characters at its offset (all white space removed, U+00A0 and U+3000 included). It also wants ids
ascending, the fragments of a duty in the order of the document, and at least one quotation a duty. Exit 0 good, 1 a difference, 2 wrong use.
"""
import hashlib
import pathlib
import re
import sys

QUOTE = re.compile(r'^\s+- \{text: "((?:[^"\\]|\\.)*)", offset: (\d+)\}\s*$')
DUTY = re.compile(r"^  - id: (\S+)\s*$")
FIELD = re.compile(r"^    (file|sha256): (\S+)\s*$")


def read_plan(path):
    """(document file, sha256, [(line, duty, [(line, text, offset)])])"""
    fields, duties = {}, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if match := FIELD.match(line):
            fields.setdefault(match[1], match[2])
        elif match := DUTY.match(line):
            duties.append((number, match[1], []))
        elif match := QUOTE.match(line):
            text = re.sub(r"\\(.)", r"\1", match[1])
            duties[-1][2].append((number, text, int(match[2])))
        elif "offset:" in line:
            duties[-1][2].append((number, None, 0))
    return fields.get("file"), fields.get("sha256"), duties


def check_plan(path, documents):
    file, sha256, duties = read_plan(path)
    faults = []
    if not file or not sha256 or not duties:
        return [f"{path}: no document, no hash or no duty found"], 0
    source = documents / file
    if not source.is_file():
        return [f"{path}: the document {file} is not in {documents}"], 0
    content = source.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        faults.append(f"{path}: the SHA-256 of {file} is {hashlib.sha256(content).hexdigest()}")
    bare = "".join(content.decode("utf-8").split())
    before, seen = 0, 0
    for line, duty, quotes in duties:
        place = int(duty.rsplit("-", 1)[1])
        if place <= before:
            faults.append(f"{path}:{line}: {duty} stands below number {before}")
        before = place
        if not quotes:
            faults.append(f"{path}:{line}: {duty} quotes nothing")
            continue
        for number, text, offset in quotes:
            seen += 1
            if text is None:
                faults.append(f"{path}:{number}: {duty}: a quotation that this script cannot read")
            elif not text or any(c.isspace() for c in text):
                faults.append(f"{path}:{number}: {duty}: a quotation is not empty and has no white space")
            elif bare[offset:offset + len(text)] != text:
                there = bare.find(text)
                where = f"it stands at {there}" if there >= 0 else f"the document has there: {bare[offset:offset + len(text)]}"
                faults.append(f"{path}:{number}: {duty}: not at {offset}: {text}; {where}")
        offsets = [offset for _, _, offset in quotes]
        if offsets != sorted(offsets):
            faults.append(f"{path}:{line}: {duty}: quotations are not in the order of the document")
    return faults, seen


def main(arguments):
    if not arguments or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    documents = pathlib.Path(arguments[0])
    if not documents.is_dir():
        print(f"quotes.py: {documents} is not a directory", file=sys.stderr)
        return 2
    root = pathlib.Path(__file__).resolve().parents[2]
    plans = [pathlib.Path(p) for p in arguments[1:]] or sorted(root.glob("deploy/catalog/*/plan.yaml"))
    if not plans:
        print("quotes.py: no plan found", file=sys.stderr)
        return 2
    bad = 0
    for plan in plans:
        faults, seen = check_plan(plan, documents)
        for fault in faults:
            print(fault)
        bad += len(faults)
        if not faults:
            print(f"{plan}: {seen} quotations stand where they say")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
