"""What the controller found out, as workers get it."""

from pathlib import Path

import pytest
from pydantic import Field

from conformance.model.base import Noun
from conformance.model.operation import OperationKind
from conformance.model.site import Site
from conformance.run.plan.budgets import Budgets
from conformance.run.plan.choice import Choice


class RunFacts(Noun):
    """Where the run keeps its results, and the cloud as it was found when it began.

    out_of_reach: the enabled hosts about which nothing can be said, and why. durations: by kind, what operations have taken in this cloud
    in its latest runs, in seconds. until: when no further test begins, by time.time(); None: there is no such time.
    choice, budgets and workers: what the plan is made of.
    """

    run_id: str
    run_dir: Path
    site: Site
    out_of_reach: dict[str, str]
    durations: dict[OperationKind, tuple[float, ...]] = Field(default_factory=dict)
    choice: Choice = Choice()
    budgets: Budgets = Budgets()
    workers: int = 1
    until: float | None = None

    @property
    def planned_hosts(self) -> tuple[str, ...]:
        """The hosts that the plan rotates over: those that can be expected to take part."""
        return tuple(host.name for host in self.site.hosts if host.enabled and host.name not in self.out_of_reach)


class RunPlace(Noun):
    """Where a run's results go, known before anything else is."""

    run_id: str
    run_dir: Path


PLACE = pytest.StashKey[RunPlace]()
FACTS = pytest.StashKey[RunFacts]()


def facts_of(config: pytest.Config) -> RunFacts | None:
    """The facts of the run; None where no cloud is tested."""
    return config.stash.get(FACTS, None)
