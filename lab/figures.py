"""How long things took: the lab's last starts, and what a run of the suites did on it."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from rich.table import Table

from lab.errors import LabError
from lab.layout import Layout


def note_start(layout: Layout, hosts: int, start: str, seconds: float) -> None:
    """Keep how long `up` took. :param start: what the lab was brought up from"""
    noted = {"at": datetime.now().astimezone().isoformat(timespec="seconds"), "hosts": hosts, "from": start, "seconds": round(seconds, 1)}
    with layout.starts.open("a") as stream:
        stream.write(json.dumps(noted) + "\n")


def starts(layout: Layout) -> Table:
    """The last starts: how many hosts, from what, how long."""
    table = Table("when", "compute hosts", "from", "seconds", title="python -m lab up")
    lines = layout.starts.read_text().splitlines() if layout.starts.exists() else []
    for start in map(json.loads, lines[-6:]):
        table.add_row(start["at"], str(start["hosts"]), start["from"], f"{start['seconds']:.1f}")
    return table


def operations(run_directory: Path) -> Table:
    """How long each kind of operation took in a run, and the run itself.

    :raises LabError: there is no run.json
    """
    try:
        run: dict[str, Any] = json.loads((run_directory / "run.json").read_text())
    except FileNotFoundError as error:
        raise LabError(f"{run_directory} holds no run.json: name the directory of a run, as in reports/latest") from error
    seconds: dict[str, list[float]] = defaultdict(list)
    for test in run["tests"]:
        for operation in test["operations"]:
            seconds[operation["kind"]].append(operation["seconds"])
    whole = (datetime.fromisoformat(run["ended"]) - datetime.fromisoformat(run["started"])).total_seconds()
    title = f"run {run['run']}: {len(run['hosts'])} compute hosts, {len(run['tests'])} tests, {whole:.0f} s"
    table = Table("operation", "how many", "least (s)", "median (s)", "most (s)", title=title)
    for kind, values in sorted(seconds.items()):
        table.add_row(kind, str(len(values)), *_spread(values))
    return table


def _spread(values: Iterable[float]) -> tuple[str, str, str]:
    ordered = sorted(values)
    return f"{ordered[0]:.1f}", f"{median(ordered):.1f}", f"{ordered[-1]:.1f}"
