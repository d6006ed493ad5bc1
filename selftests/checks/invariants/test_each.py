"""What all invariants share."""

import dataclasses
from typing import Any

import pytest

from conformance.checks.invariants import find, hold, registry
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.facts import HostFacts, UnreadFact
from selftests.checks.invariants.broken import TLS, in_cloud, one, path, under
from selftests.checks.invariants.case import cases
from selftests.checks.invariants.good import NOW, around, host, with_libvirt


def test_each_has_its_test_and_a_file_that_says_all() -> None:
    assert sorted(cases()) == [invariant.id for invariant in registry()]
    for invariant in registry():
        about = invariant.about
        assert all((invariant.title, invariant.claim, about.why, about.remedy, about.source)), invariant.id


GAPS: dict[str, tuple[str, dict[str, Any]]] = {
    "kvm_refused": ("kvm_device", {}),
    "options": ("vif_plugging_timeout", {"options": None}),
    "libvirt": ("acceleration", {"libvirt": None}),
    "denials": ("access_not_denied", {}),
    "certificates": ("migration_certificates_valid", {"options": TLS}),
    "listening": ("migration_port_listens", {}),
    "service nova_compute": ("services_run", {"services": host().services[1:]}),
    "image_cache": ("image_cache_readable", {}),
}


@pytest.mark.parametrize("what", GAPS)
def test_what_may_not_be_read_is_never_a_pass(what: str) -> None:
    invariant, changes = GAPS[what]
    fields = host(**{key: value for key, value in changes.items() if key != "options" or value}).model_dump()
    fields |= {key: value for key, value in changes.items() if value is None}
    facts = HostFacts(**fields | {"gaps": (UnreadFact(what=what, why="sudo: a password is required"),)})
    with pytest.raises(SuiteFault, match=rf"h1: {what} could not be read: sudo: a password is required"):
        hold(invariant, around(facts, host("h2")), "h1")


def test_an_api_that_was_not_read_is_never_a_pass() -> None:
    hosts = in_cloud(services=(), gaps=(UnreadFact(what="services", why="the API answered 403: no"),))
    with pytest.raises(SuiteFault, match=r"^services could not be read: the API answered 403: no$"):
        hold("compute_services_up", hosts)


def test_an_unknown_invariant_is_a_fault_of_the_suite() -> None:
    with pytest.raises(SuiteFault, match=r"^there is no invariant 'acelleration' - did you mean 'acceleration'\?$"):
        hold("acelleration", one(), "h1")


def test_of_two_hosts_that_differ_the_second_fails() -> None:
    hosts = around(host(), host("h2", options={"libvirt/virt_type": "qemu"}))
    hold("virt_type_alike", hosts, "h1")
    with pytest.raises(CloudFault) as caught:
        hold("virt_type_alike", hosts, "h2")
    assert caught.value.expected == "virt_type: kvm, as on h1"


def test_a_host_that_cannot_be_read_does_not_fail_the_others() -> None:
    mute = HostFacts(host="h2", gathered=NOW, seconds=0, gaps=(UnreadFact(what="options", why="no"),))
    hold("cpu_alike", around(host(), mute, host("h3")), "h1")


def test_of_a_way_that_is_barred_at_its_end_the_host_there_is_named() -> None:
    hosts = around(host(), host("h2", libvirt=with_libvirt(qemu="8.2.10")), host("h3"))
    with pytest.raises(CloudFault) as caught:
        hold("qemu_not_older", hosts, "h1")
    assert caught.value.host == "h2"


def test_many_hosts_are_not_all_named() -> None:
    hosts = [host(f"h{number}") for number in range(1, 8)] + [host("h8", options={"libvirt/cpu_mode": "none"})]
    with pytest.raises(CloudFault) as caught:
        hold("cpu_alike", around(*hosts), "h8")
    assert caught.value.expected.endswith("as on h1, h2, h3, h4 and 3 more")


def test_all_ways_of_a_host_that_are_barred_are_named_in_one_test() -> None:
    hosts = around(host(), host("h2"), host("h3"), barred=lambda source, _, kind: "no route" if (source, kind) == ("h1", "ssh") else None)
    with pytest.raises(CloudFault) as caught:
        hold("migration_ssh_works", hosts, "h1")
    assert caught.value.seen == "no route (to h2, h3)"
    hold("migration_ssh_works", hosts, "h2")


@pytest.mark.parametrize(("invariant", "place"), [("state_free", "/var/lib/nova"), ("container_storage_free", "/var/lib/containers")])
def test_inodes_are_counted_wherever_space_is(invariant: str, place: str) -> None:
    hold(invariant, one(file_systems=(path(), under(place))), "h1")
    with pytest.raises(CloudFault) as caught:
        hold(invariant, one(file_systems=(path(), under(place, inodes_free=40))), "h1")
    assert (caught.value.expected, caught.value.seen) == (f"at least 5 % of the inodes free under {place}", "4.0 % (40)")


@pytest.mark.parametrize("surprise", [KeyError("x"), OverflowError("too large"), RecursionError("too deep"), AssertionError("a mistake")])
def test_an_invariant_that_cannot_be_judged_is_an_error_of_its_own_test(monkeypatch: pytest.MonkeyPatch, surprise: Exception) -> None:
    def run(*_: object) -> None:
        raise surprise

    for name in ("kvm_device", "agents_alive"):
        broken = dataclasses.replace(find(name), run=run)
        monkeypatch.setattr("conformance.checks.invariants.find", lambda _, broken=broken: broken)
        with pytest.raises(SuiteFault, match=rf"^{name} could not be judged: {type(surprise).__name__}"):
            hold(name, one(), None if name == "agents_alive" else "h1")
