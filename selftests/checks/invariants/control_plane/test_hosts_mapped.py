"""Every compute host is in a cell."""

from conformance.checks.host import AllHosts
from conformance.checks.invariants import hold
from conformance.model.cloud_facts import ServiceRecord
from selftests.checks.invariants.broken import in_cloud
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case("hosts_mapped", in_cloud(hypervisors={"h1.example": "h1"}), "every nova-compute has a hypervisor in Nova's list", "none: h2")


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def beside(*others: ServiceRecord) -> AllHosts:
    """h1, which is sound, and other services of nova-compute."""
    services = (ServiceRecord(binary="nova-compute", host="h1", enabled=True, up=True), *others)
    return around(host(), cloud_changes={"services": services})


def test_a_service_of_ironic_without_nodes_is_no_host() -> None:
    hold("hosts_mapped", beside(ServiceRecord(binary="nova-compute", host="ctl1-ironic", enabled=True, up=True)), None)


def test_of_a_cell_that_does_not_answer_it_is_not_known() -> None:
    lost = ServiceRecord(binary="nova-compute", host="h1.example", enabled=True, up=False, cell_answers=False)
    hold("hosts_mapped", beside(lost), None)


def test_a_host_that_is_not_tested_and_has_a_provider_is_told() -> None:
    case = CASE._replace(broken=in_cloud(hypervisors={"h1.example": "h1"}), seen="none: h2")
    case = case._replace(broken=AllHosts(case.broken.profile, [host()], (), case.broken.cloud.facts))
    case.is_told()
