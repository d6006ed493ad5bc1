"""Which hosts are configured to use block storage: it is missed where the catalog has none."""

import pytest

from conformance.checks.host import Host
from conformance.model.errors import CloudFault, SuiteFault, UsageProblem
from conformance.model.invariant import NotApplicable
from conformance.plugin.state import all_hosts
from conformance.run.run_facts import RunFacts


def hosts_that_name_it(config: pytest.Config, facts: RunFacts) -> list[str]:
    """The hosts whose nova.conf says how Cinder is reached; none where that was not read, or where nothing is run."""
    if not facts.run_id:
        return []
    try:
        hosts = all_hosts(config, facts).all
    except (SuiteFault, UsageProblem):
        return []
    return [host.name for host in hosts if _names_it(host)]


def _names_it(host: Host) -> bool:
    try:
        return host.conf.names_block_storage
    except (SuiteFault, CloudFault, NotApplicable):
        return False
