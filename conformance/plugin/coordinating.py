"""What a run's workers, and other runs, agree on: where the locks of hosts are, and which part of the plan is this run's."""

import hashlib
import os

import pytest

from conformance.model.errors import UsageProblem
from conformance.plugin.facts import RunFacts, Shard
from conformance.run.coordination import Coordination
from conformance.site.cloud import identity_of

VARIABLE = "CONFORMANCE_COORDINATION"
"""The environment variable with the URL of the service, so that its password is on no command line, where all users of a machine see it."""


def coordination_url(config: pytest.Config) -> str | None:
    """The URL of the service: of --coordination, or else of the environment. None: this run shares its hosts with no other."""
    return config.getoption("coordination") or os.environ.get(VARIABLE) or None


def coordinated(config: pytest.Config, facts: RunFacts, worker: str) -> Coordination:
    """The locks: by files in the run's directory, or by the service of --coordination, where they are named by the cloud.

    :raises UsageProblem: the service is not there
    """
    url = coordination_url(config)
    if not url:
        directory = facts.run_dir / "slots"
        directory.mkdir(exist_ok=True)
        return Coordination(f"file://{directory}", worker)
    # runs on other machines may call the cloud by another name
    cloud = hashlib.sha256(identity_of(facts.site.cloud).encode()).hexdigest()[:12]
    return Coordination(url, f"{facts.run_id}-{worker}", f"conformance-{cloud}.")


def shard_of(config: pytest.Config) -> Shard | None:
    """The part of the plan that is this run's; None: all of it. :raises UsageProblem: the options make no sense"""
    text = config.getoption("shard")
    if not text:
        return None
    number, _, of = text.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise UsageProblem(f"--shard {text}: give I/N, the number of this part and how many there are: 1/3, 2/3 and 3/3")
    if int(of) > 1 and not coordination_url(config):
        raise UsageProblem(
            f"--shard {text} wants --coordination: without it, runs on other machines would use the same hosts at once. "
            "Give redis://HOST:PORT or etcd3+http://HOST:PORT; where all parts run on one machine, file:///DIRECTORY"
        )
    if config.getoption("strategy") == "sample" and config.getoption("seed") is None:
        raise UsageProblem(f"--shard {text} with --strategy sample wants --seed, the same for every part")
    return Shard(number=int(number), of=int(of))
