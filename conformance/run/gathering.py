"""The facts of a run's hosts and cloud, gathered once by the process that asks first."""

from functools import partial

from conformance.checks.facts.ask_cloud import ask_cloud
from conformance.checks.facts.store import Facts, counted_before, gather_all, gathered, shared
from conformance.checks.host import AllHosts
from conformance.cloud.retries import RetryPolicy
from conformance.run.run_facts import RunFacts
from conformance.run_dir.troubles import Troubles


class RunHosts:
    """The hosts that take part in a run, as invariants and predictions see them."""

    def __init__(self) -> None:
        self._hosts: AllHosts | None = None

    def all(self, facts: RunFacts) -> AllHosts:
        """The hosts; asked if no process of the run has asked them yet. :raises SuiteFault: what was kept of them cannot be read"""
        if self._hosts is None:
            # without a run, as where only the plan is asked for, there is no place to keep them
            found = shared(facts.run_dir, partial(_gather, facts)) if facts.run_id else _gather(facts)
            self._hosts = found.around(facts.target.profile)
        return self._hosts

    def known(self, facts: RunFacts) -> AllHosts | None:
        """The same where a process of the run has asked them, else None; nobody is asked."""
        if self._hosts is None and facts.run_id and (kept := gathered(facts.run_dir)):
            self._hosts = kept.around(facts.target.profile)
        return self._hosts


def _gather(facts: RunFacts) -> Facts:
    names = facts.planned_hosts
    hypervisors = {host.name: host.hypervisor for host in facts.site.hosts}
    told = Troubles(facts.run_dir).note if facts.run_id else lambda _: None
    with facts.target.open(told, RetryPolicy.READ, run=facts.run_id) as access:
        seen = counted_before(facts.run_dir, facts.site.cloud) if facts.run_id else {}
        found = gather_all(access.hosts, facts.target.profile, names, hypervisors, lambda: ask_cloud(access.conn, facts.site), seen)
        return found.model_copy(update={"name": facts.site.cloud})
