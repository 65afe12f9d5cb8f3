#!/usr/bin/python3
"""The operator's command against a private PostgreSQL and the real processes: exit codes, what it refuses, what it starts and ends."""
import json
import os
import pathlib
import pty
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from world import ROOT, SERVICES, Failed, Held, World, expect, run  # noqa: E402

VERBS = ("up down status migrate clock catalog assign simulate ingest batch value explain audit duty act why notice letterbox deduction").split()
BED_HEADER = "institution_code,period,open_bed_days,occupied_bed_days\n"


def bare(*words, env=None):
    """The command without any settings of a world."""
    build = pathlib.Path(os.environ.get("DUBAN_BUILD", ROOT / "build-test"))
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DUBAN_", "PG"))}
    return subprocess.run([str(build / "bin/duban"), *map(str, words)], capture_output=True, text=True, env={**clean, **(env or {})})


def help_names_every_verb_and_every_exit_code():
    out = bare("help")
    expect(out.returncode, 0, "exit of help")
    for verb in VERBS:
        if f"\n  {verb} " not in out.stdout:
            raise Failed(f"{verb} is not in the help")
        one = bare("help", verb)
        expect((one.returncode, f"duban {verb}" in one.stdout), (0, True), f"help {verb}")
    for code in "0123":
        if f"\n  {code}  " not in out.stdout:
            raise Failed(f"exit code {code} is not in the help")


def wrong_use_is_two():
    for words in ([], ["fly"], ["help", "fly"], ["clock"], ["clock", "fly"], ["clock", "set"], ["clock", "set", "tomorrow"], ["clock", "step"],
                  ["batch", "accept", "1"], ["batch", "show", "x"], ["duty", "show"], ["act", "close", "HN-001"], ["value", "x"],
                  ["ingest"], ["ingest", "/does/not/exist.csv"], ["-o", "xml", "status"], ["status", "--fly"], ["status", "--health", "nonsense"],
                  ["catalog", "apply"], ["catalog", "ddl", ROOT / "deploy/catalog", "--kind", "nope"],
                  ["batch", "list", "--limit", "2001"], ["notice", "list", "--limit", "1001"],
                  ["assign", "import", ROOT / "deploy/catalog/haining", "--by", "t", "--reason", "t", "--dry-run", "--yes"]):
        expect(bare(*words).returncode, 2, f"exit of duban {words}")


def a_database_that_is_not_there_is_three():
    done = bare("clock", "show", env={"DUBAN_DATABASE_CONNINFO": "host=/nowhere dbname=x"})
    expect(done.returncode, 3, "exit")
    expect("连不上数据库" in done.stderr, True, "the words")


def faulty_settings_are_one_and_say_their_line():
    path = pathlib.Path(os.environ["DUBAN_TMP"]) / "faulty.yaml"
    path.write_text("database:\n  conninfo: dbname=x\n  conninf: y\n")
    done = bare("--config", path, "clock", "show")
    expect((done.returncode, f"{path}:3" in done.stderr), (1, True), done.stderr)


def a_migration_is_applied_once_and_refused_when_it_was_changed():
    with World() as world:
        folder = world.dir / "sql"
        shutil.copytree(ROOT / "deploy/sql", folder)
        (folder / "9000_mine.sql").write_text("-- table: local\nCREATE TABLE clock.mine (a bigint);\n")
        first = json.loads(world.duban("-o", "json", "migrate", "--dir", folder).out)
        expect(all(row["applied"] for row in first), True, "the first time")
        again = json.loads(world.duban("-o", "json", "migrate", "--dir", folder).out)
        expect(any(row["applied"] for row in again), False, "the second time")
        (folder / "9000_mine.sql").write_text("-- table: local\nCREATE TABLE clock.mine (a bigint, b bigint);\n")
        changed = world.duban("migrate", "--dir", folder, check=False)
        expect((changed.code, "9000_mine.sql" in changed.err), (1, True), "a changed file")


def a_migration_that_fails_leaves_nothing_behind():
    with World() as world:
        world.migrate()
        folder = world.dir / "sql"
        shutil.copytree(ROOT / "deploy/sql", folder)
        (folder / "9000_half.sql").write_text("CREATE TABLE clock.half (a bigint);\nSELECT 1 / 0;\n")
        expect(world.duban("migrate", "--dir", folder, check=False).code, 1, "exit")
        expect(world.one("SELECT count(*) FROM pg_catalog.pg_class WHERE relname = 'half'"), "0", "tables")
        expect(world.one("SELECT count(*) FROM migration.applied WHERE name = '9000_half.sql'"), "0", "entries")


def business_time_is_placed_and_never_runs_backwards():
    with World() as world:
        world.migrate()
        world.clock_set("2025-12-15 08:30")
        expect(world.one("SELECT anchor_us, rate_num, placed FROM clock.business"), ("1765758600000000", "0", "t"), "the row")
        back = world.duban("clock", "set", "2025-12-15 08:29", check=False)
        expect((back.code, "只进不退" in back.err), (1, True), "a minute earlier")
        shown = world.duban("-o", "json", "clock", "show").json()
        expect((shown["business_time"], shown["placed"]), ("2025-12-15 08:30", True), "clock show")


def a_clock_that_runs_is_not_turned_back():
    with World() as world:
        world.migrate()
        nothing_to_do = "".join(f"DELETE FROM {service}.todo;" for service in SERVICES)
        row = "SELECT anchor_us, wall_anchor_us, rate_num, placed FROM clock.business"
        untouched = world.one(row)
        past = world.duban("clock", "advance", "--to", "2025-12-15 08:30", check=False)
        expect((past.code, "只进不退" in past.err, world.one(row)), (1, True, untouched), "the wall's clock, advanced to the past")
        world.duban("clock", "set", "2025-12-15 08:30", "--rate", "100000")  # a day a second
        world.psql(nothing_to_do)
        placed = world.one(row)
        world.wait(lambda: world.business_us() > 1765758600000000 + 3600_000_000, 10, "an hour")
        for words in (["set", "2025-12-15 08:31"], ["step", "--to", "2025-12-15 08:31"], ["advance", "--to", "2025-12-15 08:31"]):
            done = world.duban("clock", *words, check=False)
            expect((done.code, "只进不退" in done.err, world.one(row)), (1, True, placed), f"clock {words}")
        world.duban("clock", "set", "2035-12-15 08:30")
        world.psql(nothing_to_do)
        placed = world.one(row)
        expect((world.duban("clock", "advance", "--to", "2035-12-15 08:30").code, world.one(row)), (0, placed), "advanced to now")


def a_step_waits_until_the_work_is_done():
    with World() as world:
        world.migrate()
        world.clock_set("2025-12-15 08:30")  # leaves a work row for each service, and none runs
        done = world.duban("clock", "step", "--to", "2025-12-16 08:30", "--timeout", "1", check=False)
        expect((done.code, "alert 待办 1" in done.err), (1, True), done.err)
        expect(world.business_us(), 1765758600000000, "business time")


def up_starts_four_services_and_down_ends_exactly_those():
    with World() as world:
        world.migrate()
        world.clock_set("2025-12-15 08:30")
        world.apply("haining")
        world.short.chmod(0o755)  # whoever enters it could put a socket in the place of ours
        refused = world.duban("up", check=False)
        expect((refused.code, "运行目录建不了，或不是只许本帐号进入" in refused.err), (1, True), refused.err)
        expect(sorted(path.name for path in world.short.iterdir()), [], "what was started in it")
        world.short.chmod(0o700)
        started = world.duban("-o", "json", "up").json()
        pids = {row["service"]: row["pid"] for row in started}
        try:
            expect(sorted(pids), sorted(SERVICES), "services")
            expect(world.duban("status").code, 0, "exit of status")
            for service in SERVICES:
                expect(world.duban("status", "--health", service).code, 0, f"health of {service}")
            expect({row["service"]: row["pid"] for row in world.duban("-o", "json", "up").json()}, pids, "a second up starts nothing")
            # a stranger who has got the number of a service that is gone
            stranger = subprocess.Popen(["sleep", "60"])
            os.kill(pids["notify"], signal.SIGKILL)
            (world.short / "notify.pid").write_text(f"{stranger.pid} 1\n")
            expect(world.duban("down").code, 0, "exit of down")
            last = {s: (world.short / f"{s}.log").read_text().splitlines()[-1] for s in ("ingest", "compute", "alert")}
            expect(sorted(last, key=last.get), ["alert", "compute", "ingest"], f"the order in which they ended: {last}")
            expect(stranger.poll(), None, "the stranger lives")
            stranger.kill()
            stranger.wait()
            for pid in pids.values():
                world.wait(lambda pid=pid: not pathlib.Path(f"/proc/{pid}").exists() or
                           pathlib.Path(f"/proc/{pid}/stat").read_text().split(") ")[1].startswith("Z"), 10, f"{pid} to end")
            expect(world.duban("status", check=False).code, 3, "exit of status when nothing runs")
            expect(world.duban("status", "--health", "alert", check=False).code, 1, "health when nothing runs")
            silent = world.duban("batch", "list", check=False)
            expect((silent.code, silent.out, "ingest" in silent.err), (3, "", True), f"a service that does not answer: {silent.err}")
        finally:
            for pid in pids.values():
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass


def bed_file(world, rows, name="bed_T01_2025M11.csv"):
    path = world.dir / name
    path.write_text(BED_HEADER + "".join(rows))
    return path


def discharges(world, drop=0):
    """A month of a hospital from the generator, without its last `drop` rows."""
    folder = world.dir / "returns"
    if not folder.exists():
        subprocess.run([str(world.bin / "duban-gen"), "--out", str(folder), "--from", "2025-11", "--to", "2025-11", "--rows-per-month", "60",
                        "--dirt", "0", "--kinds", "drg_result"], check=True, cwd=ROOT)
    source = next((folder / "H01/2025-11").glob("drg_*.csv"))
    content = source.read_bytes()
    for _ in range(drop):
        content = content[:content.rstrip(b"\r\n").rindex(b"\n") + 1]
    path = world.dir / source.name
    path.write_bytes(content)
    return path


def serving(world):
    world.migrate()
    world.clock_set("2025-12-15 08:30")
    world.apply("haining")
    world.up()
    world.assign("haining")


def at_a_terminal(world, answer, *words, out=None):
    """Runs the command with a person at it, who answers one question. out: a file for stdout alone."""
    pid, fd = pty.fork()
    if pid == 0:
        if out is not None:
            os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
        os.execve(world.bin / "duban", ["duban", "--config", str(world.config), *map(str, words)], world.env)
    said, answered = b"", False
    while True:
        try:
            piece = os.read(fd, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
        if b"[y/N]" in said and not answered:
            answered = True
            os.write(fd, answer.encode() + b"\n")
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return code, said.decode()


def a_dry_run_keeps_nothing():
    with World() as world:
        serving(world)
        told = world.duban("-o", "json", "ingest", "--dry-run", "--by", "t", bed_file(world, ["T01,2025-11,900,700\n"]))
        expect(told.json()[0]["rows_good"], 1, "rows told")
        expect(world.one("SELECT count(*) FROM ingest.v_batch"), "0", "batches kept")


def a_refused_file_does_not_keep_the_others_out():
    with World() as world:
        serving(world)
        folder = world.dir / "in"
        folder.mkdir()
        (folder / "a_nothing.csv").write_text("hello\nworld\n")
        (folder / "bed_T01_2025M11.csv").write_text(BED_HEADER + "T01,2025-11,900,700\n")
        (folder / "~$bed.csv").write_text("left by another program")
        done = world.duban("ingest", "--unattended", "--by", "t", folder, check=False)
        expect(done.code, 1, "exit")
        expect("a_nothing.csv" in done.err and "~$bed" not in done.err, True, done.err)
        expect(world.one("SELECT count(*) FROM ingest.v_batch WHERE state = 'committed'"), "1", "batches")
        expect("卫生院 床位月报 2025-11，已入库：读1行，计入1行" in done.out, True, done.out)


def the_same_content_again_is_told_as_such():
    with World() as world:
        serving(world)
        file = bed_file(world, ["T01,2025-11,900,700\n"])
        first = world.duban("-o", "json", "ingest", "--unattended", "--by", "t", file).json()[0]
        expect(first["state"], "committed", "the first time")
        again = world.duban("ingest", "--unattended", "--by", "t", file)
        expect(again.out, f"{file.name}：同样的内容已经收过（批次{first['receipt']}），未作任何改动\n", "the words")
        told = world.duban("-o", "json", "ingest", "--unattended", "--by", "t", file).json()
        expect([(row["receipt"], row["state"]) for row in told], [(first["receipt"], "known")], "in JSON")
        summary = world.duban("ingest", "--summary", "--unattended", "--by", "t", file)
        expect(("床位月报" in summary.out, "1个文件的内容已经收过" in summary.err), (False, True), summary.out + summary.err)


def a_resent_month_that_loses_rows_asks_the_person_who_sends_it():
    with World() as world:
        serving(world)
        world.ingest(discharges(world))
        full = int(world.one("SELECT count(*) FROM ingest.v_current_drg_result"))
        code, said = at_a_terminal(world, "n", "ingest", "--by", "t", discharges(world, drop=30))
        expect((code, "以本次为准" in said), (0, True), said)
        expect(int(world.one("SELECT count(*) FROM ingest.v_current_drg_result")), full, "rows after no")
        code, said = at_a_terminal(world, "y", "ingest", "--by", "t", discharges(world, drop=30))
        expect(code, 0, said)
        expect(int(world.one("SELECT count(*) FROM ingest.v_current_drg_result")), full - 30, "rows after yes")


def a_file_decided_at_the_terminal_is_among_the_facts():
    with World() as world:
        serving(world)
        world.ingest(discharges(world))
        out = world.dir / "out"
        code, said = at_a_terminal(world, "n", "-o", "json", "ingest", "--by", "t", discharges(world, drop=30), out=out)
        expect((code, "以本次为准" in said), (0, True), said)
        expect([row["state"] for row in json.loads(out.read_text())], ["rejected"], "after no")
        code, said = at_a_terminal(world, "n", "ingest", "--summary", "--by", "t", discharges(world, drop=30), out=out)
        expect((code, "医保分组结果" in out.read_text()), (0, False), f"what was sent back is not summed up: {out.read_text()}")
        code, said = at_a_terminal(world, "y", "ingest", "--summary", "--by", "t", discharges(world, drop=30), out=out)
        expect((code, "医保分组结果" in out.read_text()), (0, True), out.read_text())
        code, said = at_a_terminal(world, "y", "-o", "json", "ingest", "--by", "t", discharges(world, drop=45), out=out)
        expect([row["state"] for row in json.loads(out.read_text())], ["committed"], said)


def unattended_it_is_held_until_somebody_decides():
    with World() as world:
        serving(world)
        world.ingest(discharges(world))
        full = int(world.one("SELECT count(*) FROM ingest.v_current_drg_result"))
        told = world.ingest(discharges(world, drop=30), check=False)
        expect((told.code, "1个文件待人定" in told.err), (1, True), f"a file that does not count yet: {told.out}{told.err}")
        held = world.duban("-o", "json", "batch", "list", "--state", "held").json()
        expect((len(held), held[0]["rows_gone"]), (1, 30), "held batches")
        expect(int(world.one("SELECT count(*) FROM ingest.v_current_drg_result")), full, "rows while held")
        world.duban("batch", "accept", held[0]["batch"], "--by", "朱×", "--reason", "医院确认")
        expect(int(world.one("SELECT count(*) FROM ingest.v_current_drg_result")), full - 30, "rows when accepted")
        world.duban("batch", "withdraw", held[0]["batch"], "--by", "朱×", "--reason", "传错")
        expect(int(world.one("SELECT count(*) FROM ingest.v_current_drg_result")), full, "rows when withdrawn")


def begun(world, *words, **env):
    return subprocess.Popen([str(world.bin / "duban"), "--config", str(world.config), *words], env={**world.env, **env},
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def a_file_is_sent_again_when_the_service_was_started_anew():
    with World() as world:
        serving(world)
        world.services[("ingest", "1")].kill()
        sender = begun(world, "ingest", "--unattended", "--by", "t", str(bed_file(world, ["T01,2025-11,900,700\n"])))
        expect(sender.stderr.readline().startswith("ingest没有在听，最多再等30秒 ("), True, "told while it waits")
        world.start("ingest")
        out, err = sender.communicate(timeout=60)
        expect(sender.returncode, 0, out + err)
        expect(world.one("SELECT count(*) FROM ingest.v_batch WHERE state = 'committed'"), "1", "batches")


def who_waits_for_a_service_is_told_so_and_for_how_long():
    """Of one that never was, of one that was killed and left its socket behind, and of one that listens and does not answer."""
    with World() as world:
        serving(world)
        world.quiet()
        for name in ("ingest", "notify"):
            world.services.pop((name, "1")).kill()
        (world.short / "ingest.command").unlink()
        expect((world.short / "notify.command").is_socket(), True, "what was left behind")
        since = time.monotonic()
        waiting = {"ingest": begun(world, "batch", "list"), "notify": begun(world, "notice", "list")}
        for name, command in waiting.items():
            expect(command.stderr.readline().startswith(f"{name}没有在听，最多再等30秒 ("), True, f"what {name}'s caller hears")
        expect(time.monotonic() - since < 15, True, "told while it waits")
        for name, command in waiting.items():
            out, err = command.communicate(timeout=120)
            expect((command.returncode, out, "连不上服务" in err and name in err), (3, "", True), err)
        expect(time.monotonic() - since > 30, True, f"seconds: {time.monotonic() - since}")
        with Held(world, "LOCK TABLE alert.subject, alert.state_history IN ACCESS EXCLUSIVE MODE"):
            command = begun(world, "duty", "show", "HN-006", DUBAN_BUS_REQUEST_TIMEOUT_MS="1000")
            out, err = command.communicate(timeout=60)
            expect((command.returncode, out, err.splitlines()[0].split(" (")[0], "服务没有答复" in err),
                   (3, "", "alert还没有答复，最多再等5秒", True), err)


def advance_stops_where_something_is_due():
    with World() as world:
        serving(world)
        world.quiet()
        world.duban("clock", "advance", "--to", "2025-12-17 09:00", timeout=300)
        # T-10 of the lines that are due on 31 December is 17 December, 08:30: sent then, not at the end of the way.
        sent = world.rows("SELECT DISTINCT sent_us FROM notify.v_message WHERE state = 'sent' AND business_day = DATE '2025-12-17'")
        expect(sent, [("1765931400000000",)], "instants of sending")


def an_answer_in_json_is_json_for_every_list():
    with World() as world:
        serving(world)
        world.ingest(bed_file(world, ["T01,2025-11,900,700\n"]))
        world.quiet()
        for words in (["duty", "list"], ["duty", "list", "--returns"], ["duty", "calls"], ["duty", "drafts"], ["duty", "show", "HN-006"],
                      ["why", "HN-006"], ["batch", "list"], ["batch", "show", "1"], ["notice", "list"], ["letterbox", "duban.a"], ["audit"],
                      ["status"], ["clock", "show"], ["catalog", "export"],
                      ["value", "bed_use_rate", "--of", "T01", "--period", "2025-11"],
                      ["explain", "bed_use_rate", "--of", "T01", "--period", "2025-11"]):
            json.loads(world.duban("-o", "json", *words).out)
            if not world.duban(*words).out:
                raise Failed(f"{words} says nothing to a person")


def a_list_that_is_cut_says_so():
    with World() as world:
        serving(world)
        for month in ("10", "11"):
            world.ingest(bed_file(world, [f"T01,2025-{month},900,700\n"], f"bed_T01_2025M{month}.csv"))
        world.quiet()
        world.duban("clock", "advance", "--to", "2025-12-17 09:00", timeout=300)  # somebody is told something
        for verb, key, limit in (("batch", "batch", 1), ("notice", "notice", 2)):
            rows = {row[key] for row in world.duban("-o", "json", verb, "list").json()}
            expect(len(rows) > limit, True, f"rows of {verb}: {rows}")
            cut = world.duban("-o", "json", verb, "list", "--limit", limit)
            expect((len({row[key] for row in cut.json()}), f"只列出{limit}条，另有未列出的" in cut.err), (limit, True), cut.err)
            whole = world.duban("-o", "json", verb, "list", "--limit", len(rows))
            expect((len({row[key] for row in whole.json()}), whole.err), (len(rows), ""), f"all of {verb}")


def an_explanation_goes_on_to_file_and_line():
    with World() as world:
        serving(world)
        world.ingest(bed_file(world, ["T01,2025-10,930,651\n"], "bed_T01_2025M10.csv"))
        world.ingest(bed_file(world, ["T01,2025-11,900,700\n"]))
        world.quiet()
        asked = ["explain", "bed_use_rate", "--of", "T01", "--period", "2025-11", "--window", "ytd"]
        told = world.duban("-o", "json", *asked, "--lines", "10").json()
        expect(sorted((row["institution"], row["month"], row["file_name"], row["line"], row["amount"]) for row in told["lines"]),
               [("T01", "2025-10", "bed_T01_2025M10.csv", 2, 651), ("T01", "2025-10", "bed_T01_2025M10.csv", 2, 930),
                ("T01", "2025-11", "bed_T01_2025M11.csv", 2, 700), ("T01", "2025-11", "bed_T01_2025M11.csv", 2, 900)], "file and line")
        expect({row["batch"] for row in told["lines"]}, {row["batch"] for row in told["sources"]}, "batches")
        expect(world.duban("-o", "json", *asked).json()["lines"], [], "not asked for")
        cut = world.duban("-o", "json", *asked, "--lines", "3")
        expect((len(cut.json()["lines"]), "只列出3条，另有未列出的" in cut.err), (3, True), cut.err)
        expect(world.duban("-o", "json", *asked, "--lines", "4").err, "", "all of them")


def what_is_too_long_to_show_says_so_everywhere():
    with World() as world:
        serving(world)
        world.quiet()
        world.psql("INSERT INTO alert.state_history SELECT h.institution_id, h.duty, h.revision + 1000 + g, h.state, h.light, h.reason, h.judged_period,"
                   " h.facts, h.value_revisions, h.judged_us, h.catalog_version FROM alert.state_history h, generate_series(1, 200) g"
                   " WHERE h.duty = 'HN-006' AND h.revision = 1;"
                   "INSERT INTO notify.letterbox (alliance_id, person, message_id, subject, body, placed_us)"
                   " SELECT alliance_id, 'duban.a', -g, 'x', 'y', 0 FROM catalog.alliance, generate_series(1, 501) g;"
                   "INSERT INTO alert.episode (institution_id, alliance_id, duty, ladder, period, number, state, baseline, opened_us, t0_us)"
                   " SELECT institution_id, alliance_id, duty, 'behind', 24300, g, 'closed', false, 0, 0 FROM alert.subject,"
                   " generate_series(1, 1001) g WHERE duty = 'HN-006'")
        for words, shown in ((["duty", "show", "HN-006"], 200), (["letterbox", "duban.a"], 500), (["why", "HN-006"], 2000)):
            expect(f"只列出{shown}条，另有未列出的" in world.duban(*words).err, True, f"{words}")


def parked_work_is_resumed_by_its_number_however_much_there_is():
    with World() as world:
        world.migrate()
        world.psql("INSERT INTO ingest.todo (kind, alliance_id, key, business_us, attempts, parked_reason) "
                   "SELECT 'clock', 0, n::text, 0, 5, 'broken' FROM generate_series(1, 1001) AS n;"
                   "INSERT INTO notify.todo (kind, alliance_id, key, business_us, attempts, parked_reason) VALUES ('clock', 0, 'x', 0, 5, 'broken')")
        listed = world.duban("-o", "json", "todo", "list", check=False)
        expect((listed.code, len(listed.json()), "另有未列出的" in listed.err), (1, 1000, True), listed.err)
        number = world.one("SELECT id FROM notify.todo WHERE key = 'x'")
        expect(world.duban("todo", "resume", "compute", number, check=False).code, 1, "the number in another service")
        world.duban("todo", "resume", "notify", number)
        expect(world.one("SELECT count(*) FROM notify.todo WHERE parked_reason IS NULL AND key = 'x'"), "1", "resumed")
        expect(world.one("SELECT count(*) FROM ingest.todo WHERE parked_reason IS NULL"), "0", "others")


def the_drafts_of_a_line_are_shown_in_full():
    with World() as world:
        serving(world)
        world.quiet()
        world.psql("INSERT INTO alert.letter_draft (institution_id, alliance_id, duty, department, relation, state, subject, body, made_us) "
                   "SELECT institution_id, alliance_id, duty, '卫生健康局', 'peer', 'draft', '关于床位的函', E'第一行\\n第二行', 1765758600000000 "
                   "FROM alert.subject WHERE duty = 'HN-006' AND kind = '' LIMIT 1")
        shown = world.duban("duty", "drafts", "HN-006").out
        expect("主题：关于床位的函\n\n第一行\n第二行\n" in shown, True, shown)
        expect(("关于床位的函" in world.duban("duty", "drafts").out, "第二行" in world.duban("duty", "drafts").out), (True, False), "the list")


if __name__ == "__main__":
    run([help_names_every_verb_and_every_exit_code, wrong_use_is_two, a_database_that_is_not_there_is_three,
         faulty_settings_are_one_and_say_their_line, a_migration_is_applied_once_and_refused_when_it_was_changed,
         a_migration_that_fails_leaves_nothing_behind, business_time_is_placed_and_never_runs_backwards,
         a_clock_that_runs_is_not_turned_back,
         a_step_waits_until_the_work_is_done, up_starts_four_services_and_down_ends_exactly_those, a_dry_run_keeps_nothing,
         a_refused_file_does_not_keep_the_others_out, the_same_content_again_is_told_as_such, a_resent_month_that_loses_rows_asks_the_person_who_sends_it,
         a_file_decided_at_the_terminal_is_among_the_facts, unattended_it_is_held_until_somebody_decides, a_file_is_sent_again_when_the_service_was_started_anew, who_waits_for_a_service_is_told_so_and_for_how_long,
         advance_stops_where_something_is_due, an_answer_in_json_is_json_for_every_list, a_list_that_is_cut_says_so,
         an_explanation_goes_on_to_file_and_line, what_is_too_long_to_show_says_so_everywhere,
         parked_work_is_resumed_by_its_number_however_much_there_is, the_drafts_of_a_line_are_shown_in_full])
