"""What runs over a broken control plane leave in the lab, removed once it is recovered."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from lab.access.operator import clean_command, with_access
from lab.layout import Layout
from lab.services.administrator import connect
from lab.services.rendering import Renderer, load_secrets


def clean_runs(layout: Layout, directory: Path, say: Callable[[str], None]) -> None:
    """Have the suite itself remove what its runs below that directory left, as an operator would."""
    for run in sorted(path.parent for path in directory.glob("*/ledger.jsonl") if not path.parent.is_symlink()):
        command = clean_command("--os-cloud", "lab", "--run", str(run.absolute()))
        done = subprocess.run(command, env=with_access(layout), capture_output=True, text=True, check=False)
        for line in (done.stdout + done.stderr).splitlines() if done.returncode else ():
            say(line)


def free_allocations(layout: Layout) -> None:
    """Delete the allocations of servers that are gone: Nova keeps those of what it lost track of. Nothing may be moving meanwhile."""
    cloud = connect(Renderer(layout, Path(), load_secrets(layout)))
    servers = {server.id for server in cloud.compute.servers(all_projects=True, details=False)}
    for provider in cloud.placement.resource_providers():
        known = cloud.placement.get(f"/resource_providers/{provider.id}/allocations").json()["allocations"]
        for consumer in known.keys() - servers:
            cloud.placement.delete(f"/allocations/{consumer}")
