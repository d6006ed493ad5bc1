"""A host's own name is no name of loopback."""

from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip

CASE = Case(
    "own_name_resolves", one(resolves={"h1": ("127.0.1.1",)}), "h1 resolves to an address that others can reach, on itself", "127.0.1.1"
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_an_address_that_nova_finds_by_itself_is_one() -> None:
    options = {"libvirt/live_migration_inbound_addr": "$my_ip", "DEFAULT/my_ip": None}
    assert skip("own_name_resolves", one(resolves={}, options=options)).startswith("live_migration_inbound_addr is set")
