"""What the facts of many hosts cost: `python -m selftests.checks.facts.bench --inventory PATH --host NAME [NUMBER ...]`.

As many names as wanted lead to one host, each over an SSH connection of its own, as different hosts would be reached: its sshd must let as
many in at once as the suite asks at a time (MaxStartups above 16), and it plays all of them on its own processors. Processor's time is
that of this side: this process, the ssh processes that it starts, and the connections that they keep.
"""

import argparse
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median

import psutil

from conformance.checks.facts import programs
from conformance.checks.facts.fact import ProbePoint
from conformance.checks.facts.gather import gather
from conformance.checks.facts.reach import try_ways
from conformance.checks.facts.store import at_once
from conformance.checks.host import AllHosts
from conformance.config.profile import load_profile
from conformance.inventory.inventory import Inventory, read_inventory
from conformance.model.facts import HostFacts
from conformance.probe.hosts import Hosts
from conformance.probe.pods import Pods

NUMBERS = (5, 10, 25, 50)
MOST_WITH_WAYS = 10
"""Names up to which ways are tried, too: on one host that plays all of them, every try of all to all falls on two cores."""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, default=NUMBERS, help="how many names (default: 5 10 25 50)")
    parser.add_argument("--inventory", type=Path, required=True)
    parser.add_argument("--host", required=True, help="the host of the inventory that all names lead to")
    parser.add_argument("--profile", default="lab")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    _say("| names | wall | wall a name | CPU here a name | slowest host | ways | wall of the ways |")
    _say("|---|---|---|---|---|---|---|")
    for number in options.numbers:
        rounds = [_measure(options.profile, options.inventory, options.host, number) for _ in range(options.rounds)]
        wall, cpu, slowest, ways, trying = sorted(rounds)[len(rounds) // 2]
        tried = f"{ways} | {trying:.1f} s" if ways else " | "
        _say(f"| {number} | {wall:.1f} s | {wall / number:.2f} s | {cpu / number:.3f} s | {slowest:.1f} s | {tried} |")
    _say(f"\nCPU on the host itself, a name: {_on_the_host(options.profile, options.inventory, options.host, options.rounds):.2f} s")


def _measure(profile_name: str, path: Path, host: str, number: int) -> tuple[float, float, float, int, float]:
    """Wall and CPU seconds for all facts, seconds of the slowest host, and how many ways were tried in how many seconds."""
    profile = load_profile(profile_name)
    known = read_inventory(path).hosts[host]
    names = [f"host-{one:02d}" for one in range(1, number + 1)]
    inventory = Inventory(hosts={name: known.model_copy(update={"name": name}) for name in names})
    with _own_directory(), Hosts(profile, inventory) as hosts:
        pods, began, used = Pods(), time.monotonic(), _cpu()
        found = tuple(at_once(lambda name: gather(hosts, profile, name, names, pods), names))
        wall, cpu = time.monotonic() - began, _cpu() - used
        _refuse_gaps(found)
        began = time.monotonic()
        around = AllHosts(profile, found)
        ways = sum(map(len, at_once(lambda one: try_ways(one, hosts), around.all))) if number <= MOST_WITH_WAYS else 0
        return wall, cpu, max(one.seconds for one in found), ways, time.monotonic() - began


def _on_the_host(profile_name: str, path: Path, host: str, rounds: int) -> float:
    """Seconds of the host's own processors that its programs take, the median of some rounds."""
    profile = load_profile(profile_name)
    known = programs.Configured(profile.paths.instances, "/var/lib/nova", ("kvm",))
    first = [programs.first(place, profile, [host]) for place in ProbePoint]
    then = [programs.then(place, profile, known, wanted) for place in ProbePoint if (wanted := programs.asked(place, later=True))]
    script = f"({programs.whole(first)}\n{programs.whole(then)}) > /dev/null 2>&1; times"
    with Hosts(profile, read_inventory(path)) as hosts:
        return median(_spent(hosts.on(host).run(script).stdout) for _ in range(rounds))


def _spent(times: str) -> float:
    """The shell's own time and that of all it waited for, as its `times` prints it: 0m0.01s 0m0.02s, a line each."""
    return sum(60 * int(minutes) + float(seconds) for minutes, seconds in re.findall(r"(\d+)m([\d.]+)s", times))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _refuse_gaps(found: Sequence[HostFacts]) -> None:
    """What was not read was not paid for: such a figure would be none."""
    gaps = [f"{one.host}: {gap.what}: {gap.why}" for one in found for gap in one.gaps]
    if gaps:
        raise SystemExit(f"{len(gaps)} facts could not be read, the first: {gaps[0]}")


_DIRECTORY = "conformance-bench-"


@contextmanager
def _own_directory() -> Iterator[None]:
    """Have the sockets of kept connections in a directory of this process, so that they can be told from others."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix=_DIRECTORY) as directory:
        tempfile.tempdir = directory
        try:
            yield
        finally:
            tempfile.tempdir = before


def _cpu() -> float:
    """Seconds of this process, of those that it waited for, and of the connections that ssh keeps, which are nobody's children."""
    waited = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = resource.getrusage(resource.RUSAGE_SELF)
    kept = 0.0
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.name() == "ssh" and tempfile.gettempdir() in " ".join(process.cmdline()):
                times = process.cpu_times()
                kept += times.user + times.system
    return own.ru_utime + own.ru_stime + waited.ru_utime + waited.ru_stime + kept


if __name__ == "__main__":
    main()
