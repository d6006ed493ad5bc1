"""Fixtures of the host invariants."""

import pytest

from conformance.model.invariant import Holds, NotApplicable
from conformance.plugin.facts import RunFacts
from conformance.run.host_facts import AllFacts
from conformance.run.invariants import hold
from conformance.site.hosts import Hosts
from conformance.site.profile import Profile


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "invariant: looks at each compute host, and creates nothing")


@pytest.fixture(scope="session")
def host_facts(run_facts: RunFacts, hosts: Hosts, profile: Profile) -> AllFacts:
    """What the hosts that take part say of themselves, read once a worker."""
    return AllFacts(hosts, profile, run_facts.planned_hosts)


@pytest.fixture
def holds(host_facts: AllFacts) -> Holds:
    """See that an invariant holds on a host: holds("kvm_device", on=compute_host)."""

    def see(invariant: str, *, on: str) -> None:
        try:
            hold(invariant, host_facts, on)
        except NotApplicable as reason:
            pytest.skip(f"not-applicable: {reason}")

    return see
