"""What a run knows when its first test begins: settled by the controller, and handed to every worker as a value."""

from functools import cached_property
from pathlib import Path

from pydantic import Field

from conformance.known_issues.issue import KnownIssues
from conformance.model.base import Noun
from conformance.model.operation import OperationKind
from conformance.model.site import Site
from conformance.plan.budgets import Budgets
from conformance.plan.choice import Choice, make_plan
from conformance.plan.place import Plan
from conformance.target import Target


class Shard(Noun):
    """A part of the plan, counted from 1, and how many parts there are."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


class RunPlace(Noun):
    """Where a run's results go, known before anything else is."""

    run_id: str
    run_dir: Path


class RunFacts(Noun):
    """What is tested, where the run keeps its results, and the cloud as it was found when it began.

    out_of_reach: the enabled hosts about which nothing can be said, and why. durations: by kind, what operations have taken in this cloud
    in its latest runs, in seconds. until: when no further test begins, by time.time(); None: there is no such time.
    resumed: the directory of the run that this one goes on with. without_room: the hosts that are too full to be disturbed, and why.
    choice, budgets and workers (of all shards together): what the plan is made of. shard: the part of it that this run does; None: all.
    known_issues: the failures that the site has accepted; None: it was given no file of them.
    """

    run_id: str
    run_dir: Path
    target: Target
    site: Site
    out_of_reach: dict[str, str]
    durations: dict[OperationKind, tuple[float, ...]] = Field(default_factory=dict)
    choice: Choice = Choice()
    budgets: Budgets = Budgets()
    workers: int = 1
    until: float | None = None
    shard: Shard | None = None
    resumed: Path | None = None
    without_room: dict[str, str] = Field(default_factory=dict)
    known_issues: KnownIssues | None = None

    @property
    def planned_hosts(self) -> tuple[str, ...]:
        """The hosts that the plan rotates over: those that can be expected to take part.

        Of a run that does a part of the plan, all that take part: each part may reach other hosts, and all must make the same plan.
        """
        left_out = {} if self.shard else self.out_of_reach | self.without_room
        return tuple(host.name for host in self.site.hosts if host.takes_part and host.name not in left_out)

    @cached_property
    def plan(self) -> Plan:
        """The run's plan: the same in each of its processes."""
        return make_plan(self.choice, self.planned_hosts, self.budgets, self.workers)
