"""What the options choose to go over: settled once, on the controller, so that every worker makes the same plan."""

import secrets

import pytest

from conformance.model.errors import UsageProblem
from conformance.model.site import Site
from conformance.plugin.coordinating import shard_of
from conformance.plugin.facts import RunFacts, facts_of
from conformance.plugin.gathering import all_hosts
from conformance.plugin.options import PREDICTED_FAILURES_FIRST
from conformance.run.classes import classes_of
from conformance.run.limits import budgets_of
from conformance.run.plan.choice import Choice, Strategy, make_plan
from conformance.run.plan.place import Plan
from conformance.site.complaints import did_you_mean, some

WORKERS = pytest.StashKey[int]()
_PLAN = pytest.StashKey[Plan]()


def workers_of(config: pytest.Config) -> int:
    """How many processes run tests."""
    # xdist counts its workers in --tx, even those that -n asked for
    return config.stash.get(WORKERS, 0) or len(config.getoption("tx", None) or []) or 1


def strategy_of(config: pytest.Config) -> Strategy:
    """Which pairs are gone over; a strategy that is an order takes all of them."""
    name = config.getoption("strategy")
    return Strategy.ALL if name == PREDICTED_FAILURES_FIRST else Strategy(name)


def check_options(config: pytest.Config) -> None:
    """See that the options go together, before anything is asked of anybody. :raises UsageProblem: they do not"""
    shard_of(config)
    strategy = strategy_of(config)
    for option, name, wanted in (
        ("--changed-host", "changed_host", Strategy.CHANGED_HOSTS),
        ("--sample", "sample", Strategy.SAMPLE),
        ("--seed", "seed", Strategy.SAMPLE),
    ):
        if config.getoption(name) not in ([], None) and strategy is not wanted:
            raise UsageProblem(f"{option} goes with --strategy {wanted}, not with {strategy}: give that strategy, or leave {option} out")
    if strategy is Strategy.CHANGED_HOSTS and not config.getoption("changed_host"):
        raise UsageProblem("--strategy changed-hosts wants the hosts: give --changed-host NAME")
    size = config.getoption("sample")
    if size is not None and size < 1:
        raise UsageProblem(f"--sample {size}: give a number of pairs that is greater than 0")


def settle(config: pytest.Config, facts: RunFacts) -> RunFacts:
    """The facts with choice, budgets, workers (of all shards together) and shard.

    Hosts are asked now, rather than when tests need it, where the plan depends on what they say.

    :raises UsageProblem: a changed host is none
    :raises SuiteFault: the facts that classes are made of cannot be read
    """
    shard = shard_of(config)
    facts = facts.model_copy(update={"shard": shard})
    workers = workers_of(config) * (shard.of if shard else 1)
    strategy = strategy_of(config)
    hosts = len(facts.planned_hosts)
    # with fewer, a rotation has one instance a host on the move, whatever the budgets of hosts are
    several_abreast = 1 < hosts <= workers // 2 and not config.option.collectonly
    read = all_hosts(config, facts) if strategy is Strategy.CLASSES or several_abreast else None
    choice = Choice(
        strategy=strategy,
        changed=_changed(config.getoption("changed_host"), facts.site),
        size=(config.getoption("sample") or len(facts.planned_hosts)) if strategy is Strategy.SAMPLE else 0,
        seed=_seed(config) if strategy is Strategy.SAMPLE else 0,
        classes=classes_of(facts.site, read) if read and strategy is Strategy.CLASSES else {},
    )
    budgets = budgets_of(facts.target.profile.limits, read, facts.site.needs)
    return facts.model_copy(update={"choice": choice, "budgets": budgets, "workers": workers})


def plan_of(config: pytest.Config) -> Plan | None:
    """The run's plan; None where no cloud is tested."""
    facts = facts_of(config)
    if facts is None:
        return None
    if _PLAN not in config.stash:
        config.stash[_PLAN] = make_plan(facts.choice, facts.planned_hosts, facts.budgets, facts.workers)
    return config.stash[_PLAN]


def _seed(config: pytest.Config) -> int:
    given = config.getoption("seed")
    return secrets.randbelow(10**6) if given is None else int(given)


def _changed(given: list[str], site: Site) -> tuple[str, ...]:
    names = [name.strip() for one in given for name in one.split(",") if name.strip()]
    known = [host.name for host in site.hosts]
    for name in names:
        if name not in known:
            raise UsageProblem(
                f"--changed-host {name}: Nova has no such compute host{did_you_mean(name, known)} (there are: {some(known)})"
            )
    return tuple(sorted(set(names)))
