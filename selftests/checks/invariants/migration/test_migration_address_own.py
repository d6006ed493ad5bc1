"""Running guests are sent to an address of their destination."""

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
