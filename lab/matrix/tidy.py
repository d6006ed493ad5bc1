"""What runs over a broken control plane leave in the lab, removed once it is recovered."""

from collections.abc import Callable
from pathlib import Path

from lab.layout import Layout
from lab.services.administrator import connect_to
from lab.suite.runner import SuiteRunner


def clean_runs(layout: Layout, directory: Path, say: Callable[[str], None]) -> None:
    """Have the suite itself remove what its runs below that directory left, as an operator would."""
    for run in sorted(path.parent for path in directory.glob("*/ledger.jsonl") if not path.parent.is_symlink()):
        status, said = SuiteRunner(layout, directory).clean("--os-cloud", "lab", "--run", str(run.absolute()))
        for line in said.splitlines() if status else ():
            say(line)


def free_allocations(layout: Layout) -> None:
    """Delete the allocations of servers that are gone: Nova keeps those of what it lost track of. Nothing may be moving meanwhile."""
    cloud = connect_to(layout)
    servers = {server.id for server in cloud.compute.servers(all_projects=True, details=False)}
    for provider in cloud.placement.resource_providers():
        known = cloud.placement.get(f"/resource_providers/{provider.id}/allocations").json()["allocations"]
        for consumer in known.keys() - servers:
            cloud.placement.delete(f"/allocations/{consumer}")
