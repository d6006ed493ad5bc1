"""Libvirt runs what Nova says that it runs."""

from datetime import timedelta

import pytest

from conformance.checks.invariants import hold
from conformance.model.cloud_facts import ServerRecord
from conformance.model.errors import CloudFault
from conformance.model.facts import Domain
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import NOW, SERVER, around, host, with_libvirt

CASE = Case(
    "domains_match_nova",
    one(libvirt=with_libvirt(domains=(Domain(uuid=SERVER, running=True), Domain(uuid="dead-beef", running=True)))),
    "every domain is a server that Nova has on this host",
    "unknown to Nova here: dead-beef",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_a_guest_on_the_move_is_no_orphan() -> None:
    moving = ServerRecord(id="m", name="m", status="MIGRATING", host="h2", updated=NOW - timedelta(hours=1))
    fresh = ServerRecord(id="f", name="f", status="ACTIVE", host="h1", updated=NOW - timedelta(seconds=3))
    domains = with_libvirt(domains=(Domain(uuid="m", running=True),))
    hold("domains_match_nova", around(host(libvirt=domains), host("h2"), cloud_changes={"servers": (moving, fresh)}), "h1")


def test_a_server_that_is_up_without_a_domain_is_found() -> None:
    with pytest.raises(CloudFault) as caught:
        hold("domains_match_nova", one(libvirt=with_libvirt(domains=(Domain(uuid=SERVER, running=False),))), "h1")
    assert caught.value.seen == f"none for {SERVER}"
