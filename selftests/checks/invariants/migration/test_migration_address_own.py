"""Running guests are sent to an address of their destination."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.errors import CloudFault
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case

CASE = Case(
    "migration_address_own",
    one(options={"libvirt/live_migration_inbound_addr": "192.0.2.2"}),
    "live_migration_inbound_addr is one of 192.0.2.1",
    "192.0.2.2",
    one(options={"libvirt/live_migration_inbound_addr": "192.0.2.1"}),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_an_ipv6_address_is_one_of_the_hosts_own() -> None:
    own = ("192.0.2.1", "fd00::1")
    hold("migration_address_own", one(addresses=own, options={"libvirt/live_migration_inbound_addr": "fd00:0::1"}), "h1")
    with pytest.raises(CloudFault) as caught:
        hold("migration_address_own", one(addresses=own, options={"libvirt/live_migration_inbound_addr": "fd00::2"}), "h1")
    assert caught.value.seen == "fd00::2"
