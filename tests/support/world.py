"""A whole duban of one's own for tests: a private PostgreSQL, a mail server, the four real processes and the operator's command.

    with World() as world:
        world.migrate()
        world.clock_set("2025-12-15 08:30")
        world.apply("haining")
        world.up()
        world.assign("haining")
        world.ingest("file.csv")
        world.step("2025-12-16 08:30")
        world.rows("SELECT …")

Standard library only; SQL goes through psql, so that nothing of services/ is between the test and the facts. Everything is started here
and ended here, by its process id. DUBAN_BUILD names the build under test."""
import email
import email.header
import email.policy
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import tap
from session import Session

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVICES = ("ingest", "compute", "alert", "notify")
CRASH_EXIT_CODE = 86
# Debian's psql in PATH is a wrapper that costs a tenth of a second; tests ask a lot.
PSQL = str(max(pathlib.Path("/usr/lib/postgresql").glob("*/bin/psql"), default="psql"))
PSQL_ARGS = (PSQL, "-X", "-q", "-At", "-F", "\x1f", "-v", "ON_ERROR_STOP=1")
# Times that are waited for something are those of a quiet machine; a busy one is given so many of them.
PATIENCE = 4
TODO_TABLES = ("ingest", "compute", "alert", "notify")


class Failed(Exception):
    pass


class Answer:
    """What a command said."""

    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout
        self.err = process.stderr

    def json(self):
        return json.loads(self.out)


class Service:
    """One process, with its log."""

    def __init__(self, world, name, instance, env):
        self.world, self.name, self.instance = world, name, instance
        self.log = world.dir / f"{name}-{instance}.log"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(world.bin / f"duban-{name}"), "--config", str(world.config), "--instance", instance],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, env={**world.env, **env})

    def alive(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE * 30)
            except subprocess.TimeoutExpired:
                self.kill()
                raise Failed(f"{self.name} did not end in {PATIENCE * 30} s")
        return self.process.returncode


class Held:
    """A lock of somebody else, until the with block ends; what he says in it is one transaction."""

    def __init__(self, world, sql):
        self.session = subprocess.Popen([PSQL, "-X", "-q", "-At", world.conninfo], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, env=world.env)
        self.say(f"BEGIN; {sql}; SELECT 'held';")
        while self.session.stdout.readline() not in ("held\n", ""):
            pass

    def say(self, sql):
        self.session.stdin.write(sql + "\n")
        self.session.stdin.flush()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.session.communicate("COMMIT;\n")


class Supervisor:
    def __init__(self, world):
        self.world, self.deaths, self.ending = world, [], False

    def crashed_and_now(self, service):
        """Where the next one of its name is to die."""
        if service.process.returncode == CRASH_EXIT_CODE:
            self.world.died(service.name)
        return self.world.deadly_env(service.name)

    def __enter__(self):
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, kind, value, trace):
        self.ending = True
        self.thread.join()

    def watch(self):
        ended = False
        while not ended:
            ended = self.ending  # and once more after that: whoever died last is seen too
            for key, service in list(self.world.services.items()):
                if not service.alive():
                    self.deaths.append((service.name, service.process.returncode))
                    self.world.services[key] = Service(self.world, service.name, service.instance, self.crashed_and_now(service))
            time.sleep(0.05)


class World:
    def __init__(self, fast=True, settings=None, mail_options=()):
        self.fast, self.settings, self.mail_options = fast, settings or {}, mail_options
        self.build = pathlib.Path(os.environ.get("DUBAN_BUILD", "build-test"))
        if not self.build.is_absolute():
            self.build = ROOT / self.build
        self.bin = self.build / "bin"
        self.services = {}
        self.taps = []
        self.session = None
        self.deadly = {}  # process → crash points at which it is still to die, one after the other
        self.deaths = []  # those at which it did
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("DUBAN_", "PG"))}

    # ---- life ----

    def __enter__(self):
        base = os.environ.get("DUBAN_TMP")
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="world-", dir=base))
        self.short = pathlib.Path(tempfile.mkdtemp(prefix="duban-", dir="/tmp"))  # socket paths end at 107 bytes
        os.chmod(self.short, 0o700)
        try:
            self.conninfo = self._private("pg.sh", "start", self.dir, *(["--fast"] if self.fast else []))
            self.smtp_url = self._private("mail.sh", "start", self.dir, "--maildirs", self.dir / "mail", *self.mail_options)
            self.write_config(**self.settings)
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None and not issubclass(kind, KeyboardInterrupt):
            self.tell_logs()
        for service in list(self.services.values()):
            if service.alive():
                service.kill()
        for tap in self.taps:
            tap.close()
        self.end_session()
        for script in ("mail.sh", "pg.sh"):
            subprocess.run([str(ROOT / "deploy/private" / script), "stop", str(self.dir)], capture_output=True)
        shutil.rmtree(self.short, ignore_errors=True)
        if kind is None:
            shutil.rmtree(self.dir, ignore_errors=True)

    def _private(self, script, *args):
        done = subprocess.run([str(ROOT / "deploy/private" / script), *map(str, args)], capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"{script}: {done.stderr}")
        return done.stdout.strip()

    def tell_logs(self, lines=15):
        print(f"world: kept for a look: {self.dir}", file=sys.stderr)
        for service in self.services.values():
            state = "alive" if service.alive() else f"ended with {service.process.returncode}"
            print(f"---- {service.name}-{service.instance}: {state}", file=sys.stderr)
            print("\n".join(service.log.read_text(errors="replace").splitlines()[-lines:]), file=sys.stderr)

    # ---- settings ----

    def write_config(self, **changes):
        """Keys with dots, as in the table of settings."""
        self.values = {
            "run_dir": str(self.short),
            "bus.dir": str(self.short),
            "sweep_ms": 300,
            "database.conninfo": self._base_conninfo(),
            "ingest.key": "0123456789abcdef0123456789abcdef-for-tests",
            "notify.mode": "live",
            "notify.smtp.url": self.smtp_url,
            "notify.smtp.from": "duban@haining.invalid",
            "notify.lease_ms": 2000,
        }
        self.values.update(changes)
        tree = {}
        for key, value in self.values.items():
            node = tree
            *folders, leaf = key.split(".")
            for folder in folders:
                node = node.setdefault(folder, {})
            node[leaf] = value
        self.config = self.dir / "duban.yaml"
        self.config.write_text(json.dumps(tree, ensure_ascii=False, indent=1))  # JSON is YAML

    def _base_conninfo(self):
        return " ".join(part for part in self.conninfo.split() if not part.startswith("user="))

    # ---- the command ----

    def duban(self, *args, check=True, timeout=120, stdin=None, env=None):
        """A command that dies where it is to die is given again, as its operator would."""
        while True:
            done = subprocess.run([str(self.bin / "duban"), "--config", str(self.config), *map(str, args)], capture_output=True, text=True,
                                  env={**self.env, **self.deadly_env("duban"), **(env or {})}, timeout=PATIENCE * timeout, input=stdin)
            if done.returncode != CRASH_EXIT_CODE or not self.deadly.get("duban"):
                break
            self.died("duban")
        answer = Answer(done)
        if check and answer.code != 0:
            raise Failed(f"duban {' '.join(map(str, args))}: exit {answer.code}\n{answer.out}\n{answer.err}")
        return answer

    def deadly_env(self, name):
        return {"DUBAN_CRASH_AT": self.deadly[name][0]} if self.deadly.get(name) else {}

    def died(self, name):
        if self.deadly.get(name):
            self.deaths.append((name, self.deadly[name].pop(0)))

    def migrate(self):
        return self.duban("migrate")

    def clock_set(self, when):
        return self.duban("clock", "set", when)

    def apply(self, plan, directory=ROOT / "deploy/catalog", alliance=None, check=True):
        """The shipped plans are answered by samples, which a test's county takes as they are."""
        extra = ["--alliance", alliance] if alliance else []
        return self.duban("catalog", "apply", directory, "--with-samples", "--plan", plan, *extra, "--by", "test", "--reason", "test", check=check)

    def assign(self, plan, directory=ROOT / "deploy/catalog", alliance=None):
        extra = ["--alliance", alliance] if alliance else []
        return self.duban("assign", "import", pathlib.Path(directory) / plan, *extra, "--by", "test", "--reason", "test", "--yes")

    def ingest(self, *files, check=True, extra=(), env=None):
        return self.duban("ingest", "--unattended", "--by", "test", *extra, *files, check=check, timeout=600, env=env)

    def step(self, when, timeout=300):
        return self.duban("clock", "step", "--to", when, timeout=timeout)

    # ---- processes ----

    def start(self, name, instance="1", wait=True, **env):
        if instance != "1":  # its own endpoints; nobody subscribes to them, so what it says is found by the sweeps
            env = {**self.endpoints(name, instance), **env}
        elif self.taps:
            env = {**self.endpoints(name, "behind"), **env}
        env = {**self.deadly_env(name), **env}
        service = Service(self, name, instance, env)
        self.services[(name, instance)] = service
        if wait:
            self.wait(lambda: not service.alive() or self.heartbeat(name, instance, service.process.pid), 60,
                      f"{name} to be ready")
            if not service.alive() and "DUBAN_CRASH_AT" not in env:
                raise Failed(f"{name} ended with {service.process.returncode}: {service.log.read_text()[-2000:]}")
        return service

    def tap(self, folder):
        """From now on all that goes over the processes' sockets is written down in this folder (tap.py). Before any is started."""
        folder.mkdir()
        for name in SERVICES:
            for what in ("command", "event"):
                self.taps.append(tap.Tap(f"{name}.{what}", self.short / f"{name}.{what}", self.short / f"{name}-behind.{what}", folder))
        return folder

    def endpoints(self, name, instance):
        """Settings with which a process listens, or a client asks, at the endpoints of this instance."""
        return {f"DUBAN_BUS_{name.upper()}_{what.upper()}": f"ipc://{self.short}/{name}-{instance}.{what}" for what in ("command", "event")}

    def up(self, **env):
        for name in SERVICES:
            self.start(name, wait=False, **env)
        for name in SERVICES:
            service = self.services[(name, "1")]
            self.wait(lambda: not service.alive() or self.heartbeat(name, "1", service.process.pid), 60, f"{name} to be ready")
            if not service.alive():
                raise Failed(f"{name} ended with {service.process.returncode}: {service.log.read_text()[-2000:]}")

    def down(self):
        for service in self.services.values():
            if service.alive() and service.stop() != 0:
                raise Failed(f"{service.name} ended with {service.process.returncode}")
        self.services.clear()

    def crash_database(self):
        """Its processes end in the middle of what they do; it comes back, and the services with it."""
        counters = dict(self.rows("SELECT service || instance, counter FROM clock.heartbeat"))
        self.end_session()
        self._private("pg.sh", "crash", self.dir)
        self._private("pg.sh", "start", self.dir)
        self.wait(lambda: all(count != counters.get(name) for name, count in self.rows(
            "SELECT service || instance, counter FROM clock.heartbeat")), 60, "the services to be back at the database")

    def stop_database(self):
        """Its files stay, and stay as they are."""
        self.end_session()
        self._private("pg.sh", "stop", self.dir, "--keep")

    def supervise(self):
        """Until the with block ends, whatever died is started again, with the next of the points at which it is to die, if there is one."""
        return Supervisor(self)

    def heartbeat(self, name, instance, pid):
        return self.rows("SELECT 1 FROM clock.heartbeat WHERE service = :'a' AND instance = :'b' AND pid = :'c'::bigint",
                         a=name, b=instance, c=str(pid)) != []

    def wait(self, condition, seconds, what):
        end = time.monotonic() + PATIENCE * seconds
        while not condition():
            if time.monotonic() > end:
                raise Failed(f"waited {PATIENCE * seconds} s for {what}")
            time.sleep(0.05)

    def todo_due(self):
        now = self.business_us()
        union = " UNION ALL ".join(
            f"SELECT '{s}', count(*) FROM {s}.todo WHERE parked_reason IS NULL AND business_us <= {now}" for s in TODO_TABLES)
        return {schema: int(n) for schema, n in self.rows(union)}

    def parked(self):
        union = " UNION ALL ".join(
            f"SELECT '{s}', kind, key, parked_reason FROM {s}.todo WHERE parked_reason IS NOT NULL" for s in TODO_TABLES)
        return self.rows(union)

    def quiet(self, seconds=120):
        """Until no work row is left that is due; twice in a row, since one table feeds the next."""
        end = time.monotonic() + PATIENCE * seconds
        still = 0
        while still < 2:
            due = self.todo_due()
            still = still + 1 if not any(due.values()) else 0
            if time.monotonic() > end:
                raise Failed(f"not quiet after {PATIENCE * seconds} s: {due}; parked: {self.parked()}")
            time.sleep(0.05)

    def business_us(self):
        return int(self.rows("SELECT greatest(floor_us, anchor_us + ((extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
                             " - wall_anchor_us) * rate_num / rate_den) FROM clock.business")[0][0])

    # ---- facts ----

    def psql(self, sql, role=None, check=True, conninfo=None, **variables):
        conninfo = conninfo or (self._base_conninfo() + f" user={role}" if role else self.conninfo)
        args = list(PSQL_ARGS)
        for name, value in variables.items():
            args += ["-v", f"{name}={value}"]
        done = subprocess.run([*args, conninfo], input=sql, capture_output=True, text=True, env=self.env)
        if check and done.returncode != 0:
            raise Failed(f"psql: {done.stderr}\n{sql}")
        return done

    def rows(self, sql, role=None, **variables):
        if role is None and sql.lstrip().startswith(("SELECT", "WITH")):
            out = self.asked(sql, variables)
        else:
            out = self.psql(sql, role, **variables).stdout
        return [tuple(line.split("\x1f")) for line in out.splitlines()]

    def asked(self, sql, variables):
        if self.session is None:
            self.session = Session([*PSQL_ARGS, self.conninfo], self.env)
        out, failure = self.session.ask(sql, variables)
        if failure is not None:
            raise Failed(f"psql: {failure}\n{sql}")
        return out

    def end_session(self):
        if self.session is not None:
            self.session.close()

    def one(self, sql, **variables):
        found = self.rows(sql, **variables)
        if len(found) != 1:
            raise Failed(f"{len(found)} rows: {sql}")
        return found[0][0] if len(found[0]) == 1 else found[0]

    def mails(self):
        """All delivered mails: dicts of to, subject, body, message_id; in the order of delivery within a maildir."""
        found = []
        for path in sorted((self.dir / "mail").glob("*/new/*"), key=lambda p: (p.parts[-3], p.stat().st_mtime_ns)):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            found.append({"to": path.parts[-3], "subject": str(message["Subject"]), "message_id": str(message["Message-ID"]),
                          "body": message.get_content(), "date": str(message["Date"])})
        return found


def end_all(*_):
    """Who is ended from outside ends what he started, as at any other end, and is told so once: timeout says it to all of a group."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(1)


def run(cases):
    """Runs the functions in order, each says what it shows by its name; exit 1 if one failed. `test.py NAME…` runs only those."""
    wanted = sys.argv[1:]
    failed = passed = 0
    signal.signal(signal.SIGTERM, end_all)
    for case in cases:
        if wanted and case.__name__ not in wanted:
            continue
        began = time.monotonic()
        try:
            case()
        except Exception as error:  # one broken case must not hide the others
            failed += 1
            print(f"not ok {case.__name__} ({time.monotonic() - began:.1f} s): {type(error).__name__}: {error}", flush=True)
        else:
            passed += 1
            print(f"ok {case.__name__} ({time.monotonic() - began:.1f} s)", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


def expect(value, wanted, what):
    if value != wanted:
        raise Failed(f"{what}: {value!r}, expected {wanted!r}")
