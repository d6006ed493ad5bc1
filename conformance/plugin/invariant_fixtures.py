"""Fixtures of the invariants."""

import pytest

from conformance.model.errors import CloudFault
from conformance.model.invariant import NOT_APPLICABLE, Holds, NotApplicable
from conformance.plugin.facts import RunFacts
from conformance.plugin.gathering import all_hosts
from conformance.run.host import AllHosts
from conformance.run.invariants import find, hold


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "invariant: looks at each compute host or at the cloud, and creates nothing")


@pytest.fixture(scope="session")
def host_facts(pytestconfig: pytest.Config, run_facts: RunFacts) -> AllHosts:
    """What the hosts that take part, and the cloud's APIs, say of themselves, read once a run."""
    return all_hosts(pytestconfig, run_facts)


@pytest.fixture
def holds(host_facts: AllHosts) -> Holds:
    """See that an invariant holds on a host, or of the cloud: holds("kvm_device", on=compute_host)."""

    def see(invariant: str, *, on: str | None = None) -> None:
        try:
            hold(invariant, host_facts, on)
        except NotApplicable as reason:
            pytest.skip(f"{NOT_APPLICABLE}: {reason}")
        except CloudFault as fault:
            about = find(invariant).about
            if about.cause:
                fault.add_note(f"leads to: {about.cause}")
            fault.add_note(f"remedy: {about.remedy}")
            raise

    return see
