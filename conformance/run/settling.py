"""From what the options ask for to what the plan is made of: settled once, so that every worker makes the same plan."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from conformance.checks.classes import classes_of
from conformance.checks.host import AllHosts
from conformance.input.complaints import did_you_mean, some
from conformance.input.files import UnreadableFile
from conformance.model.errors import UsageProblem
from conformance.model.hosts import HostPair
from conformance.model.site import Site
from conformance.plan.choice import Choice, Strategy
from conformance.run.limits import budgets_of
from conformance.run.rotating import last_tested, longest_untested, pairs_in
from conformance.run.run_facts import RunFacts, Shard
from conformance.run_dir.durations import durations_of
from conformance.run_dir.pair_results import PairResults


@dataclass(frozen=True)
class RequestedPlan:
    """What the options ask for.

    changed: as they were given, with commas in them. size, seed: None where they were not given. workers: of this run. runs: whether tests
    are to be run, or only collected. minutes: after which no further test begins; None: there is no such time. reports: where runs leave
    their results.
    """

    strategy: Strategy
    changed: tuple[str, ...]
    size: int | None
    seed: int | None
    workers: int
    shard: Shard | None
    runs: bool
    minutes: float | None
    reports: Path


def settle(facts: RunFacts, wanted: RequestedPlan, read_hosts: Callable[[RunFacts], AllHosts]) -> RunFacts:
    """The facts with choice, budgets, workers and shard.

    Hosts are asked now, rather than when tests need it, where the plan depends on what they say.

    :raises UsageProblem: a changed host is none
    :raises SuiteFault: the facts that classes are made of cannot be read
    """
    shard, strategy = wanted.shard, wanted.strategy
    # the plan is not asked for before the last of these copies: a copy keeps what the property has remembered
    facts = facts.model_copy(update={"shard": shard})
    workers = wanted.workers * (shard.of if shard else 1)
    hosts = len(facts.planned_hosts)
    # with fewer, a rotation has one instance a host on the move, whatever the budgets of hosts are
    several_at_once = 1 < hosts <= workers // 2 and wanted.runs
    read = read_hosts(facts) if strategy is Strategy.CLASSES or several_at_once else None
    sampled = strategy is Strategy.SAMPLE
    choice = Choice(
        strategy=strategy,
        changed=_changed(wanted.changed, facts.site),
        size=(wanted.size or hosts) if sampled else 0,
        seed=(secrets.randbelow(10**6) if wanted.seed is None else wanted.seed) if sampled else 0,
        classes=classes_of(facts.site, read) if read and strategy is Strategy.CLASSES else {},
        pairs=_rotated(facts, wanted) if strategy is Strategy.ROTATE else (),
    )
    budgets = budgets_of(facts.target.profile.limits, read, facts.site.needs)
    return facts.model_copy(update={"choice": choice, "budgets": budgets, "workers": workers})


def _rotated(facts: RunFacts, wanted: RequestedPlan) -> tuple[HostPair, ...]:
    """The pairs of `rotate`: as many as --sample says, or as fit into the time. :raises UsageProblem: their results cannot be read"""
    hosts = facts.planned_hosts
    try:
        latest = PairResults(wanted.reports).latest(facts.site.cloud)
    except UnreadableFile as trouble:
        raise UsageProblem(f"--strategy rotate: {trouble}. Remove it: every pair counts as not tested then") from trouble
    tested = last_tested(hosts, latest, facts.site.host_versions)
    size = wanted.size
    if size is None and wanted.minutes is not None:
        at_once = max(1, min(wanted.workers * (wanted.shard.of if wanted.shard else 1), len(hosts) // 2))
        size = pairs_in(wanted.minutes, at_once, durations_of(facts.site.cloud, wanted.reports))
    return longest_untested(tested, len(tested) if size is None else size)


def _changed(given: tuple[str, ...], site: Site) -> tuple[str, ...]:
    names = [name.strip() for one in given for name in one.split(",") if name.strip()]
    known = [host.name for host in site.hosts]
    for name in names:
        if name not in known:
            raise UsageProblem(
                f"--changed-host {name}: Nova has no such compute host{did_you_mean(name, known)} (there are: {some(known)})"
            )
    return tuple(sorted(set(names)))
