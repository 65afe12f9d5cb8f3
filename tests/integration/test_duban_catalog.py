#!/usr/bin/python3
"""The operator's command over catalogs: checked, applied whole or not at all, and what its tables and documents say of it."""
import json
import os
import re
import shutil

from test_duban_command import bare
from world import ROOT, World, expect, run


def a_catalog_with_errors_is_told_line_by_line_and_refused_whole():
    with World() as world:
        world.migrate()
        folder = world.dir / "catalog"
        shutil.copytree(ROOT / "deploy/catalog", folder)
        plan = folder / "haining/plan.yaml"
        lines = plan.read_text().splitlines()
        spots = [i for i, line in enumerate(lines) if line.startswith("    due: ")][:2]
        for i in spots:
            lines[i] = "    due: 2025-13-45"
        plan.write_text("\n".join(lines) + "\n")
        checked = world.duban("catalog", "check", folder, "--plan", "haining", check=False)
        expect(checked.code, 1, "exit of check")
        for i in spots:
            expect(f"plan.yaml:{i + 1}" in checked.err, True, f"line {i + 1} in {checked.err}")
        applied = world.apply("haining", folder, check=False)
        expect(applied.code, 1, "exit of apply")
        expect(world.one("SELECT (SELECT count(*) FROM catalog.version) + (SELECT count(*) FROM catalog.alliance)"), "0", "rows")


def the_shipped_catalog_is_good_and_its_quotations_are_the_documents():
    documents = os.environ.get("DOCUMENTS", "")
    done = bare("catalog", "check", ROOT / "deploy/catalog", *(["--documents", documents] if documents else []))
    expect(done.returncode, 0, done.stderr)
    expect("没有与原文核对" in done.stderr, documents == "", "says that it did not compare")


def the_table_of_plans_is_what_the_export_counts():
    counted = {}
    for line in bare("-o", "jsonl", "catalog", "export", ROOT / "deploy/catalog").stdout.splitlines():
        duty = json.loads(line)
        plan = counted.setdefault(duty["plan"], {})
        plan[duty["kind"]] = plan.get(duty["kind"], 0) + 1
    rows = [[cell.strip() for cell in line.strip("|").split("|")]
            for line in (ROOT / "deploy/catalog/README.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    head = next(row for row in rows if row[:3] == ["plan", "document", "all"])
    types, seen = head[3:], {}
    for row in rows:
        if len(row) != len(head) or not row[0].startswith("["):
            continue
        folder = row[0][1:row[0].index("]")]
        code = re.search(r"^  plan: (\S+)$", (ROOT / "deploy/catalog" / folder / "plan.yaml").read_text(encoding="utf-8"), re.M)[1]
        seen[code] = {type_: int(n) for type_, n in zip(types, row[3:]) if n != "0"}
        expect(int(row[2]), sum(seen[code].values()), folder)
    expect(len(seen), 10, "plans of the table")
    expect(seen, counted, "the table of README.md")


def applying_the_same_files_again_changes_nothing():
    with World() as world:
        world.migrate()
        world.clock_set("2025-12-15 08:30")
        world.apply("haining")
        work = "SELECT count(*) FROM alert.todo WHERE kind = 'catalog'"
        expect(world.one(work), "1", "work rows")
        again = world.duban("-o", "json", "catalog", "apply", ROOT / "deploy/catalog", "--plan", "haining", "--with-samples", "--by", "t",
                            "--reason", "t")
        expect((again.json()["version"], again.json()["changed"]), (1, False), "the second time")
        expect((world.one(work), world.one("SELECT count(*) FROM catalog.version")), ("1", "1"), "rows")


def who_put_which_version_in_force_and_why_is_listed():
    with World() as world:
        world.migrate()
        expect(world.duban("-o", "json", "catalog", "versions").json(), [], "nothing is in force")
        world.clock_set("2025-12-15 08:30")
        folder = world.dir / "catalog"
        shutil.copytree(ROOT / "deploy/catalog/base", folder / "base")
        shutil.copytree(ROOT / "deploy/catalog/haining", folder / "haining")
        for by, reason in (("王敏", "首次生效"), ("李强", "改了一处说明")):
            world.duban("catalog", "apply", folder, "--plan", "haining", "--with-samples", "--by", by, "--reason", reason)
            with open(folder / "haining/plan.yaml", "a", encoding="utf-8") as plan:
                plan.write("# changed\n")
        rows = world.duban("-o", "json", "catalog", "versions", "--alliance", "haining").json()
        expect([(row["alliance"], row["version"], row["by"], row["reason"]) for row in rows],
               [("haining", 2, "李强", "改了一处说明"), ("haining", 1, "王敏", "首次生效")], "newest first")
        expect({row["at"][:10] for row in rows}, {"2025-12-15"}, "on which day")
        expect([row["sha256"] for row in rows], [row[0] for row in world.rows("SELECT sha256 FROM catalog.version ORDER BY version DESC")], "of which files")
        expect(len({row["sha256"] for row in rows}), 2, "not the same files")
        table = world.duban("catalog", "versions").out
        expect([word in table for word in ("王敏", "首次生效", "2025-12-15", rows[0]["sha256"])], [True] * 4, f"the table for people: {table}")
        expect(world.duban("-o", "json", "catalog", "versions", "--alliance", "elsewhere").json(), [], "another alliance's")
        expect(world.duban("catalog", "versions", "now", check=False).code, 2, "a word too many")


def the_tables_of_the_kinds_are_those_of_the_migration():
    ddl = bare("catalog", "ddl", ROOT / "deploy/catalog").stdout
    with World() as world:
        world.migrate()
        shape = ("SELECT table_name, column_name, ordinal_position, data_type, is_nullable FROM information_schema.columns "
                 "WHERE table_schema = '{}' AND table_name LIKE 'record\\_%' AND table_name IN "
                 "(SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = '{}') ORDER BY 1, 3")
        # The views read tables of ingest's own, and are compared as they are written: with them and the rights a kind is whole.
        tables = "".join(re.findall(r"^(?:CREATE (?:TABLE|INDEX)|COMMENT)\b[^;]*;\n", ddl, re.M))
        world.psql("CREATE SCHEMA made;" + tables.replace("ingest.", "made."))
        made, migrated = world.rows(shape.format("made", "made")), world.rows(shape.format("ingest", "ingest"))
        kinds = len(list((ROOT / "deploy/catalog/base/kinds").glob("*.yaml")))
        expect(len({row[0] for row in made}), kinds, "tables")
        expect(migrated, made, "columns")
    whole = (ROOT / "deploy/sql/0011_ingest_records.sql").read_text(encoding="utf-8")
    expect(whole[whole.index("-- table:"):].split("\n"), ddl.split("\n"), "statements")
    expect([len(re.findall(words, ddl, re.M)) for words in (r"^CREATE VIEW ingest\.v_record_", r"^CREATE VIEW ingest\.v_current_",
                                                            r"^GRANT SELECT, INSERT, DELETE ON .* TO duban_ingest;")], [kinds] * 3, "views, rights")


run([a_catalog_with_errors_is_told_line_by_line_and_refused_whole,
     the_shipped_catalog_is_good_and_its_quotations_are_the_documents,
     the_table_of_plans_is_what_the_export_counts,
     applying_the_same_files_again_changes_nothing,
     who_put_which_version_in_force_and_why_is_listed,
     the_tables_of_the_kinds_are_those_of_the_migration])
