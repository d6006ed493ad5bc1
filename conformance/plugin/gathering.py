"""The facts of hosts and cloud, gathered once a run by the process that asks first."""

from functools import partial

import pytest

from conformance.plugin.facts import RunFacts
from conformance.run.facts.ask_cloud import ask_cloud
from conformance.run.facts.store import Facts, counted_before, gather_all, gathered, shared
from conformance.run.host import AllHosts
from conformance.run.troubles import Troubles
from conformance.site.retries import Patience

HOSTS = pytest.StashKey[AllHosts]()


def all_hosts(config: pytest.Config, facts: RunFacts) -> AllHosts:
    """The hosts that take part, as invariants and predictions see them; asked if nobody has asked them yet in this run."""
    if HOSTS not in config.stash:
        # without a run, as where only the plan is asked for, there is no place to keep them
        found = shared(facts.run_dir, partial(_gather, facts)) if facts.run_id else _gather(facts)
        config.stash[HOSTS] = found.around(facts.target.profile)
    return config.stash[HOSTS]


def gathered_hosts(config: pytest.Config, facts: RunFacts) -> AllHosts | None:
    """The same hosts where somebody has asked them in this run, else None; nobody is asked."""
    if HOSTS not in config.stash and facts.run_id and (known := gathered(facts.run_dir)):
        config.stash[HOSTS] = known.around(facts.target.profile)
    return config.stash.get(HOSTS, None)


def _gather(facts: RunFacts) -> Facts:
    names = facts.planned_hosts
    hypervisors = {host.name: host.hypervisor for host in facts.site.hosts}
    told = Troubles(facts.run_dir).note if facts.run_id else lambda _: None
    with facts.target.open(told, Patience.READING, run=facts.run_id) as access:
        seen = counted_before(facts.run_dir, facts.site.cloud) if facts.run_id else {}
        found = gather_all(access.hosts, facts.target.profile, names, hypervisors, lambda: ask_cloud(access.conn, facts.site), seen)
        return found.model_copy(update={"name": facts.site.cloud})
