"""Libvirt listens where other hosts will call it."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.errors import CloudFault
from selftests.checks.invariants.broken import TLS, one
from selftests.checks.invariants.case import Case

CASE = Case("migration_port_listens", one(options=TLS), "port 16514 listens, as guests are migrated by tls", "ports that listen: 22, 16509")


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


# live_migration_uri, and the port that the destination listens on for it
URIS = {"qemu+ssh://nova_migration@%s:2022/system?keyfile=/etc/nova/migration/identity": 2022, "qemu+tcp://%s:16600/system": 16600}


@pytest.mark.parametrize("uri", URIS)
def test_the_port_is_that_of_the_uri(uri: str) -> None:
    hold("migration_port_listens", one(options={"libvirt/live_migration_uri": uri}, listening=(URIS[uri],)), "h1")
    with pytest.raises(CloudFault) as caught:
        hold("migration_port_listens", one(options={"libvirt/live_migration_uri": uri}), "h1")
    assert caught.value.expected.startswith(f"port {URIS[uri]} listens")
