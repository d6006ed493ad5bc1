"""python -m lab.bench.growth: how the suite's own processor time and memory grow with the hosts. Needs a lab of fake compute hosts."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import openstack
from rich.console import Console
from rich.table import Table

from lab.bench.access_log import AccessLog
from lab.bench.lab_in_hand import lab_in_hand
from lab.bench.measured_run import measure
from lab.errors import in_one_line
from lab.suite.runner import SuiteRunner

_WORKERS = 3

_DIFFERENT = {"guest": {"console_heartbeat": False, "reachable": False}}
"""Fake compute hosts run no guests to look at."""


@click.command(epilog="Exit codes: 0 measured; 1 something failed; 2 wrong usage.")
@click.option("--directory", type=click.Path(path_type=Path), default=Path("reports/bench"), show_default=True, help="For results.")
def main(directory: Path) -> None:
    """Live-migrate every ordered pair of a quarter, of half and of all hosts of a lab that was brought up with --fake-hosts."""
    layout, hosts = lab_in_hand(8, "python -m lab up --fake-hosts --hosts 20")
    directory.mkdir(parents=True, exist_ok=True)
    runner = SuiteRunner(layout, directory.absolute(), _DIFFERENT)
    _lift_quotas()
    found: list[dict[str, Any]] = []
    path = directory / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-growth.json"
    with in_one_line():
        for count in (len(hosts) // 4, len(hosts) // 2, len(hosts)):
            click.echo(f"{count} hosts ...")
            allowed = [word for host in hosts[:count] for word in ("--allow", host)]
            log = AccessLog(layout)
            done = measure(runner, _WORKERS, ("-m", "live_migration", *allowed))
            pairs = count * (count - 1)
            found.append(
                {
                    "hosts": count,
                    "pairs": pairs,
                    "passed": done.passed,
                    "wall": round(done.wall, 1),
                    "cpu": round(done.cpu, 1),
                    "cpu_a_pair": round(done.cpu / pairs, 3),
                    "mebibytes": round(done.mebibytes),
                    "calls_a_pair": round(len(log.requests()) / pairs, 1),
                    "run": done.directory.name,
                }
            )
            path.write_text(json.dumps(found, indent=1) + "\n")
    table = Table("hosts", "pairs", "passed", "seconds", "processor's seconds", "a pair", "greatest process (MiB)", "calls a pair")
    for one in found:
        table.add_row(*(str(one[key]) for key in ("hosts", "pairs", "passed", "wall", "cpu", "cpu_a_pair", "mebibytes", "calls_a_pair")))
    Console().print(table)
    click.echo(path)


def _lift_quotas() -> None:
    """An instance a host is more than a project may have by default."""
    conn: Any
    with openstack.connect(cloud="lab") as conn:
        conn.compute.update_quota_set(conn.current_project_id, instances=-1, cores=-1, ram=-1)


if __name__ == "__main__":
    main()
