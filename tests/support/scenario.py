"""The end of a year in a small county, for tests that run it again and again under other conditions and compare what came of it.

The catalog, the organisation and the assignment are the shipped ones, but data is asked for from October 2025 on only, so that a run loads
a hundred small files. What is compared is what must not depend on order, spacing, crashes or the number of processes: the states, the
episodes, the keys of the notices and the words of the mails. Identity numbers and Message-IDs are taken out of the words first."""
import datetime
import re
import shutil
import subprocess

from world import ROOT

BASELINE = "2025-12-15 08:30"
# When things happen; files of December come in between, before their cut-off. Rungs: T-10 on 12-17, T-3 12-26, T-1 12-30, T-0 12-31,
# judged after 01-05 (dated lines), 01-12 (discharge), 01-16 (finance, groups).
DAYS = ["2025-12-17 08:30", "2025-12-31 08:30", "2026-01-01 00:00", "2026-01-05 16:00", "2026-01-06 08:30", "2026-01-07 08:30",
        "2026-01-08 08:30", "2026-01-09 16:00", "2026-01-12 08:30", "2026-01-13 08:30", "2026-01-14 08:30", "2026-01-15 17:00",
        "2026-01-16 08:30", "2026-01-19 08:30", "2026-01-20 08:30"]


def make_county(world):
    """The shipped catalog and tables with data_from; returns the directory for apply and assign."""
    directory = world.dir / "catalog"
    shutil.copytree(ROOT / "deploy/catalog", directory)
    office = directory / "haining/assignment/office.tsv"
    lines = [line for line in office.read_text().splitlines() if not line.startswith("data_from")]
    office.write_text("\n".join([*lines, "data_from\t2025-10"]) + "\n")
    return directory


def make_returns(world, *options, rows=60, name="returns"):
    out = world.dir / name
    subprocess.run([str(world.bin / "duban-gen"), "--seed", "20251215", "--from", "2025-10", "--to", "2025-12", "--rows-per-month",
                    str(rows), "--out", str(out), *options], check=True, capture_output=True, cwd=ROOT)
    return out


def papers(day):
    """Ratings and milestones of the sample county that arrive on that day."""
    return sorted((ROOT / "deploy/catalog/haining/returns" / day).glob("*.csv"))


def begin(world, directory, returns):
    world.migrate()
    world.clock_set(BASELINE)
    world.apply("haining", directory)
    world.up()
    world.assign("haining", directory)
    world.quiet()
    world.ingest(*sorted(p for p in returns.rglob("*.csv") if "2025M12" not in p.name), *papers("2025-12-15"))
    world.quiet()


def end_of_year(world, returns, waves):
    """The days after the baseline. waves: (when, files) of December, all before the first cut-off; each file is sent by itself."""
    events = [(day, []) for day in DAYS] + list(waves)
    for when, files in sorted(events, key=lambda event: event[0]):
        world.step(when)
        for path in files:
            world.ingest(path)
        world.quiet()


def december(returns):
    return sorted(returns.rglob("*2025M12.csv"))


def outcome(world):
    """What must be the same, as comparable values. Trouble of the baseline that was over before anybody heard of it is left out: two years of
    files that come after their cut-off are judged as they come, and which of them were seen together is chance."""
    states = set(world.rows("SELECT i.code, s.duty, s.state, s.light, s.reason, coalesce(s.judged_period, 0) FROM alert.v_subject s "
                            "JOIN alert.v_institution i USING (institution_id)"))
    episodes = set(world.rows("SELECT i.code, e.duty, e.ladder, e.period, e.number, e.state FROM alert.v_episode e "
                              "JOIN alert.v_institution i USING (institution_id) WHERE NOT (e.baseline AND e.state = 'closed')"))
    notices = sorted(world.rows("SELECT i.code, d.duty, e.ladder, e.period, e.number, d.rung, d.person, d.template, d.routine "
                                "FROM alert.v_due_notice d JOIN alert.v_institution i USING (institution_id) "
                                "JOIN alert.v_episode e USING (institution_id, episode_id)"))
    return {"states": states, "episodes": episodes, "notices": notices, "mails": mails(world)}


def plain(words):
    """Numbers that only name a row are not part of what is said."""
    return re.sub(r"(TZ|B|YY|通知编号)[-0-9]{6,}", r"\1", words)


def mails(world):
    once = {}
    for mail in world.mails():
        once.setdefault(mail["message_id"], (mail["to"], plain(mail["subject"]), plain(mail["body"])))
    return sorted(once.values())


def doubles(world):
    """Message-IDs that were delivered more than once."""
    seen, twice = set(), set()
    for mail in world.mails():
        (twice if mail["message_id"] in seen else seen).add(mail["message_id"])
    return twice


def difference(a, b):
    """For a failed comparison: what only one of them has, shortly."""
    lines = []
    for part in a:
        only_a = [x for x in a[part] if x not in b[part]]
        only_b = [x for x in b[part] if x not in a[part]]
        for sign, only in (("-", only_a), ("+", only_b)):
            lines += [f"{part} {sign} {str(x)[:300]}" for x in only[:5]]
        if not only_a and not only_b and len(a[part]) != len(b[part]):
            lines.append(f"{part}: {len(a[part])} and {len(b[part])}")
    return "\n".join(lines)


def day_after(date, days):
    return str(datetime.date.fromisoformat(date) + datetime.timedelta(days=days))
