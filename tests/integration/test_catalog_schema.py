#!/usr/bin/python3
"""deploy/catalog/schema describes the catalog's files to an editor: all that is shipped fits it, what the loader refuses for a key or a
type it refuses too, and its keys and words are those of the loader, array by array, so that neither can move alone."""
import copy
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import jsonschema
import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from world import ROOT, Failed, expect, run  # noqa: E402

CATALOG = ROOT / "deploy/catalog"
SCHEMAS = {path.stem: json.loads(path.read_text()) for path in sorted((CATALOG / "schema").glob("*.json"))}
# As the table of schema/README.md and the settings of an editor say it.
FILES = {"plan": "*/plan.yaml", "answers": "*/answers.yaml", "kind": "base/kinds/*.yaml", "rules": "*/rules.yaml",
         "indicators": ("base/indicators.yaml", "base/indicators/*.yaml"), "tests": "*/tests/*.yaml",
         "scheme": "base/schemes/*.yaml", "scheme_tests": "base/schemes/tests/*.yaml"}


class Core(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML 1.2 as editors read it: a date is a text, yes and no are texts."""


Core.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[1] in ("int", "float", "null")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))
Core.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))


@functools.cache
def parsed(path):
    return yaml.load(path.read_text(), Core)


def read(path):
    return copy.deepcopy(parsed(path))


def files_of(name):
    patterns = FILES[name] if isinstance(FILES[name], tuple) else (FILES[name],)
    return sorted(path for pattern in patterns for path in CATALOG.glob(pattern))


def faults(name, tree):
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in jsonschema.Draft7Validator(SCHEMAS[name]).iter_errors(tree)]


def is_refused(name, tree):
    """Of the changed files, whose changes are all in the first few of a list."""
    small = {key: value[:6] if isinstance(value, list) else value for key, value in tree.items()}
    return not jsonschema.Draft7Validator(SCHEMAS[name]).is_valid(small)


def every_file_of_the_catalog_has_a_schema_and_fits_it():
    seen = set()
    expect(sorted(SCHEMAS), sorted(FILES), "schemas")
    for name in SCHEMAS:
        jsonschema.Draft7Validator.check_schema(SCHEMAS[name])
        for path in files_of(name):
            seen.add(path)
            expect(faults(name, read(path)), [], str(path.relative_to(ROOT)))
    expect(sorted(set(CATALOG.rglob("*.yaml")) - seen), [], "files without a schema")


# ---- keys and words: the loader's arrays ----

def function_before(source, offset):
    names = re.findall(r"^(?:static )?[a-z][\w \*]*?\b\*?(\w+)\([^;{]*\)\n\{", source[:offset], flags=re.M)
    return names[-1] if names else ""


def loader_arrays():
    """"plan_duty.c read_quotes keys" → the words; an array outside of functions has no function."""
    arrays = {}
    for path in sorted((ROOT / "services/model").glob("*.c")):
        source = path.read_text()
        for match in re.finditer(r"^( *)(?:static )?const char \*const (\w+)\[\w*\] = *\{([^{}]*)\};", source, flags=re.M):
            words = re.findall(r'"([^"]*)"', match.group(3))
            where = f"{function_before(source, match.start())} " if match.group(1) else ""
            arrays[f"services/model/{path.name} {where}{match.group(2)}"] = words
    return arrays


def table_words(header, table):
    source = (ROOT / header).read_text()
    body = re.search(r"#define " + table + r"\(X\)((?:.*\\\n)*.*\n)", source).group(1)
    return [word for word in re.findall(r'X\(\w+, "?([^",]*)"?', body)]


def checked_key_arrays(arrays):
    """The arrays that yaml_check_keys gets, by the same names."""
    found = set()
    for path in sorted((ROOT / "services/model").glob("*.c")):
        source = path.read_text()
        for match in re.finditer(r"yaml_check_keys\([^;]*?, (\w+), [^;]*?\);", source):
            name = match.group(1)
            function = function_before(source, match.start())
            local = f"services/model/{path.name} {function} {name}"
            found.add(local if local in arrays or name.islower() else f"services/model/{path.name} {name}")
    return found


def nodes(tree):
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from nodes(value)


def words_of(arrays, reference):
    place, name = reference.split(" ", 1)
    return table_words(place, name) if place.endswith(".h") else arrays.get(reference)


def the_schema_has_the_keys_and_the_words_of_the_loader():
    arrays, used = loader_arrays(), set()
    for name, schema in SCHEMAS.items():
        for node in nodes(schema):
            if node.get("additionalProperties") is False and "$comment" not in node:
                raise Failed(f"{name}: an object without its array: {sorted(node['properties'])}")
            if "$comment" not in node:
                continue
            reference = node["$comment"]
            used.add(reference)
            said = node["enum"] if "enum" in node else list(node["properties"])
            wanted = words_of(arrays, reference)
            if wanted is None:
                raise Failed(f"{name}: there is no {reference}")
            expect(sorted(said), sorted(wanted), f"{name}: {reference}")
    # states and ladders are put together from the tables of their words
    computed = {"services/model/rules.c read_lights states", "services/model/rules.c read_ladders names"}
    expect(sorted(checked_key_arrays(arrays) - used - computed), [], "keys of the loader that no schema has")


# ---- what the loader refuses ----

def checked(tree_path, text, plan):
    """duban catalog check of the shipped catalog with one file replaced: exit code and words."""
    work = pathlib.Path(os.environ["DUBAN_TMP"]) / "catalog"
    if not work.exists():
        work.mkdir()
        shutil.copytree(CATALOG / "base", work / "base")
        shutil.copytree(CATALOG / plan, work / plan)
    before = (work / tree_path).read_text()
    (work / tree_path).write_text(text)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DUBAN_", "PG"))}
    build = pathlib.Path(os.environ.get("DUBAN_BUILD", ROOT / "build-test"))
    verb = "test" if "/tests/" in tree_path else "check"
    done = subprocess.run([str(build / "bin/duban"), "catalog", verb, str(work), "--plan", plan], capture_output=True, text=True, env=clean)
    (work / tree_path).write_text(before)
    return done.returncode, done.stderr


def objects_with_keys(schema, node, tree, path=()):
    """(path in the tree, the schema's closed object) for what the tree really has."""
    while "$ref" in node:
        node = schema["definitions"][node["$ref"].rsplit("/", 1)[1]]
    for part in node.get("anyOf", []) + node.get("allOf", []):
        if "$ref" in part or "properties" in part and part.get("type") == "object":
            yield from objects_with_keys(schema, part, tree, path)
    if isinstance(tree, dict):
        if node.get("additionalProperties") is False:
            yield path, node
        for key, value in tree.items():
            below = node.get("properties", {}).get(key) or (node["additionalProperties"] if isinstance(node.get("additionalProperties"), dict) else None)
            if below:
                yield from objects_with_keys(schema, below, value, path + (key,))
    elif isinstance(tree, list) and isinstance(node.get("items"), dict):
        for i, value in enumerate(tree):
            yield from objects_with_keys(schema, node["items"], value, path + (i,))


def at(tree, path):
    for key in path:
        tree = tree[key]
    return tree


def dumped(tree):
    return json.dumps(tree, ensure_ascii=False, indent=1)  # JSON is YAML


SAMPLES = {"plan": "haining/plan.yaml", "answers": "haining/answers.yaml", "kind": "base/kinds/discharge.yaml", "rules": "base/rules.yaml",
           "indicators": "base/indicators/events.yaml", "tests": "haining/tests/closed_period.yaml",
           "scheme": "base/schemes/sanming.yaml", "scheme_tests": "base/schemes/tests/four.yaml"}


def an_unknown_key_is_refused_by_both_in_every_object():
    for name, sample in SAMPLES.items():
        tree, done = read(CATALOG / sample), set()
        for path, node in list(objects_with_keys(SCHEMAS[name], SCHEMAS[name], tree)):
            if node["$comment"] in done or any(isinstance(key, int) and key > 5 for key in path):
                continue
            done.add(node["$comment"])
            changed = copy.deepcopy(tree)
            at(changed, path)["fly_"] = "x"
            code, words = checked(sample, dumped(changed), "haining")
            expect((code, "fly_" in words and "E-YML-0" in words, is_refused(name, changed)), (1, True, True),
                   f"{sample} {'/'.join(map(str, path))}: {words[-300:]}")


def the_samples_pass_as_they_are():
    for name, sample in SAMPLES.items():
        tree = read(CATALOG / sample)
        code, words = checked(sample, dumped(tree), "haining")
        expect((code, is_refused(name, tree)), (0, False), f"{sample}: {words[-300:]}")


def set_at(path, value):
    def change(tree):
        if value is None:
            del at(tree, path[:-1])[path[-1]]
        else:
            at(tree, path[:-1])[path[-1]] = value(at(tree, path)) if callable(value) else value
    return change


def open_without_its_words(duty):
    """A date that the document leaves open, without what it says instead."""
    return {key: value for key, value in duty.items() if key != "due_raw"} | {"due": "unset"}


WRONG = [
    ("plan", ("duties", 0, "type"), "milestones"), ("plan", ("duties", 0, "binding"), "maybe"), ("plan", ("duties", 0, "due"), "2025-13-1x"),
    ("plan", ("duties", 0), open_without_its_words), ("plan", ("duties", 0, "each"), "perhaps"), ("plan", ("duties", 0, "quotes"), []),
    ("plan", ("duties", 0, "quotes", 0, "offset"), "here"), ("plan", ("duties", 0, "scope", "types"), ["hospitals"]), ("plan", ("duties", 0, "scope", "levels"), [4]),
    ("plan", ("duties", 0, "id"), None), ("plan", ("duties", 0, "title"), None), ("plan", ("duties", 0, "departments"), None),
    ("plan", ("duties", 0, "scope"), None), ("plan", ("duties", 0, "milestone"), None), ("plan", ("duties", 0, "departments"), "市卫健局"),
    ("plan", ("duties", 0, "due_time"), "noon"), ("plan", ("duties", 0, "due_shift"), "later"),
    ("plan", ("duties", 0, "penalty"), {"words": "罚款20元"}), ("plan", ("duties", 0, "judged_on"), "week"),
    ("plan", ("duties", 1, "target", "op"), "=>"), ("plan", ("duties", 1, "target", "value"), "many"), ("plan", ("duties", 1, "target", "op"), None),
    ("plan", ("duties", 1, "pace", "kind"), "fast"), ("plan", ("duties", 1, "pace", "baseline"), {"value": "33.7", "period": "last"}), ("plan", ("plan", "node"), None),
    ("plan", ("duties", 2, "tolerance"), None), ("plan", ("duties",), None), ("plan", ("duties", 1, "indicator"), None),
    ("answers", ("duties", 0, "baseline", "value"), "many"), ("answers", ("duties", 0, "duty"), None),
    ("answers", ("duties", 1, "baselines", 0, "value"), "many"), ("answers", ("duties", 1, "baselines", 0, "institution"), None),
    ("answers", ("duties", 1, "baselines"), []), ("answers", ("duties", 1, "baselines"), {"institution": "H01", "value": "1", "period": "2024"}),
    ("kind", ("submission",), "daily"), ("kind", ("fields", 0, "type"), "string"), ("kind", ("fields", 0, "name"), "Record No"),
    ("kind", ("fields", 1, "unit"), "公里"), ("kind", ("fields", 0, "column"), None), ("kind", ("data_lag", "at"), "noon"),
    ("kind", ("data_lag", "days"), "400 days"), ("kind", ("fields",), None), ("kind", ("checks", 0, "severity"), "stop"),
    ("kind", ("institution", "by"), "name"), ("kind", ("key",), None), ("kind", ("fields", 5, "table"), None), ("kind", ("fields", 0, "scale"), "2"),
    ("indicators", ("measures", "receipts", "kind"), None), ("indicators", ("indicators", "forbidden_phrase_count", "direction"), "sideways"),
    ("indicators", ("indicators", "forbidden_phrase_count", "over_time"), None), ("indicators", ("indicators", "forbidden_phrase_count", "decimals"), "two"),
    ("indicators", ("indicators", "forbidden_phrase_count", "numerator"), None), ("indicators", ("measures",), None),
    *[("indicators", ("indicators", "forbidden_phrase_count", key), None) for key in ("name_en", "definition", "source", "nature", "valid_from")],
    ("indicators", ("indicators", "forbidden_phrase_count", "unit"), "公里"),
    ("rules", ("lights", "met"), None), ("rules", ("lights", "met", "mark"), None), ("rules", ("near_due_workdays",), "soon"),
    ("rules", ("ladders", "behind", 0, "at"), "now"), ("rules", ("ladders", "behind", 0, "to"), ["C"]),
    ("rules", ("ladders", "behind", 1, "when"), "always"), ("rules", ("send_windows", 0), "morning"), ("rules", ("baseline",), "maybe"),
    ("rules", ("channels", "smtp", "content"), "all"), ("rules", ("anchor",), "now"), ("rules", ("pace_tolerance",), "some"),
    ("tests", ("tests", 0, "duty"), None), ("tests", ("tests", 0, "expect", 0, "at"), "soon"), ("tests", ("tests", 0, "facts", 0, "period"), "november"),
    ("tests", ("tests", 0, "relation"), "friend"), ("tests", ("tests", 4, "acts", 0, "act"), "sleep"), ("tests", ("tests",), None),
    ("tests", ("tests", 0, "expected"), "few"), ("tests", ("tests", 0, "facts", 0, "value"), "much"), ("tests", ("tests", 0, "expect"), None),
    ("rules", ("evidence_lag", "at"), "noon"), ("scheme", ("stages", 0, "colour"), "pink"), ("scheme", ("stages", 0, "states"), []),
    ("scheme", ("stages", 0, "points"), "many"), ("scheme", ("stages", 0, "mark"), None), ("scheme", ("source",), None),
    ("scheme_tests", ("schemes", 0, "expect", 0, "scheme"), None), ("scheme_tests", ("schemes", 0, "history", 0, "state"), "asleep"),
]


def what_the_loader_refuses_for_a_key_or_a_type_the_schema_refuses_too():
    accepted = []
    for name, path, value in WRONG:
        tree = read(CATALOG / SAMPLES[name])
        set_at(path, value)(tree)
        code, words = checked(SAMPLES[name], dumped(tree), "haining")
        if (code, is_refused(name, tree)) != (1, True):
            accepted.append(f"{SAMPLES[name]} {'/'.join(map(str, path))} = {value}: exit {code}, schema refuses: {is_refused(name, tree)} {words[-200:]}")
    expect(accepted, [], "accepted by one of them")


def the_readme_tells_the_same_files_to_an_editor():
    text = (CATALOG / "schema/README.md").read_text()
    settings = json.loads(re.search(r"```json\n(.*?)```", text, flags=re.S).group(1))["yaml.schemas"]
    said = {pathlib.PurePath(schema).stem: sorted([globs] if isinstance(globs, str) else globs) for schema, globs in settings.items()}
    wanted = {name: sorted(f"deploy/catalog/{p}" for p in (patterns if isinstance(patterns, tuple) else (patterns,))) for name, patterns in FILES.items()}
    expect(said, wanted, "the settings")


run([every_file_of_the_catalog_has_a_schema_and_fits_it, the_schema_has_the_keys_and_the_words_of_the_loader,
     the_samples_pass_as_they_are, an_unknown_key_is_refused_by_both_in_every_object,
     what_the_loader_refuses_for_a_key_or_a_type_the_schema_refuses_too, the_readme_tells_the_same_files_to_an_editor])
