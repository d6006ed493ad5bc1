"""The facts of hosts and cloud, gathered once a run by the process that asks first."""

from functools import partial

import pytest

from conformance.plugin.facts import RunFacts
from conformance.run.facts.ask_cloud import ask_cloud
from conformance.run.facts.store import Facts, counted_before, gather_all, gathered, shared
from conformance.run.host import AllHosts
from conformance.run.troubles import Troubles
from conformance.site.cloud import connect
from conformance.site.hosts import Hosts
from conformance.site.inventory import read_inventory
from conformance.site.profile import Profile, load_profile
from conformance.site.retries import Patience

HOSTS = pytest.StashKey[AllHosts]()


def all_hosts(config: pytest.Config, facts: RunFacts) -> AllHosts:
    """The hosts that take part, as invariants and predictions see them; asked if nobody has asked them yet in this run."""
    if HOSTS not in config.stash:
        profile = load_profile(facts.site.profile)
        # without a run, as where only the plan is asked for, there is no place to keep them
        found = shared(facts.run_dir, partial(_gather, config, facts, profile)) if facts.run_id else _gather(config, facts, profile)
        config.stash[HOSTS] = found.around(profile)
    return config.stash[HOSTS]


def gathered_hosts(config: pytest.Config, facts: RunFacts) -> AllHosts | None:
    """The same hosts where somebody has asked them in this run, else None; nobody is asked."""
    if HOSTS not in config.stash and facts.run_id and (known := gathered(facts.run_dir)):
        config.stash[HOSTS] = known.around(load_profile(facts.site.profile))
    return config.stash.get(HOSTS, None)


def _gather(config: pytest.Config, facts: RunFacts, profile: Profile) -> Facts:
    names = facts.planned_hosts
    hypervisors = {host.name: host.hypervisor for host in facts.site.hosts}
    inventory = read_inventory(config.getoption("inventory"), profile.hosts.group)
    told = Troubles(facts.run_dir).note if facts.run_id else lambda _: None
    with connect(facts.site.cloud, told, Patience.READING) as conn, Hosts(profile, inventory, run=facts.run_id) as hosts:
        seen = counted_before(facts.run_dir, facts.site.cloud) if facts.run_id else {}
        found = gather_all(hosts, profile, names, hypervisors, lambda: ask_cloud(conn, facts.site), seen)
        return found.model_copy(update={"name": facts.site.cloud})
