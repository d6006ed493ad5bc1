"""How long a plan takes and how much memory: python -m selftests.plan.bench [STRATEGY [HOSTS [WORKERS]]]"""

import subprocess
import sys
import time
from pathlib import Path

from conformance.plan.budgets import Budgets
from conformance.plan.choice import Choice, Strategy, make_plan

CHOICES = ("all", "ring", "one-changed", "ten-changed", "classes", "sample")


def _choice(name: str, hosts: list[str]) -> Choice:
    if name == "one-changed":
        return Choice(strategy=Strategy.CHANGED_HOSTS, changed=(hosts[0],))
    if name == "ten-changed":
        return Choice(strategy=Strategy.CHANGED_HOSTS, changed=tuple(hosts[:10]))
    if name == "classes":
        # so many kinds of hosts as a site with a few generations, releases and zones may have
        return Choice(strategy=Strategy.CLASSES, classes={host: f"class {number % 60}" for number, host in enumerate(hosts)})
    return Choice(strategy=Strategy(name), size=2 * len(hosts), seed=1)


def _most_memory() -> float:
    """MiB. What getrusage tells may be that of the process which started this one: the kernel keeps it over exec."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def _measure(name: str, count: int, workers: int) -> None:
    hosts = [f"compute-{number:05}" for number in range(count)]
    began = time.process_time()
    plan = make_plan(_choice(name, hosts), hosts, Budgets(), workers)
    pairs = 0
    # of all pairs, as many are placed as another strategy has: nobody goes over 99,990,000 of them
    for pair, _ in zip(plan.pairs(), range(200_000), strict=False):
        plan.place_of_pair(pair, 1)
        pairs += 1
    for host in hosts:
        plan.place_of_host(host, 2)
    seconds, mebibytes = time.process_time() - began, _most_memory()
    print(f"{name}: {count} hosts, {pairs} pairs placed, {plan.rounds} rounds, {plan.lanes} lanes: {seconds:.2f} {mebibytes:.0f}")  # noqa: T201 - its output


def main(name: str = "", hosts: str = "10000", workers: str = "10000") -> None:
    """One strategy, or each in a process of its own. The last two figures of a line are seconds and MiB."""
    if name:
        _measure(name, int(hosts), int(workers))
        return
    for one in CHOICES:
        for number in (workers, "64", "4"):
            subprocess.run([sys.executable, "-m", "selftests.plan.bench", one, hosts, number], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
