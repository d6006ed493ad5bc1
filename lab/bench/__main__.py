"""python -m lab.bench: the suite beside the least that its migrations can take, and beside Tempest. The lab must be up, and idle."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from lab.bench.access_log import AccessLog, asked_meanwhile, in_hand, kinds
from lab.bench.bound import bound
from lab.bench.detection import detection
from lab.bench.lab_in_hand import lab_in_hand
from lab.bench.measured_run import measure
from lab.bench.tempest import COLD, HARD_REBOOT, LIVE, RESIZE, configure
from lab.errors import in_one_line
from lab.layout import Layout
from lab.suite.runner import SuiteRunner

T = TypeVar("T")
Figures = dict[str, Any]

COMPARED = ("bound", "bound with guests", "suite", "tempest")
PARTS = (*COMPARED, "detection")


@click.command(epilog="Exit codes: 0 measured; 1 something failed; 2 wrong usage.")
@click.option("--directory", type=click.Path(path_type=Path), default=Path("reports/bench"), show_default=True, help="For results.")
@click.option("--only", multiple=True, type=click.Choice(PARTS), help="Not all of it.")
def main(directory: Path, only: tuple[str, ...]) -> None:
    """Every migration of every ordered pair, live and cold: in a bare loop, by the suite, and as often by Tempest; and one that fails."""
    layout, hosts = lab_in_hand(2, "python -m lab up --hosts 3")
    directory.mkdir(parents=True, exist_ok=True)
    pairs = len(hosts) * (len(hosts) - 1)
    found: Figures = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "hosts": len(hosts), "pairs": pairs}
    work = {
        "bound": lambda: _bound(layout, hosts, await_guests=False),
        "bound with guests": lambda: _bound(layout, hosts, await_guests=True),
        "suite": lambda: _suite(layout, hosts, directory),
        "tempest": lambda: _tempest(layout, hosts),
        "detection": lambda: detection(layout, hosts, directory.absolute() / "detection"),
    }
    path = directory / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{len(hosts)}-hosts.json"
    with in_one_line():
        for part in PARTS:
            if not only or part in only:
                click.echo(f"{part} ...")
                found[part] = work[part]()
                # what was measured is not lost where a later part fails
                path.write_text(json.dumps(found, indent=1) + "\n")
    Console().print(_table(found))
    for line in _beside(found):
        click.echo(line)
    click.echo(path)
    sys.exit(0 if found.get("tempest", {}).get("passed", True) else 1)


def _bound(layout: Layout, hosts: list[str], *, await_guests: bool) -> Figures:
    (began, ended), log = _logged(layout, lambda: bound(hosts, await_guests=await_guests))
    # what comes after is the deletion
    asked = tuple(request for request in log.requests() if began <= request.at <= ended)
    return {"seconds": (ended - began).total_seconds(), "calls": len(asked), "kinds": kinds(asked)}


def _suite(layout: Layout, hosts: list[str], directory: Path) -> Figures:
    done, log = _logged(layout, lambda: measure(SuiteRunner(layout, directory.absolute()), len(hosts)))
    asked = log.requests()
    meanwhile = tuple(request for request in asked if done.began <= request.at <= done.ended)
    return {
        "seconds": (done.ended - done.began).total_seconds(),
        "calls": len(meanwhile),
        "calls_of_all": len(asked),
        "kinds": kinds(meanwhile),
        "passed": done.passed,
        "wall": done.wall,
        "cpu": done.cpu,
        "mebibytes": done.mebibytes,
        "beside_operations": {"median": round(median(done.beside), 3), "most": max(done.beside)},
        "run": done.directory.name,
    }


def _tempest(layout: Layout, hosts: list[str]) -> Figures:
    tempest = configure(layout, hosts)
    runs: list[Figures] = []
    seconds, calls, calls_of_all, wall = 0.0, 0, 0, 0.0
    passed = True
    for _ in range(len(hosts) * (len(hosts) - 1)):
        done, log = _logged(layout, lambda: tempest.run(LIVE, COLD))
        asked = log.requests()
        meanwhile = asked_meanwhile(asked)
        runs.append(
            {"seconds": in_hand(asked), "calls": len(meanwhile), "wall": done.wall, "passed": done.passed, "kinds": kinds(meanwhile)}
        )
        seconds, calls, wall = seconds + in_hand(asked), calls + len(meanwhile), wall + done.wall
        calls_of_all += len(asked)
        passed = passed and done.passed
        verdict = "passed" if done.passed else f"NOT passed: {done.said[-2000:]}"
        click.echo(f"  {in_hand(asked):.1f} s in tests, {done.wall:.1f} s in all, {verdict}")
    others = tempest.run(HARD_REBOOT, RESIZE)
    if not others.passed:
        click.echo(others.said[-2000:])
    return {
        "seconds": seconds,
        "calls": calls,
        "calls_of_all": calls_of_all,
        "wall": wall,
        "passed": passed and others.passed,
        "others_passed": others.passed,
        "runs": runs,
    }


def _logged(layout: Layout, act: Callable[[], T]) -> tuple[T, AccessLog]:
    log = AccessLog(layout)
    return act(), log


def _table(found: Figures) -> Table:
    columns = ("", "seconds", "x the bound", "calls of Nova's API", "calls a pair", "calls in all")
    table = Table(*columns, title=f"{found['hosts']} hosts, {found['pairs']} pairs")
    least = found.get("bound", {}).get("seconds")
    for part in COMPARED:
        if part in found:
            one = found[part]
            ratio = f"{one['seconds'] / least:.2f}" if least else ""
            in_all = str(one.get("calls_of_all", ""))
            table.add_row(part, f"{one['seconds']:.1f}", ratio, str(one["calls"]), f"{one['calls'] / found['pairs']:.1f}", in_all)
    return table


def _beside(found: Figures) -> Iterator[str]:
    """What is no part of the table."""
    if "suite" in found:
        beside = found["suite"]["beside_operations"]
        yield f"a test of the suite beside its operations: {beside['median']:.2f} s (median; at most {beside['most']:.1f} s)"
    for who, seconds in found.get("detection", {}).get("medians", {}).items():
        yield f"a failed live migration after its record says so: {who} {seconds:.1f} s (median)"


if __name__ == "__main__":
    main()
