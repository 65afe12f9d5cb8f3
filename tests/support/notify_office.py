"""A county in which only notify is at work, for tests: alert is stopped after it has imported the assignment, and the cases write due notices
as it would, so that each case knows what there is. The county is made once a program; each case gets a database of its own, copied from it."""
import atexit
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from world import ROOT, Failed, World

A, B, DESK = "yizheng.a", "yizheng.b", "duban.a"
CORRECTION = "更正"


def instant_us(local):
    """2026-03-31 08:30 in China, as microseconds since 1970."""
    return str(int(datetime.datetime.fromisoformat(local + "+08:00").timestamp()) * 1000000)


def day_end_us(words):
    """2026年3月31日: the midnight after it."""
    day = datetime.datetime.strptime(words, "%Y年%m月%d日") + datetime.timedelta(days=1)
    return instant_us(day.strftime("%Y-%m-%d %H:%M"))


class Notices:
    """Due notices, written as alert would, and what became of them."""

    def __init__(self, world):
        self.world, self.episode = world, 1000
        self.alliance, self.institution = world.one(
            "SELECT alliance_id, institution_id FROM alert.v_institution WHERE code = '330481'")

    def due(self, person, *, name="手术占比", until="2026年3月31日", duty="HN-031", rung="T-10", template="临期提醒", routine=True,
            episode=None, withdraws=None, role="A", more=None, waits=False):
        """A row of alert, and its work row, in one transaction. Returns due_notice_id. waits: with the instant of its limit, as alert writes it."""
        if episode is None:
            self.episode += 1
            episode = self.episode
        ends = day_end_us(until)
        facts = {"办理时刻": ends, **({"时限时刻": ends} if waits else {}), "称谓": "科长", "事项简称": name, "事项编号": duty, "事项名称": name, "时限": until, "未过时限": until, "办理截止": until, "请办什么": "报佐证",
                 "需办动作": "报佐证", "目标": "35%以上", "现状": "34.1%", "数据期间": "2026年2月", "发文名义": "海宁市医共体管理委员会办公室",
                 "联系人": "朱专干", "联系电话": "0573-87000000", "剩余工作日": "10", "牵头单位": "医政科", "收件范围": "您",
                 "发出日期": "2026年3月2日", "原通知标题": "【临期提醒】" + name, "原通知日期": "3月2日", "原通知类别": "临期提醒",
                 "更正前": "34.1%", "更正后": "35.2%", **(more or {})}
        return int(self.world.one(
            "WITH d AS (INSERT INTO alert.due_notice (institution_id, alliance_id, notice_key, episode_id, duty, rung, template, person,"
            " post, role, routine, facts, value_revisions, withdraws, created_us) SELECT :i, :a, :'key', :e, :'duty', :'rung', :'t', :'p',"
            " 'P-YZ', :'holder', :r, :'f', 'surgery_rate|month||2026-02#1', nullif(:w, 0), anchor_us FROM clock.business RETURNING due_notice_id)"
            ", t AS (INSERT INTO notify.todo (kind, alliance_id, institution_id, key, business_us)"
            " SELECT 'notice', :a, :i, due_notice_id::text, anchor_us FROM d, clock.business) SELECT due_notice_id FROM d",
            i=self.institution, a=self.alliance, key=f"{duty}|{episode}|{rung}|{template}|{person}", e=str(episode), duty=duty, rung=rung, holder=role,
            t=template, p=person, r=str(routine).lower(), f=json.dumps(facts, ensure_ascii=False), w=str(withdraws or 0)))

    def trouble(self, rung):
        """An open episode of alert that came to this rung. Returns its id."""
        return int(self.world.one(
            "WITH e AS (INSERT INTO alert.episode (institution_id, alliance_id, duty, ladder, period, number, state, baseline, opened_us, t0_us)"
            " SELECT s.institution_id, s.alliance_id, s.duty, 'before_due', 24314, 1 + (SELECT count(*) FROM alert.episode), 'open', false, 0, 0"
            " FROM alert.subject s WHERE s.institution_id = :i ORDER BY s.duty LIMIT 1 RETURNING institution_id, episode_id)"
            " INSERT INTO alert.rung SELECT institution_id, episode_id, :'r', 0, 'notified', 'I-ALT-050', 0 FROM e RETURNING episode_id",
            i=self.institution, r=rung))

    def close(self, episode):
        self.world.psql("UPDATE alert.episode SET state = 'closed', closed_us = 0, close_event = 'received' WHERE episode_id = :e",
                        e=str(episode))

    def answer(self, episode, state):
        """Its holder signed for it (acked), or gave his explanation (explained)."""
        self.world.psql("UPDATE alert.episode SET state = :'s' WHERE episode_id = :e", s=state, e=str(episode))

    def correct(self, person, original, episode, **more):
        return self.due(person, template=CORRECTION, rung=CORRECTION, routine=False, episode=episode, withdraws=original, **more)

    def replace_person(self, old, new):
        """Another person everywhere in the assignment, address included, as an import makes it: the next version."""
        self.world.psql("INSERT INTO alert.organisation_version SELECT alliance_id, version + 1, imported_us, imported_by, reason, sha256"
                        " FROM alert.organisation_version WHERE alliance_id = :a;"
                        "INSERT INTO alert.organisation_file SELECT alliance_id, version + 1, path, replace(content, :'o', :'n'), original"
                        " FROM alert.organisation_file WHERE alliance_id = :a", a=self.alliance, o=old, n=new)

    def readers(self):
        """Who reads mail and letterbox."""
        return [row[0] for row in self.world.rows(
            "SELECT split_part(line, E'\\t', 1) FROM alert.v_organisation_file, regexp_split_to_table(content, E'\\n') line "
            "WHERE path LIKE '%person.tsv' AND split_part(line, E'\\t', 6) = 'both'")]

    # ---- what became of it ----

    def settle(self, seconds=30):
        """Until nothing of notify's is due: every letter whose hour has come has its last word."""
        self.world.wait(lambda: self.world.todo_due()["notify"] == 0, seconds, "letters to be through")

    def letters(self, person, channel="smtp"):
        return self.world.rows("SELECT message_id, state, outcome, maybe_twice, to_char(business_day, 'MM-DD'), sequence, subject "
                               "FROM notify.v_message WHERE person = :'p' AND channel = :'c' ORDER BY message_id", p=person, c=channel)

    def notice(self, due_notice_id):
        return self.world.one("SELECT state, outcome FROM notify.v_notice WHERE due_notice_id = :d", d=str(due_notice_id))

    def told_alert(self, due_notice_id):
        """The days on which alert was told that it left, or what became of it."""
        return [row[0] for row in self.world.rows("SELECT to_char(to_timestamp(business_us / 1000000) AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI') "
                                                  "FROM alert.todo WHERE kind = 'sent' AND key = :'d' ORDER BY id", d=str(due_notice_id))]

    def attempts(self, person):
        return [row[0] for row in self.world.rows(
            "SELECT a.outcome FROM notify.v_attempt a JOIN notify.v_message m USING (message_id) WHERE m.person = :'p' "
            "AND m.channel = 'smtp' ORDER BY a.message_id, a.number", p=person)]

    def mails(self, person):
        return [mail for mail in self.world.mails() if mail["to"].startswith(person + "@")]

    def mail_server(self, *options, **settings):
        """Another one, that misbehaves in its own way, and how notify goes to it."""
        for verb in (["stop"], ["start", "--maildirs", self.world.dir / "mail", *options]):
            done = subprocess.run([str(ROOT / "deploy/private/mail.sh"), verb[0], str(self.world.dir), *map(str, verb[1:])], check=True,
                                  capture_output=True, text=True)
        self.world.write_config(**{**self.world.settings, "notify.smtp.url": done.stdout.strip(), **settings})


def catalog_with(world, rules):
    """The catalog with other rules: a list of (words, words instead)."""
    copy = world.dir / "catalog"
    shutil.copytree(ROOT / "deploy/catalog", copy)
    path = copy / "base/rules.yaml"
    text = path.read_text()
    for old, new in rules:
        if old not in text:
            raise Failed(f"rules.yaml does not say: {old}")
        text = text.replace(old, new)
    path.write_text(text)
    return copy


class Office(Notices):
    """A county with nothing but notify at work, made with the real processes."""

    def __init__(self, world, now, rules=None):
        world.migrate()
        world.clock_set(now)
        world.apply("haining", catalog_with(world, rules) if rules else ROOT / "deploy/catalog")
        world.start("ingest")
        world.start("compute")
        world.start("alert")
        world.assign("haining")
        world.wait(lambda: not any(n for schema, n in world.todo_due().items() if schema != "notify"), 120, "the others to be quiet")
        for name in ("ingest", "compute", "alert"):
            world.services.pop((name, "1")).stop()
        super().__init__(world)
        self.clear()

    def clear(self):
        """What nobody will work on any more."""
        self.world.psql("DELETE FROM ingest.todo; DELETE FROM compute.todo; DELETE FROM alert.todo; DELETE FROM notify.todo;"
                        "DELETE FROM alert.due_notice; UPDATE alert.subject SET next_us = NULL")

    def at(self, when):
        """Business time steps, as `duban clock step` does it, without waiting for services that are not there; alert has heard of what left."""
        self.world.psql("DELETE FROM alert.todo WHERE kind = 'sent';"
                        "UPDATE clock.business SET anchor_us = (extract(epoch FROM (:'w' || ' +08')::timestamptz) * 1000000)::bigint,"
                        " floor_us = 0, rate_num = 0, placed = true;"
                        "INSERT INTO notify.todo (kind, alliance_id, business_us) SELECT 'clock', 0, anchor_us FROM clock.business", w=when)


class Copied(Office):
    """The same county in a database of its own."""

    def __init__(self, world, now):
        Notices.__init__(self, world)
        self.at(now)
        self.clear()


class Original:
    """The county that the cases copy: made when the first one asks, gone with the program."""
    world, copies = None, 0

    @classmethod
    def copy(cls):
        """The conninfo of a new database."""
        if cls.world is None:
            cls.world = World().__enter__()
            atexit.register(cls.world.__exit__, None, None, None)
            Office(cls.world, "2026-03-01 08:30")
            cls.world.end_session()  # what somebody is connected to is not copied
        cls.copies += 1
        name = f"office_{cls.copies}"
        cls.command(f"CREATE DATABASE {name} OWNER duban_migrate TEMPLATE duban")
        return cls.conninfo(name)

    @classmethod
    def drop(cls, conninfo):
        cls.command(f"DROP DATABASE {conninfo.split('dbname=')[1].split()[0]} WITH (FORCE)")

    @classmethod
    def conninfo(cls, name):
        return cls.world.conninfo.replace("dbname=duban", f"dbname={name}")

    @classmethod
    def command(cls, sql):
        cls.world.psql(sql, conninfo=cls.conninfo("postgres"))


class CopiedWorld(World):
    """No cluster of its own; everything else is."""

    def _private(self, script, *args):
        return Original.copy() if script == "pg.sh" else super()._private(script, *args)

    def __exit__(self, *error):
        super().__exit__(*error)
        Original.drop(self.conninfo)


def held_mail():
    """A file, and the option of a mail server that answers no message while it is there."""
    number, path = tempfile.mkstemp(dir=os.environ.get("DUBAN_TMP"))
    os.close(number)
    return pathlib.Path(path), ("--hold", path)


def opened(now="2026-03-02 08:30", mail=(), rules=None, **settings):
    """A world with an office in it, for `with`. With other rules it is made from the beginning."""
    world = (World if rules else CopiedWorld)(settings=settings, mail_options=mail)

    class Opened:
        def __enter__(self):
            world.__enter__()
            try:
                return Office(world, now, rules) if rules else Copied(world, now)
            except BaseException:
                world.__exit__(*sys.exc_info())
                raise

        def __exit__(self, *error):
            return world.__exit__(*error)

    return Opened()
