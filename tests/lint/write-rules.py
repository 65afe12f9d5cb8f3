#!/usr/bin/python3
"""A write that stands in no transaction commits by itself: it has a crash point before and behind it (which chaos/test_crash_points walks),
or a reason in tests/lint/writes.tsv why nobody need die there.

Looks at the calls of services/**/*.[ch]. A function is in a transaction when it is only ever reached from what db_transact, db_attempt or the
`.run` of a todo_step is given. Whoever names a function may call it, at once: so what a table names that is only ever asked within a transaction
has its line in writes.tsv too. A finding is FILE:LINE: words; exit code 1.
usage: write-rules.py [ROOT]
"""
import bisect
import collections
import pathlib
import re
import sys

import c_tokens

WRITES = re.compile(
    r"\b(?:INSERT\s+INTO|UPDATE\s+(?:ONLY\s+)?[\w%\".]+(?:\s+(?:AS\s+)?(?!SET\b)\w+)?\s+SET|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO|"
    r"COPY\s+\S.*\bFROM\s+STDIN|(?:CREATE|ALTER|DROP)\s+(?:UNLOGGED\s+|UNIQUE\s+)?(?:TABLE|INDEX|VIEW|SCHEMA|SEQUENCE|FUNCTION|ROLE)|"
    r"(?:nextval|setval)(?=\s*\())\b",
    re.DOTALL,
)
# SQL of a file, or made elsewhere.
WRITING_CALL = re.compile(r"\b(db_script|db_copy_begin)\s*\(")
CREATE_FUNCTION = re.compile(r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\s+([\w.]+)\s*\([^$;]*\$(\w*)\$(.*?)\$\2\$", re.DOTALL)
# What a function is given for within a transaction, and what is no function by its place: a member, a type's name.
TRANSACTION = re.compile(r"\bdb_(?:transact|attempt)\s*(?P<bracket>\()|(?<=\.run = )\w+")
MEMBER = re.compile(r"(?:->|\.|\b(?:struct|enum|union) )$")
POINT = re.compile(r'CRASH_POINT\("\w+\.(before|after)_(\w+)"\)')
# Outermost brackets and the words before them; a macro.
OUTERMOST = re.compile(r"^(?:\} )?(?P<head>[A-Za-z_][^{};#]*?)\s*(?P<open>\{)|^[^\n{]*=[^{;]*;", re.MULTILINE)
TYPE = re.compile(r'(?:typedef\s+)?(?:(?:static|const)\s+)*(?:struct|enum|union)(?:\s+\w+)?|extern\s+"[^"]*"')
MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(?P<name>\w+)(?:\\\n|[^\n])*", re.MULTILINE)
# What is said of a function in writes.tsv: it writes by itself; or whoever seems to run it outside a transaction does not.
OUT, IN, PRINTED = "by itself", "in a transaction", "printed"


class Node:
    """A function with a body; a table or a macro that may name functions."""

    def __init__(self, source, name, kind, start, end, static):
        self.path, self.line = source.path, source.line_of(start)
        self.name, self.kind, self.start, self.end, self.static = name, kind, start, end, static
        self.writes = 0
        self.calls = []  # (place in the file, node)
        self.held = ()  # (first, last): what stands between two points of one name
        self.holds_itself = False  # its one statement stands there

    def __str__(self):
        return f"{self.path}:{self.name}"


class Source:
    def __init__(self, root, file):
        self.path = file.relative_to(root).as_posix()
        self.text = file.read_text(encoding="utf-8")
        self.code = re.sub(r"^[ \t]*#[ \t]*include[^\n]*", lambda m: " " * len(m.group()), c_tokens.code(self.text), flags=re.MULTILINE)
        self.starts = [0, *(m.end() for m in re.finditer("\n", self.text))]
        self.nodes = list(self.find_bodies())
        self.firsts = [node.start for node in self.nodes]
        macros = [Node(self, m.group("name"), "macro", m.end("name"), m.end(), False) for m in MACRO.finditer(self.code)
                  if self.node_at(m.start()) is None]
        self.nodes = sorted(self.nodes + macros, key=lambda node: node.start)
        self.firsts = [node.start for node in self.nodes]

    def line_of(self, place):
        return bisect.bisect_right(self.starts, place)

    def find_bodies(self):
        for match in OUTERMOST.finditer(self.code):
            head = match.group("head")
            if head is None or TYPE.fullmatch(head):
                continue
            name, kind = re.search(r"(\w+)\s*\(", head), "function"
            if head.endswith("="):
                name = re.search(r"(\w+)\)?\s*(?:\[[^]]*\]\s*)*(?:\([^()]*\)\s*)?=$", head)
                kind = "todo_step" if re.search(r"\bstruct\s+todo_step\b", head) else "table"
            if name is not None:
                yield Node(self, name.group(1), kind, match.start("open"), self.end_of(match.start("open")), head.startswith("static"))

    def end_of(self, bracket):
        depth, opens, closes = 0, *("{}" if self.code[bracket] == "{" else "()")
        for piece in re.compile(rf"[{opens}{closes}]").finditer(self.code, bracket):
            depth += 1 if piece.group() == opens else -1
            if depth == 0:
                return piece.end()
        return len(self.code)

    def node_at(self, place):
        i = bisect.bisect_right(self.firsts, place) - 1
        return self.nodes[i] if i >= 0 and place < self.nodes[i].end else None

    def find_points(self):
        """From the point before to the point behind: both in one function, of one name."""
        before = {}
        for match in POINT.finditer(self.text):
            node = self.node_at(match.start())
            if match.group(1) == "before":
                before[node, match.group(2)] = match.end()
            elif (node, match.group(2)) in before:
                node.held += ((before[node, match.group(2)], match.start()),)
        for node in self.nodes:
            executed = [m.start() for m in re.compile(r"\bdb_exec\s*\(").finditer(self.code, node.start, node.end)]
            node.holds_itself = node.writes == len(executed) == 1 and any(first < executed[0] < last for first, last in node.held)


def writing_functions(root):
    """What a migration made that writes when it is selected."""
    names = {name for file in sorted((root / "deploy/sql").glob("*.sql"))
             for name, _, body in CREATE_FUNCTION.findall(file.read_text(encoding="utf-8")) if WRITES.search(body)}
    return re.compile(r"\b(" + "|".join(re.escape(name) for name in sorted(names)) + r")\s*\(") if names else None


def statements_of(macro):
    """What stands before the first `.member = `, then each member's name and its text: strings without quotes, a parameter as a word of them."""
    text = re.sub(r"\.(\w+) = ", r"\0\1\0", macro.replace("\\\n", " "))
    return re.sub(r"\s+(?=\.)", "", re.sub(r'"((?:\\.|[^"\\])*)"', r"\1", text)).split("\0")


def find_macro_writes(source):
    """SQL that a macro makes for each schema: whoever takes a member that it fills writes, or else the macro itself."""
    for match in MACRO.finditer(source.text):
        node = source.node_at(match.end("name"))
        parts = statements_of(match.group())
        if node is None or node.kind != "macro" or node.name in c_tokens.macros(source.text) or not any(map(WRITES.search, parts)):
            continue
        members = [name for name, value in zip(parts[1::2], parts[2::2]) if WRITES.search(value)]
        node.writes += 0 if members else 1
        for taken in re.finditer(rf"(?:->|\.)(?:{'|'.join(members)})\b(?!\s*=)", source.code) if members else ():
            taker = source.node_at(taken.start())
            if taker is not None and taker.kind == "function":
                taker.writes += 1


def find_writes(source, made, findings):
    """Counts the SQL that writes in each function."""
    places = [source.starts[line - 1] for line, text in c_tokens.strings(source.text) if WRITES.search(text) or made and made.search(text)]
    places += [match.start() for match in WRITING_CALL.finditer(source.code)]
    for place in places:
        node = source.node_at(place)
        if node is not None and node.kind == "function":
            node.writes += 1
        elif not WRITING_CALL.match(source.code, place):  # its own declaration
            findings.append(f"{source.path}:{source.line_of(place)}: SQL that writes stands in no function: nobody sees who runs it")


def find_calls(sources):
    """Who names whom; returns what is given to transactions."""
    by_name, given = collections.defaultdict(list), set()
    for source in sources:
        for node in source.nodes:
            by_name[node.name].append(node)
    for source in sources:
        inside = [(m.start(), source.end_of(m.start("bracket")) if m.group("bracket") else m.end()) for m in TRANSACTION.finditer(source.code)]
        for owner in source.nodes:
            for match in re.compile(r"[A-Za-z_]\w*").finditer(source.code, owner.start, owner.end):
                before = source.code[match.start() - 7:match.start()]
                if match.group() not in by_name or MEMBER.search(before):
                    continue
                here = [node for node in by_name[match.group()] if node.path == source.path]
                meant = here or [node for node in by_name[match.group()] if not node.static]
                i = bisect.bisect_right(inside, (match.start(), len(source.code))) - 1
                is_inside = i >= 0 and match.start() < inside[i][1]
                if is_inside and (before != ".run = " or owner.kind == "todo_step"):
                    given.update(map(id, meant))
                else:
                    owner.calls += [(match.start(), node) for node in meant if node is not owner]
    return given


def below(node, seen=None):
    """What it calls, and what these call."""
    seen = {} if seen is None else seen
    for _, callee in node.calls:
        if id(callee) not in seen:
            seen[id(callee)] = callee
            below(callee, seen)
    return seen.values()


def is_held(node, place, callee):
    """One statement between its two points, in a function of its own."""
    return callee.writes == 1 and not any(other.writes for other in below(callee)) and any(first < place < last and sum(first < at < last and other.writes > 0 for at, other in node.calls) == 1
                                      for first, last in node.held)


def reached(nodes, given, said):
    """What may run outside a transaction, and from where it was first reached."""
    called = {id(callee) for node in nodes for _, callee in node.calls}
    todo = collections.deque(node for node in nodes if node.name == "main" or id(node) not in called | given)
    parent = {id(node): None for node in todo}
    while todo:
        node = todo.popleft()
        for place, callee in node.calls:
            if id(callee) not in parent and not is_held(node, place, callee) and said.get(str(callee), (OUT,))[0] == OUT:
                parent[id(callee)] = node
                todo.append(callee)
    return parent


def way_to(node, parent):
    names = []
    while node is not None:
        names.append(node.name)
        node = parent[id(node)]
    return " < ".join(names)


def read_reasons(root, findings):
    said, path = {}, "tests/lint/writes.tsv"
    file = root / path
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 3 or cells[1] not in (OUT, IN, PRINTED) or not cells[2]:
            findings.append(f"{path}:{number}: FILE:FUNCTION, {OUT} | {IN} | {PRINTED}, why; with tabs")
            continue
        said[cells[0]] = (cells[1], f"{path}:{number}")
    return said


def check(root):
    findings = []
    said = read_reasons(root, findings)
    made = writing_functions(root)
    sources = [Source(root, file) for file in sorted((root / "services").rglob("*.[ch]"))]
    for source in sources:
        find_writes(source, made, findings)
        find_macro_writes(source)
        source.find_points()
    given = find_calls(sources)
    nodes = [node for source in sources for node in source.nodes]
    parent = reached(nodes, given, said)
    bare = [node for node in nodes if node.writes > 0 and not node.holds_itself and id(node) in parent]
    needed = {str(node) for node in bare} | {str(callee) for node in nodes if id(node) in parent for _, callee in node.calls
                                             if said.get(str(callee), (OUT,))[0] != OUT}
    for node in bare:
        if str(node) not in said:
            findings.append(f"{node.path}:{node.line}: {node.name} writes outside a transaction, without a crash point on both sides of that "
                            f"one statement or a line in writes.tsv ({way_to(node, parent)})")
    findings += [f"{where}: {name}: nothing of that name writes there any more" for name, (_, where) in said.items() if name not in needed]
    return findings


def main():
    findings = check(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2]))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
