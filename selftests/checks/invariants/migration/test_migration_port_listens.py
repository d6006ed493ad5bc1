"""Libvirt listens where other hosts will call it."""

from selftests.checks.invariants.broken import TLS, one
from selftests.checks.invariants.case import Case

CASE = Case("migration_port_listens", one(options=TLS), "port 16514 listens, as guests are migrated by tls", "ports that listen: 22, 16509")


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
