"""What measuring the downtime adds to a live migration: one guest, alternately with and without the probe, in one process.

pytest lab/bench/probe.py --os-cloud lab --profile lab --inventory FILE -n 0 -s; ROUNDS for more than 12 of each.
"""

import json
import os
import time
from dataclasses import replace
from statistics import median
from typing import Any

import click

from conformance.model.instance import Guest, ServerOn


def test_what_the_probe_adds(run: Any, lease: Any, operate: Any, server_on: ServerOn, guest: Guest) -> None:
    """The guest goes round the hosts. Which of two moves is probed changes with every two, so that a drift of the machine cancels."""
    settings = run.profile.guest.model_copy(update={"probe_port": None})
    without = type(operate)(replace(run, profile=run.profile.model_copy(update={"guest": settings})), lease)
    hosts = [host.name for host in run.site.hosts]
    server = server_on(hosts[0])
    guest.expect_running(server)
    seen: dict[str, list[dict[str, Any]]] = {"with": [], "without": []}
    for move in range(2 * int(os.environ.get("ROUNDS", "12"))):
        way = "with" if (move + move // 2) % 2 else "without"
        began, cpu, calls = time.monotonic(), time.process_time(), run.calls.count
        moved = (operate if way == "with" else without).live_migrate(server, to=hosts[(move + 1) % len(hosts)])
        seen[way].append(
            {
                "seconds": time.monotonic() - began,
                "cpu": time.process_time() - cpu,
                "calls": run.calls.count - calls,
                "operation": moved.seconds,
                "downtime": moved.downtime.seconds,
                "resolution": moved.downtime.resolution,
            }
        )
        (run.run_dir / "probe.json").write_text(json.dumps(seen))
    for what in ("seconds", "operation", "cpu", "calls"):
        medians = {way: median(one[what] for one in moves) for way, moves in seen.items()}
        click.echo(f"{what}: {medians}, ratio {medians['with'] / medians['without']:.4f}")
