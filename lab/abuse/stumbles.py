"""A run through a proxy that stumbles: it must pass as if nothing had been."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openstack
import yaml

from lab.abuse.cloud import inventory
from lab.abuse.proxy import Mischief, Tally, in_front_of
from lab.abuse.suites import Suites, last_run

_APIS = {"compute": "compute", "network": "network", "image": "image", "placement": "placement"}


@dataclass(frozen=True)
class Stumble:
    """A run through the proxy: its exit code, its run.json, what the proxy did, and what the run left."""

    status: int
    run: dict[str, Any]
    tally: Tally
    left: tuple[str, ...]

    @property
    def well(self) -> bool:
        """Whether every test passed, and nothing was left."""
        return self.status == 0 and not self.left


def run_through(suites: Suites, mischief: Mischief, seed: int, *arguments: str) -> Stumble:
    """Run the suites through the proxy, by a clouds.yaml that leads there."""
    real = suites.layout.access / "clouds.yaml"
    clouds: dict[str, Any] = yaml.safe_load(real.read_text())
    lab = clouds["clouds"]["lab"]
    before = inventory(suites.layout)
    with in_front_of({"identity": lab["auth"]["auth_url"], **_endpoints()}, mischief, seed) as (through, tally):
        lab["auth"]["auth_url"] = through["identity"]
        lab["identity_endpoint_override"] = through["identity"]
        lab |= {f"{api}_endpoint_override": through[api] for api in _APIS}
        leading = suites.directory / "clouds.yaml"
        leading.touch(mode=0o600)
        leading.write_text(yaml.safe_dump(clouds))
        through_it = Suites(suites.layout, suites.directory, suites.workers, leading)
        status = through_it.start(*arguments, log=suites.directory / "stumbled.log").wait()
    run = last_run(suites.directory)
    content = json.loads((run / "run.json").read_text()) if run and Path(run / "run.json").exists() else {}
    return Stumble(status, content, tally, tuple(sorted(inventory(suites.layout) - before)))


def _endpoints() -> dict[str, str]:
    with openstack.connect(cloud="lab") as conn:
        return {name: str(conn.session.get_endpoint(service_type=kind, interface="public")).rstrip("/") for name, kind in _APIS.items()}
