"""Cinder's services are up."""

import pytest

from conformance.checks.host import AllHosts
from conformance.checks.invariants import hold
from conformance.model.cloud_facts import ServiceRecord
from conformance.model.errors import CloudFault
from selftests.checks.invariants.broken import in_cloud, one, service
from selftests.checks.invariants.case import Case, skip


def cinder(*services: ServiceRecord) -> AllHosts:
    return in_cloud(volume_services=services)


CASE = Case(
    "volume_services_up",
    cinder(service("cinder-scheduler"), service("cinder-volume", up=False)),
    "every service of Cinder that is enabled is up",
    "down: cinder-volume on c",
    sound=cinder(service("cinder-scheduler"), service("cinder-volume"), service("cinder-volume", up=False, enabled=False)),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("volume_services_up", one()) == "the catalog has no block storage"


@pytest.mark.parametrize("services", [(), ("cinder-scheduler",)])
def test_block_storage_without_a_service_that_serves_volumes_is_found(services: tuple[str, ...]) -> None:
    with pytest.raises(CloudFault) as caught:
        hold("volume_services_up", cinder(*map(service, services)))
    assert caught.value.expected == "a cinder-volume that is enabled and up"
    assert caught.value.seen == f"up: {', '.join(services) or 'nothing'}"
