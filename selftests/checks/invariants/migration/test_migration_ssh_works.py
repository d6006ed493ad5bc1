"""Nova gets from every host to every other by SSH."""

from selftests.checks.invariants.broken import barred
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import around, host

CASE = Case(
    "migration_ssh_works",
    around(host(), host("h2"), barred=barred("ssh", "Host key verification failed.")),
    "h1 logs in on h2 (h2:1) as nova-compute does",
    "Host key verification failed.",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_nothing_where_files_go_over_http() -> None:
    hosts = around(host(options={"libvirt/remote_filesystem_transport": "http"}), host("h2"))
    assert skip("migration_ssh_works", hosts) == "remote_filesystem_transport is http: nothing is copied by SSH"
