#!/usr/bin/python3
"""The SQL rules that keep a single PostgreSQL and a distributed one the same script, and the two clocks apart.

Looks at deploy/sql/*.sql and at the SQL in the strings of services/**/*.c. A finding is FILE:LINE: words; exit code 1.
usage: sql-rules.py [ROOT]
"""
import pathlib
import re
import sys

import c_tokens

# Law 7: business time is a parameter. What the server's clock says has no place in a statement or a default.
SERVER_CLOCK = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(|"
    r"\b(current_date|current_timestamp|current_time|localtimestamp|localtime)\b|"
    r"'(now|today|tomorrow|yesterday)'\s*::",
    re.IGNORECASE,
)
MERGE = re.compile(r"\bMERGE\s+INTO\b", re.IGNORECASE)
COPY_WHERE = re.compile(r"\bCOPY\b[^;]*\bFROM\b[^;]*\bWHERE\b", re.IGNORECASE)
CREATE_TABLE = re.compile(
    r"^CREATE\s+(?:GLOBAL\s+|LOCAL\s+)?((?:TEMP|TEMPORARY|UNLOGGED)\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w.\"]+)\s*(.*)$",
    re.IGNORECASE | re.DOTALL,
)
KINDS = ("distributed", "reference", "local")
# Literals that are SQL and not words for a person. Upper case, as all our SQL is written.
IS_SQL = re.compile(
    r"^\s*(SELECT\b.*\b(FROM|\$1)\b|SELECT\s+[\w.]+\(|INSERT\s+INTO\s|UPDATE\s+[\w.%\"]+(\s+\w+)?\s+SET\b|DELETE\s+FROM\s|WITH\s+\w+.*\bAS\b|"
    r"COPY\s+.*\b(FROM\s+STDIN|TO\s+STDOUT)\b|TRUNCATE\s|MERGE\s+INTO\s|LOCK\s+TABLE\s|CREATE\s+(TEMP\s+|UNLOGGED\s+)?TABLE\s)",
    re.DOTALL,
)
WRITE = re.compile(
    r"\b(INSERT\s+INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?|TRUNCATE(?:\s+TABLE)?|MERGE\s+INTO|COPY)\s+([\w%\"]+(?:\.[\w%\"]+)?)"
)
# Law 1: a row that is dropped because one like it is there is work that nobody does: that one may be claimed already.
TODO_DROPPED = re.compile(r"\bINSERT\s+INTO\s+[\w%\"]*\.?\"?todo\b.*\bON\s+CONFLICT\b", re.DOTALL | re.IGNORECASE)
BARE_PARAMETER = re.compile(r"\$\d+(?!\d)(?!\s*::)")
TODO_INSERT = re.compile(r"\btodo_insert\s*\(\s*[^,]+,\s*\"(\w+)\"")
GRANT_TODO = re.compile(r"GRANT\s+([\w\s,]*\bINSERT\b[\w\s,]*)\s+ON\s+([^;]*?)\s+TO\s+([^;]+);", re.IGNORECASE)
# Whose SQL stands where. lib holds what all services share (todo rows, heartbeat, the clock's row).
SQL_AT_HOME = re.compile(r"_store\.c$|^services/lib/(db|todo|clock|process)\w*\.c$|^services/model/sqlgen\w*\.c$")
PROCESSES = {
    "ingest": {"ingest"},
    "compute": {"compute"},
    "alert": {"alert"},
    "notify": {"notify"},
    "duban": {"catalog", "clock", "migration"},
    # What several processes read together writes nothing: each has another role.
    "shared": set(),
}


class Findings(list):
    def add(self, path, line, words):
        self.append(f"{path}:{line}: {words}")


def split_statements(source):
    """(line, statement without comments, comment lines directly above it)."""
    pieces = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:''|[^'])*'|\"[^\"]*\"|(\$\w*\$).*?\1|;|[^;'\"$/-]+|.", re.DOTALL)
    text, start, comments, line = "", None, [], 1
    for match in pieces.finditer(source):
        piece = match.group()
        if piece.startswith("--"):
            if not text.strip():
                comments.append(piece[2:].strip())
        elif piece.startswith("/*"):
            text += " "
        elif piece == ";":
            if text.strip():
                yield start, text.strip(), comments
            text, start, comments = "", None, []
        else:
            if not text.strip() and piece.strip():
                start = line + piece[: len(piece) - len(piece.lstrip())].count("\n")
            text += piece
        line += piece.count("\n")
    if text.strip():
        yield start, text.strip(), comments


def split_commas(text):
    """Splits at the commas that stand in no bracket and no quote."""
    depth, quote, part, parts = 0, False, "", []
    for char in text:
        if char == "'":
            quote = not quote
        if not quote:
            depth += (char in "([") - (char in ")]")
            if char == "," and depth == 0:
                parts.append(part.strip())
                part = ""
                continue
        part += char
    return [p for p in parts + [part.strip()] if p]


def body_of(rest):
    """What stands in the first outermost brackets of a CREATE TABLE."""
    start = rest.find("(")
    if start < 0:
        return ""
    depth = 0
    for i, char in enumerate(rest[start:], start):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return rest[start + 1 : i]
    return rest[start + 1 :]


def first_column(definition):
    match = re.search(r"\(\s*\"?(\w+)", definition)
    return match.group(1) if match else ""


def check_columns(kind, columns, add):
    for column in columns:
        name, _, rest = column.partition(" ")
        rest = rest.strip()
        if re.search(r"\b(PRIMARY\s+KEY|UNIQUE|REFERENCES|CHECK)\b", rest, re.IGNORECASE):
            add(f"column {name}: a constraint of a column has no name; write CONSTRAINT name … at the end of the table")
        if (name == "id" or name.endswith("_id")) and not re.match(r"(bigint|text|uuid)\b", rest, re.IGNORECASE):
            add(f"column {name}: ids are bigint")
        if re.match(r"(small)?serial\b|serial4\b|(integer|int|smallint)\b.*\bIDENTITY\b", rest, re.IGNORECASE):
            add(f"column {name}: a sequence that is not bigint runs out")
        if name == "institution_id" and kind == "distributed" and not re.match(r"bigint\b.*\bNOT\s+NULL\b", rest, re.IGNORECASE):
            add("institution_id of a distributed table is bigint NOT NULL")
        if re.match(r"timestamp|time\b|timetz", rest, re.IGNORECASE):
            add(f"column {name}: an instant is a bigint of microseconds, named *_us")


def check_constraint(kind, constraint, add):
    match = re.match(r"CONSTRAINT\s+(\w+)\s+(.*)$", constraint, re.IGNORECASE | re.DOTALL)
    if not match:
        add(f"a constraint without a name: {constraint[:40]}")
        match = re.match(r"()(.*)$", constraint, re.DOTALL)
    what = match.group(2).strip()
    if kind == "distributed" and re.match(r"PRIMARY\s+KEY|UNIQUE|EXCLUDE|FOREIGN\s+KEY", what, re.IGNORECASE):
        to_reference = re.match(r"FOREIGN", what, re.IGNORECASE) and not re.search(r"REFERENCES[^(]*\([^)]*institution_id", what)
        if first_column(what) != "institution_id" and not to_reference:
            add(f"{match.group(1) or what[:20]}: institution_id comes first in every key of a distributed table")
    if kind == "local" and re.match(r"FOREIGN\s+KEY", what, re.IGNORECASE):
        add("a local table has no foreign key: it would not be checked once the other table is distributed")
    if kind == "reference" and re.match(r"FOREIGN\s+KEY", what, re.IGNORECASE) and "institution_id" in what:
        add("a reference table cannot refer to a distributed one")
    if re.search(r"ON\s+DELETE\s+SET|ON\s+UPDATE\s+CASCADE", what, re.IGNORECASE):
        add("ON DELETE SET … and ON UPDATE CASCADE do not work on a distributed key")


def check_create_table(path, line, statement, comments, tables, findings):
    temporary, name, rest = CREATE_TABLE.match(statement).groups()

    def add(words):
        findings.add(path, line, f"{name}: {words}")

    marks = [c for c in comments if c.startswith("table:")]
    kind = marks[-1][len("table:") :].strip() if marks else ""
    if temporary and temporary.strip().upper() != "UNLOGGED":
        return
    if not comments or not comments[-1].startswith("table:") or kind not in KINDS:
        add("the line above CREATE TABLE says -- table: distributed | reference | local")
    tables[name] = kind
    if re.match(r"PARTITION\s+OF\b", rest, re.IGNORECASE):
        return
    parts = split_commas(body_of(rest))
    is_constraint = re.compile(r"(CONSTRAINT|PRIMARY\s+KEY|UNIQUE|FOREIGN\s+KEY|CHECK|EXCLUDE)\b", re.IGNORECASE)
    columns = [p for p in parts if not is_constraint.match(p)]
    check_columns(kind, columns, add)
    for constraint in (p for p in parts if is_constraint.match(p)):
        check_constraint(kind, constraint, add)
    if kind == "distributed" and not any(re.match(r"institution_id\b", c) for c in columns):
        add("a distributed table has institution_id")
    if kind == "local" and re.search(r"\bREFERENCES\b", rest, re.IGNORECASE):
        add("a local table has no foreign key: it would not be checked once the other table is distributed")


def check_alter(path, line, statement, tables, findings):
    match = re.match(r"ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?([\w.]+)\s+(.*)$", statement, re.IGNORECASE | re.DOTALL)
    if not match:
        return
    name, rest = match.groups()
    for action in split_commas(rest):
        column = re.match(r"ADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?!CONSTRAINT|PRIMARY|UNIQUE|FOREIGN|CHECK)(\w+\s.*)$", action,
                          re.IGNORECASE | re.DOTALL)
        constraint = re.match(r"ADD\s+((?:CONSTRAINT|PRIMARY|UNIQUE|FOREIGN|CHECK)\b.*)$", action, re.IGNORECASE | re.DOTALL)

        def add(words):
            findings.add(path, line, f"{name}: {words}")

        if column:
            check_columns(tables.get(name, ""), [column.group(1)], add)
            if re.search(r"\bIDENTITY\b|\bbigserial\b", column.group(1), re.IGNORECASE):
                add("an identity column is made with its table, not added")
        if constraint:
            check_constraint(tables.get(name, ""), constraint.group(1), add)


def check_index_or_trigger(path, line, statement, tables, findings):
    match = re.match(r"CREATE\s+UNIQUE\s+INDEX\s+.*?\bON\s+(?:ONLY\s+)?([\w.]+)\s*(.*)$", statement, re.IGNORECASE | re.DOTALL)
    if match and tables.get(match.group(1)) == "distributed" and first_column(match.group(2)) != "institution_id":
        findings.add(path, line, f"{match.group(1)}: institution_id comes first in every key of a distributed table")
    match = re.match(r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?TRIGGER\s.*?\bON\s+([\w.]+)", statement, re.IGNORECASE | re.DOTALL)
    if match and tables.get(match.group(1)) != "local":
        findings.add(path, line, f"{match.group(1)}: no triggers but on local tables")


def check_words(path, line, statement, findings):
    clock = SERVER_CLOCK.search(statement)
    if clock:
        findings.add(path, line, f"the server's clock ({clock.group().strip('( ')}): business time is a parameter")
    if MERGE.search(statement):
        findings.add(path, line, "MERGE does not work on a distributed table; INSERT … ON CONFLICT does")
    if TODO_DROPPED.search(statement):
        findings.add(path, line, "a work row is a plain insert, never ON CONFLICT: the row that is there may be claimed already")
    if COPY_WHERE.search(statement):
        findings.add(path, line, "COPY … WHERE does not work on a distributed table")


def check_migrations(root, findings):
    tables, grants = {}, set()
    for file in sorted((root / "deploy/sql").glob("*.sql")):
        path = file.relative_to(root)
        source = file.read_text(encoding="utf-8")
        for line, statement, comments in split_statements(source):
            check_words(path, line, statement, findings)
            if CREATE_TABLE.match(statement):
                check_create_table(path, line, statement, comments, tables, findings)
            check_alter(path, line, statement, tables, findings)
            check_index_or_trigger(path, line, statement, tables, findings)
            grant = GRANT_TODO.match(statement + ";")
            if grant:
                for schema in re.findall(r"\b(\w+)\.todo\b", grant.group(2)):
                    grants.update((role.removeprefix("duban_"), schema) for role in re.findall(r"\w+", grant.group(3)))
    return grants


def check_writes(path, line, text, process, grants, findings):
    for verb, target in WRITE.findall(text):
        if verb.startswith("UPDATE") and target.upper() in ("SET", "SKIP", "NOWAIT", "OF"):
            continue  # ON CONFLICT DO UPDATE SET, FOR UPDATE SKIP LOCKED
        if verb == "COPY" and re.search(r"\bTO\s+STDOUT", text):
            continue
        schema, dot, table = target.replace('"', "").partition(".")
        if not dot:
            # A temporary table of this statement's session has no schema.
            if not re.search(rf"\bstaging\w*|\btemp_\w+", target):
                findings.add(path, line, f"{verb} {target}: the schema is not written")
        elif schema in PROCESSES[process] or "%" in schema:
            continue
        elif table == "todo" and verb == "INSERT INTO":
            check_todo(path, line, schema, process, grants, findings)
        else:
            findings.add(path, line, f"{verb} {target}: {process} writes in its own schema and into the next todo table, nowhere else")


def check_todo(path, line, schema, process, grants, findings):
    roles = {"duban": {"catalog", "operator"}}.get(process, {process})
    if not any((role, schema) in grants for role in roles):
        findings.add(path, line, f"{schema}.todo: no migration grants {process} INSERT on it")


def check_c(root, grants, findings):
    for file in sorted((root / "services").rglob("*.c")):
        path = file.relative_to(root)
        source = file.read_text(encoding="utf-8")
        process = path.parts[1]
        for line, text in c_tokens.strings(source):
            # A statement that is put together has parts that do not begin like one.
            if SQL_AT_HOME.search(str(path)) or IS_SQL.match(text):
                check_words(path, line, text, findings)
            if not IS_SQL.match(text):
                continue
            if not SQL_AT_HOME.search(str(path)):
                findings.add(path, line, "SQL stands in a *_store.c file")
            bare = BARE_PARAMETER.search(text)
            if bare and "sqlgen" not in path.name:
                findings.add(path, line, f"{bare.group()}: a parameter is cast in the text, $1::bigint")
            if process in PROCESSES:
                check_writes(path, line, text, process, grants, findings)
        if process in PROCESSES:
            for match in TODO_INSERT.finditer(source):
                check_todo(path, source.count("\n", 0, match.start()) + 1, match.group(1), process, grants | {(process, process)}, findings)


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    findings = Findings()
    grants = check_migrations(root, findings)
    check_c(root, grants, findings)
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
