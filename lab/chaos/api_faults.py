"""A run through a proxy that injects faults into the APIs: it must pass as if there were none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import openstack
import yaml

from lab.chaos.cloud import inventory
from lab.chaos.proxy import FaultPlan, Tally, in_front_of
from lab.suite.runner import SuiteRunner

_APIS = {"compute": "compute", "network": "network", "image": "image", "placement": "placement"}


@dataclass(frozen=True)
class ApiFaultRun:
    """A run through the proxy: its exit code, its run.json, what the proxy did, and what the run left."""

    status: int
    run: Mapping[str, Any]
    tally: Tally
    left: tuple[str, ...]

    @property
    def well(self) -> bool:
        """Whether every test passed, and nothing was left."""
        return self.status == 0 and not self.left


def run_through(runner: SuiteRunner, plan: FaultPlan, seed: int, words: Sequence[str]) -> ApiFaultRun:
    """Run the suites through the proxy, by a clouds.yaml that leads there.

    :param words: an operator's words for pytest: which tests, which options
    :raises LabError: the run left no run.json
    """
    real = runner.layout.access / "clouds.yaml"
    clouds: dict[str, Any] = yaml.safe_load(real.read_text())
    lab = clouds["clouds"]["lab"]
    before = inventory(runner.layout)
    with in_front_of({"identity": lab["auth"]["auth_url"], **_endpoints()}, plan, seed) as (through, tally):
        lab["auth"]["auth_url"] = through["identity"]
        lab["identity_endpoint_override"] = through["identity"]
        lab |= {f"{api}_endpoint_override": through[api] for api in _APIS}
        leading = runner.reports / "clouds.yaml"
        leading.touch(mode=0o600)
        leading.write_text(yaml.safe_dump(clouds))
        run = replace(runner, clouds_yaml=leading).run(*words)
    return ApiFaultRun(run.status, run.content, tally, tuple(sorted(inventory(runner.layout) - before)))


def _endpoints() -> dict[str, str]:
    with openstack.connect(cloud="lab") as conn:
        return {name: str(conn.session.get_endpoint(service_type=kind, interface="public")).rstrip("/") for name, kind in _APIS.items()}
