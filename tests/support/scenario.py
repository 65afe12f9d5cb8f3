"""The end of a year in a small county, for tests that run it again and again under other conditions and compare what came of it.

The catalog, the organisation and the assignment are the shipped ones, but data is asked for from October 2025 on only, so that a run loads
a hundred small files. What is compared is what must not depend on order, spacing, crashes or the number of processes: the states, the
episodes, the keys of the notices (their numbers as ranks) and the words of the mails and of the letterbox's pages. Identity numbers and Message-IDs are taken out of the words first."""
import collections
import datetime
import re
import shutil
import subprocess

from world import ROOT, Failed

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


def begin(world, directory, returns, waves_of=lambda files: [files]):
    """The county on the day of its baseline, with the returns up to November; waves_of(files) says which of them come together."""
    world.migrate()
    world.clock_set(BASELINE)
    world.apply("haining", directory)
    world.up()
    world.assign("haining", directory)
    world.quiet()
    for files in waves_of([*sorted(p for p in returns.rglob("*.csv") if "2025M12" not in p.name), *papers("2025-12-15")]):
        world.ingest(*files)
        world.quiet()


def end_of_year(world, returns, waves, until=DAYS[-1]):
    """The days after the baseline. waves: (when, files) of December, all before the first cut-off; each file is sent by itself."""
    events = [(day, []) for day in DAYS if day <= until] + list(waves)
    for when, files in sorted(events, key=lambda event: event[0]):
        world.step(when)
        for path in files:
            world.ingest(path)
        world.quiet()


def december(returns):
    return sorted(returns.rglob("*2025M12.csv"))


# Trouble of the first day that was over before anybody heard of it is left out, and the numbers count what is left: months that come after their
# cut-off are judged as they come, and which of them were seen together is chance.
EPISODES = """WITH episode AS (
    SELECT i.code, e.*, row_number() OVER (PARTITION BY e.institution_id, e.duty, e.ladder, e.period ORDER BY e.number) AS nth
    FROM alert.v_episode e JOIN alert.v_institution i USING (institution_id)
    WHERE e.state <> 'closed' OR EXISTS (SELECT 1 FROM alert.v_due_notice d
                                         WHERE d.institution_id = e.institution_id AND d.episode_id = e.episode_id)
       OR e.closed_us > :'first'::bigint) """


def outcome(world):
    """What must be the same, as comparable values."""
    first = str(int(datetime.datetime.fromisoformat(f"{BASELINE}+08:00").timestamp() * 1_000_000))
    states = set(world.rows("SELECT i.code, s.duty, s.state, s.light, s.reason, coalesce(s.judged_period, 0) FROM alert.v_subject s "
                            "JOIN alert.v_institution i USING (institution_id)"))
    episodes = set(world.rows(EPISODES + "SELECT code, duty, ladder, period, nth, state FROM episode", first=first))
    notices = sorted(world.rows(EPISODES + "SELECT e.code, d.duty, e.ladder, e.period, e.nth, d.rung, d.person, d.template, d.routine "
                                "FROM alert.v_due_notice d JOIN episode e USING (institution_id, episode_id)", first=first))
    return {"states": states, "episodes": episodes, "notices": notices, "mails": mails(world), "pages": pages(world), "values": values(world)}


def values(world):
    """The newest word on each cell."""
    return set(world.rows("SELECT i.code, v.indicator, v.time_window, v.scope, v.period, v.has_value, v.small, v.units, v.decimals, "
                          "v.numerator, v.numerator_scale, v.denominator, v.denominator_scale, v.standing, v.returned, v.expected "
                          "FROM compute.v_value v JOIN alert.v_institution i USING (institution_id)"))


def plain(words):
    """Numbers that only name a row are not part of what is said."""
    return re.sub(r"(TZ|B|YY|通知编号)[-0-9]{6,}", r"\1", words)


def mails(world):
    once = {}
    for mail in world.mails():
        once.setdefault(mail["message_id"], (mail["to"], plain(mail["subject"]), plain(mail["body"])))
    return sorted(once.values())


def pages(world):
    """What the letterbox shows: one row a page, each of them once, so a lost or doubled page is another list."""
    return sorted((person, plain(bytes.fromhex(subject).decode()), plain(bytes.fromhex(body).decode())) for person, subject, body in world.rows(
        "SELECT person, encode(convert_to(subject, 'UTF8'), 'hex'), encode(convert_to(body, 'UTF8'), 'hex') FROM notify.letterbox"))


def doubles(world):
    """Message-IDs that were delivered more than once."""
    seen, twice = set(), set()
    for mail in world.mails():
        (twice if mail["message_id"] in seen else seen).add(mail["message_id"])
    return twice


NUMBER = re.compile(r"^通知编号(TZ-[0-9]{4}-[0-9A-F]{8})。", re.M)


def spoken(world):
    """What was delivered: (channel, person, notice number), as often as it stands in different letters. A mail that came twice with one
    Message-ID is one letter; a page of the letterbox is one."""
    once = {mail["message_id"]: mail for mail in world.mails()}
    letters = [("smtp", mail["to"].split("@")[0], mail["body"]) for mail in once.values()]
    letters += [("letterbox", person, bytes.fromhex(body).decode()) for person, body in world.rows(
        "SELECT person, encode(convert_to(body, 'UTF8'), 'hex') FROM notify.letterbox")]
    return [(channel, person, number) for channel, person, body in letters for number in NUMBER.findall(body)]


def notices_told(world):
    """Law 8 as its readers see it: each notice that was delivered stands in the ledger, for that reader; each (episode, rung, reader) was
    told at most once by each channel; and what the ledger calls sent was delivered. How many there were."""
    ledger, sent = {}, set()
    for number, person, key, episode, institution, rung, channels in world.rows(
            "SELECT n.facts->>'通知编号', n.person, n.notice_key, n.episode_id, n.institution_id, n.rung, (SELECT string_agg(m.channel, ' ') "
            "FROM notify.message m JOIN notify.message_notice USING (message_id) WHERE notice_id = n.notice_id AND m.state = 'sent') "
            "FROM notify.notice n WHERE n.facts->>'通知编号' IS NOT NULL"):
        ledger[number, person] = (institution, episode, rung, person) if episode != "0" else (key,)
        sent |= {(channel, person, number) for channel in channels.split()}
    delivered = spoken(world)
    strangers = [said for said in delivered if (said[2], said[1]) not in ledger]
    if strangers:
        raise Failed(f"delivered, and not in the ledger for this reader: {strangers[:5]}")
    times = collections.Counter((channel, ledger[number, person]) for channel, person, number in delivered)
    twice = [(said, n) for said, n in times.items() if n > 1]
    if twice:
        raise Failed(f"told more than once: {twice[:5]}")
    lost = sorted(sent - set(delivered))
    if lost:
        raise Failed(f"sent, says the ledger, and in nobody's letters: {lost[:5]}")
    crowded = world.rows("SELECT person, channel, business_day, count(*) FROM notify.message WHERE routine AND state = 'sent' "
                         "GROUP BY alliance_id, person, channel, business_day HAVING count(*) > 1")
    if crowded:
        raise Failed(f"more than one routine letter on a day: {crowded[:5]}")
    return len(delivered)


def undoubted_doubles(world):
    """Those of them of which the ledger does not say that they may have come twice: each letter is asked by its own Message-ID."""
    doubted = {row[0] for row in world.rows("SELECT message_id_header FROM notify.message WHERE maybe_twice")}
    return doubles(world) - doubted


def difference(a, b):
    """For a failed comparison: what only one of them has, shortly."""
    lines = []
    for part in a:
        only_a = [x for x in a[part] if x not in b[part]]
        only_b = [x for x in b[part] if x not in a[part]]
        for sign, only in (("-", only_a), ("+", only_b)):
            lines += [f"{part} {sign} {str(x)[:300]}" for x in only[:5]]
        if not only_a and not only_b and a[part] != b[part]:
            lines.append(f"{part}: {len(a[part])} and {len(b[part])}, the same ones another number of times")
    return "\n".join(lines)


def day_after(date, days):
    return str(datetime.date.fromisoformat(date) + datetime.timedelta(days=days))
