"""What all measurements share: the machine they ran on, the memory of processes, and numbers beside each other."""
import os
import pathlib
import platform
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from world import SERVICES  # noqa: E402


def number(name, usual):
    """A setting of a measurement: make bench ROWS=20000."""
    return int(os.environ.get(name, usual))


def machine(world):
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    memory_kib = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal"))
    setting = {name: world.one(f"SHOW {name}") for name in ("server_version", "fsync", "synchronous_commit", "shared_buffers")}
    version = ".".join(platform.release().split(".")[:2])
    return (f"machine: {os.cpu_count()} cores ({cpu}), {memory_kib / 1048576:.0f} GiB, Linux {version}\n"
            f"PostgreSQL {setting['server_version']}, fsync {setting['fsync']}, synchronous_commit {setting['synchronous_commit']}, "
            f"shared_buffers {setting['shared_buffers']}; build {world.build.name}; load average of the last 5 minutes {os.getloadavg()[1]:.1f}")


def spread(values, form="{:.2f}"):
    """min / median / max."""
    return " / ".join(form.format(v) for v in (min(values), statistics.median(values), max(values)))


def percentile(values, share):
    """The smallest value that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def table(head, rows):
    """A table of Markdown, to be kept in README.md as it is printed."""
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def memory_mib(pid):
    """VmRSS and VmHWM: now, and the most it ever was."""
    found = {}
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        key, _, rest = line.partition(":")
        if key in ("VmRSS", "VmHWM"):
            found[key] = int(rest.split()[0]) / 1024
    return found["VmRSS"], found["VmHWM"]


def tell_memory(world, more=()):
    """A table of the services' resident memory; more: (name, now, most)."""
    rows = [(f"duban-{name}", *memory_mib(world.services[(name, '1')].process.pid)) for name in SERVICES]
    table(("process", "resident now, MiB", "at most, MiB"), [(n, f"{now:.1f}", f"{most:.1f}") for n, now, most in [*rows, *more]])
